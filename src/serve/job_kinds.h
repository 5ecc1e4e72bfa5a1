#pragma once
// What a job can do: a table of kinds. A new kind is an entry with a check of the request and a function.
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>

#include "base/progress.h"
#include "pack/pack.h"
#include "store/workspace.h"

namespace auspex::serve {

class Uploads;

/// What jobs work on.
struct JobContext {
  store::Workspace& workspace;
  const pack::Pack& pack;
  Uploads& uploads;
};

struct JobResult {
  std::optional<int64_t> run;
  std::string summary;  ///< JSON object: what the command prints with --json
};

struct JobKind {
  const char* name;
  std::span<const char* const> fields;  ///< of the request, beside "kind"
  /// Throws what is answered to a request that does not hold.
  void (*check)(const JobContext&, const nlohmann::json& request);
  /// Does it; the work is all or nothing.
  JobResult (*run)(const JobContext&, const nlohmann::json& request, Progress&);
};

/// The kind of a request whose kind and fields are known and whose check passed. Throws BadRequest, or what the check throws.
const JobKind& CheckJob(const JobContext& context, const nlohmann::json& request);
/// The kind named in a request that passed CheckJob once.
const JobKind& KindOf(const nlohmann::json& request);

}  // namespace auspex::serve
