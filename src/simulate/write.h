#pragma once
// Rows of the simulator's files as text. CSV as RFC 4180 says: quoted where a text holds a comma, a quote or a line end.
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "pack/pack.h"
#include "pack/simulation.h"
#include "simulate/event.h"
#include "simulate/truth.h"

namespace auspex::simulate {

/// Appends rows of the pack's table of events.
class EventRows {
 public:
  /// Both must outlive this.
  EventRows(const pack::Pack& pack, const pack::Simulation& data);

  std::string Header() const;
  void Append(const std::string& customer, const Event& event, std::string& out) const;

 private:
  enum class Kind { kCustomer, kTime, kSymbol, kDetail, kAttribute, kDwell, kSession, kFlag, kEmpty };
  struct Cell {
    Kind kind = Kind::kEmpty;
    std::vector<std::string> values;  ///< of an attribute's column
    size_t attribute = 0;
  };
  Cell CellOf(const std::string& column) const;

  const pack::Pack* pack_;
  const pack::Simulation* data_;
  std::vector<Cell> cells_;
  std::vector<std::string> symbols_;
  std::vector<std::vector<std::string>> details_;
};

/// Header and rows of truth.csv; docs/simulator.md says what its columns mean.
std::string TruthHeader(const pack::Pack& pack);
void AppendTruth(const std::string& customer, const Foretold& truth, std::string& out);

/// The customer's id, different for each number and seed.
std::string CustomerName(uint64_t seed, uint64_t number);

}  // namespace auspex::simulate
