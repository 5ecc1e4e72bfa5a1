#pragma once
// Texts as small numbers: each different text gets the next number, 0, 1, 2, … in the order of first sight.
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace auspex::data {

/// A growing set of texts. Memory grows with the different texts, not with the calls. Views stay valid as it grows.
class Interner {
 public:
  static constexpr uint32_t kNone = UINT32_MAX;

  /// The number of `text`, a new one if it was not seen before.
  uint32_t Intern(std::string_view text);
  /// The number of `text`, kNone if it was not seen.
  uint32_t Find(std::string_view text) const;
  std::string_view Name(uint32_t number) const { return names_[number]; }
  size_t size() const { return names_.size(); }

 private:
  struct Slot {
    uint32_t hash = 0;
    uint32_t number = kNone;
  };
  size_t Probe(std::string_view text, uint64_t hash) const;
  void Grow();
  std::string_view Keep(std::string_view text);

  std::vector<Slot> slots_;
  std::vector<std::string_view> names_;
  std::vector<std::unique_ptr<char[]>> blocks_;
  size_t used_ = 0, capacity_ = 0;  // of the last block
};

}  // namespace auspex::data
