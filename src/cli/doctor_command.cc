// doctor: what this machine and this installation can do.
#include <nlohmann/json.hpp>

#include "base/threads.h"
#include "cli/session.h"
#include "flow/version.h"
#include "learn/forest/simd_level.h"
#include "learn/table/classifiers.h"
#include "learn/table/engine_status.h"

namespace auspex::cli {
namespace {

using json = nlohmann::ordered_json;

std::string DuckdbVersion() {
  store::Database database({});
  store::Connection connection = database.Connect();
  return connection.Text("SELECT version()");
}

/// Of those that this program has kernels for.
std::vector<std::string> CpuFeatures() {
  std::vector<std::string> features;
  if (__builtin_cpu_supports("avx2")) features.push_back("avx2");
  if (__builtin_cpu_supports("fma")) features.push_back("fma");
  if (__builtin_cpu_supports("avx512f")) features.push_back("avx512f");
  return features;
}

json Diagnose() {
  json object = {{"version", flow::kVersion}, {"threads", Threads()}, {"cpu", CpuFeatures()}, {"duckdb", DuckdbVersion()}};
  object["engines"] = json::object();
  for (const auto& engine : learn::EngineStatuses()) {
    object["engines"][engine.name] = {{"available", engine.why.empty()}, {"version", engine.version}, {"from", engine.from}, {"why", engine.why}};
  }
  object["models"] = json::object();
  for (const auto& kind : learn::ClassifierKinds()) {
    const std::string why = kind.unavailable();
    object["models"][kind.name] = {{"available", why.empty()}, {"why", why}};
  }
  object["packs"] = json::object();
  for (const auto& folder : KnownPackFolders()) object["packs"][folder.filename().string()] = folder.string();
  return object;
}

std::string ToText(const json& found) {
  const auto text = [](const json& value) { return value.get<std::string>(); };
  std::string out = "auspex " + text(found["version"]) + ", " + std::to_string(found["threads"].get<size_t>()) + " threads, DuckDB " + text(found["duckdb"]) + "\n  cpu:";
  for (const auto& feature : found["cpu"]) out += " " + text(feature);
  out += "\n\nEngines\n";
  for (const auto& [name, engine] : found["engines"].items()) {
    out += "  " + name + ": " + (engine["available"].get<bool>() ? text(engine["version"]) + ", from " + text(engine["from"]) : "not there: " + text(engine["why"])) + "\n";
  }
  out += "\nModels of tables\n";
  for (const auto& [name, model] : found["models"].items()) {
    out += "  " + name + (model["available"].get<bool>() ? "" : ": cannot be fitted here: " + text(model["why"])) + "\n";
  }
  out += "\nPacks\n";
  for (const auto& [name, folder] : found["packs"].items()) out += "  " + name + ": " + text(folder) + "\n";
  return out;
}

}  // namespace

int RunDoctor(const Common& common, const DoctorArguments&) {
  const json found = Diagnose();
  Print(common.json ? found.dump(2, ' ', false, json::error_handler_t::replace) + "\n" : ToText(found));
  return 0;
}

}  // namespace auspex::cli
