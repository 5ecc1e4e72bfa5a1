// demo: the whole way from a simulated site to advice, by the same commands that a user types.
#include <algorithm>
#include <chrono>
#include <filesystem>

#include "base/error.h"
#include "base/format.h"
#include "cli/session.h"

namespace auspex::cli {
namespace {

namespace fs = std::filesystem;

/// Says which command comes, then runs it.
template <class Arguments>
void Step(const std::string& command, int (*run)(const Common&, const Arguments&), const Common& common, const Arguments& arguments) {
  Print("\n$ auspex " + command + "\n");
  run(common, arguments);
}

/// An earlier demo's folder is replaced; anything else is left alone.
void Clear(const fs::path& folder) {
  std::error_code code;
  if (!fs::exists(folder, code) || fs::is_empty(folder, code)) return;
  const bool truth = fs::exists(folder / "events" / "truth.csv", code) || fs::exists(folder / "tables" / "truth.csv", code);
  if (!fs::exists(folder / "workspace" / "workspace.json", code) || !truth) {
    throw Error(Fault::kUsage, "the folder exists and is no earlier demo", folder.string(), "Name another with --out.");
  }
  for (const char* part : {"workspace", "events", "tables", "back"}) fs::remove_all(folder / part);
}

/// What came of the plan comes back in, where the pack has a table for it.
void DemonstrateRoundTrip(const Common& common, const DemoArguments& arguments, const pack::Pack& pack, const fs::path& folder, const std::string& actions) {
  const auto records = std::ranges::find(pack.tables, pack::TableKind::kRecords, &pack::Table::kind);
  if (records == pack.tables.end()) return;
  const std::string w = common.workspace.string(), back = (folder / "back").string(), file = (fs::path(back) / (records->name + ".csv")).string();
  SimulateArguments simulate{.pack = arguments.pack, .customers = arguments.customers, .out = back, .late = {}, .duplicates = {}, .months = {}, .faults = {}, .plan = actions};
  Step("simulate --pack " + arguments.pack + " --customers " + std::to_string(arguments.customers) + " --plan " + actions + " --out " + back, RunSimulate, common,
       simulate);
  Step("-w " + w + " ingest " + file, RunIngest, common, IngestArguments{.files = {fs::path(file)}});
}

/// Tables by month: who comes to what the pack's task foretells.
void DemonstrateTables(const Common& common, const DemoArguments& arguments, const pack::Pack& pack, const fs::path& folder) {
  const std::string w = common.workspace.string(), tables = (folder / "tables").string(), result = (folder / "result").string();
  Step("simulate --pack " + arguments.pack + " --customers " + std::to_string(arguments.customers) + " --out " + tables, RunSimulate, common,
       SimulateArguments{.pack = arguments.pack, .customers = arguments.customers, .out = tables, .late = {}, .duplicates = {}, .months = {}, .faults = {}});
  Step("init " + w + " --pack " + arguments.pack, RunInit, common, InitArguments{w, arguments.pack});
  std::string files;
  IngestArguments ingest;
  for (const pack::Table& table : pack.tables) {
    ingest.files.push_back(fs::path(tables) / (table.name + ".csv"));
    files += " " + ingest.files.back().string();
  }
  Step("-w " + w + " ingest" + files, RunIngest, common, ingest);
  Step("-w " + w + " train", RunTrain, common, TrainArguments{});
  Step("-w " + w + " evaluate --truth " + tables + "/truth.csv", RunEvaluate, common, EvaluateArguments{fs::path(tables) / "truth.csv", {}});
  Step("-w " + w + " predict --out " + result, RunPredict, common, PredictArguments{{}, {}, {}, {}, {}, result});
  if (!pack.layers.empty()) Step("-w " + w + " layers", RunLayers, common, LayersArguments{});
  if (!pack.segments.empty()) Step("-w " + w + " segment --out " + result, RunSegment, common, SegmentArguments{{}, 0, result});
  if (!pack.act.empty()) {
    const std::string actions = (fs::path(result) / "actions.csv").string();
    Step("-w " + w + " act --out " + actions, RunAct, common, ActArguments{{}, {}, actions});
    DemonstrateRoundTrip(common, arguments, pack, folder, actions);
    Step("-w " + w + " watch", RunWatch, common, WatchArguments{});
  }
}

/// The journeys of a site.
void DemonstrateJourneys(const Common& common, const DemoArguments& arguments, const fs::path& folder) {
  const std::string w = common.workspace.string(), events = (folder / "events").string(), result = (folder / "result.csv").string();
  Step("simulate --pack " + arguments.pack + " --customers " + std::to_string(arguments.customers) + " --out " + events, RunSimulate, common,
       SimulateArguments{arguments.pack, arguments.customers, events, 0.01, 0.005, {}, {}});
  Step("init " + w + " --pack " + arguments.pack, RunInit, common, InitArguments{w, arguments.pack});
  Step("-w " + w + " ingest " + events + "/events.csv", RunIngest, common, IngestArguments{.files = {fs::path(events) / "events.csv"}});
  Step("-w " + w + " train", RunTrain, common, TrainArguments{});
  Step("-w " + w + " evaluate --truth " + events + "/truth.csv", RunEvaluate, common, EvaluateArguments{fs::path(events) / "truth.csv", {}});
  Step("-w " + w + " predict --out " + result, RunPredict, common, PredictArguments{{}, {}, {}, {}, {}, result});
}

}  // namespace

int RunDemo(const Common& given, const DemoArguments& arguments) {
  const auto start = std::chrono::steady_clock::now();
  const fs::path folder = arguments.out.empty() ? fs::path("auspex-demo") : arguments.out;
  Clear(folder);
  fs::create_directories(folder);
  Common common = given;
  common.json = false;
  common.workspace = folder / "workspace";
  const pack::Pack pack = pack::ReadWorkspacePack(FindPack(arguments.pack));
  if (pack.HasEvents()) DemonstrateJourneys(common, arguments, folder);
  else DemonstrateTables(common, arguments, pack, folder);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  Print("\nDone in " + Duration(seconds) + ". Open " + (folder / (pack.HasEvents() ? "result.csv" : "result")).string() + " in a spreadsheet, or the workspace in the browser with:\n\n");
  Print("  auspex -w " + common.workspace.string() + " serve\n");
  return 0;
}

}  // namespace auspex::cli
