#pragma once
// Cases of a pack's strategies: files cases/*.toml, each with [[case]] tables that say what a customer did, what is foretold, and
// which rule has to fire. docs/pack.md describes them; decide/cases.h runs them.
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "pack/pack.h"

namespace auspex::pack {

struct CaseStep {
  std::string symbol, detail;
  Micros time = 0;
};

struct CaseCandidate {
  std::string symbol;
  double confidence = 0;
};

struct Case {
  std::filesystem::path file;
  int line = 0;
  std::string name;
  std::string rule;                   ///< that has to fire; empty: none
  std::string misses;                 ///< rule that has to be just missed; may be empty
  std::optional<std::string> advice;  ///< text in the pack's language
  Micros now = 0;
  std::vector<CaseCandidate> candidates;           ///< at most Pack::top
  std::vector<CaseStep> steps;                     ///< oldest first; detail empty if none is given
  std::map<std::string, double> conversions;       ///< by name; missing: 0
  std::map<std::string, std::string> categories;   ///< by name, the same at all steps; missing: NULL
};

/// The case files of a pack, in order of name; none if it has no folder `cases`.
std::vector<std::filesystem::path> CaseFiles(const std::filesystem::path& folder);

/// Reads and checks one case file. Throws Error(kUsage) with `file:line`.
std::vector<Case> ReadCases(const std::filesystem::path& file, const Pack& pack);

}  // namespace auspex::pack
