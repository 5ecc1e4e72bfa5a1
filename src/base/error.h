#pragma once
// Errors that end a run. Thrown where the fault is found, caught once at each edge (a command, a request, a job).
#include <stdexcept>
#include <string>

namespace auspex {

/// Whose fault it is; the value is the exit code of a command.
enum class Fault {
  kInternal = 1,  ///< a bug, or the machine failed (disk full, out of memory)
  kUsage = 2,     ///< wrong use, wrong settings, a pack that does not hold
  kData = 3,      ///< the data is unusable
  kCancelled = 130,  ///< the user pressed Ctrl-C
};

/// What happened, where, and what to do, in the user's words.
class Error : public std::runtime_error {
 public:
  /// `where` is a file, `file:line` or a name; empty if nowhere. `advice` is a sentence; empty if nothing helps.
  Error(Fault fault, std::string what, std::string where = {}, std::string advice = {});

  Fault fault() const { return fault_; }
  const std::string& message() const { return message_; }
  const std::string& where() const { return where_; }
  const std::string& advice() const { return advice_; }

 private:
  Fault fault_;
  std::string message_, where_, advice_;
};

}  // namespace auspex
