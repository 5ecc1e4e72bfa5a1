// init, simulate, ingest: from nothing to tables.
#include "base/error.h"
#include "base/format.h"
#include "cli/report.h"
#include "cli/session.h"
#include "data/ingest.h"
#include "data/past_future.h"
#include "data/pseudonym.h"
#include "decide/strategy.h"
#include "flow/act.h"
#include "flow/layers.h"
#include "flow/segment.h"
#include "flow/watch.h"

namespace auspex::cli {

int RunInit(const Common& common, const InitArguments& arguments) {
  const auto folder = FindPack(arguments.pack);
  const pack::Pack pack = pack::ReadWorkspacePack(folder);
  data::CheckQualityRules(pack);
  flow::CheckSegments(pack);
  flow::CheckLayers(pack);
  flow::CheckAct(pack);
  flow::CheckWatches(pack);
  data::CheckTableTask(pack);
  if (pack.strategy) {
    store::Database database({});
    store::Connection connection = database.Connect();
    decide::CheckStrategy(connection, pack);
  }
  store::Workspace::Create(arguments.folder, folder, pack.name);
  const store::Workspace workspace(arguments.folder);
  Print(common.json ? "{\"pack\": \"" + pack.name + "\"}\n"
                    : "Made a workspace for the pack " + pack.name + " in " + arguments.folder.string() + "\n  Next: auspex -w " + arguments.folder.string() + " ingest FILE...\n");
  return 0;
}

namespace {

/// An option of the other kind of simulation would be ignored in silence.
void RefuseOption(bool given, const std::string& option, const pack::Pack& pack, const std::string& whose) {
  if (given) throw Error(Fault::kUsage, option + " is for packs that simulate " + whose, pack.simulate.string(), "Leave it out.");
}

int RunTableSimulation(const Common& common, const SimulateArguments& arguments, const pack::Pack& pack) {
  RefuseOption(arguments.late.has_value(), "--late", pack, "events");
  RefuseOption(arguments.duplicates.has_value(), "--duplicates", pack, "events");
  const auto progress = MakeProgress();
  simulate::TableSimulationOptions options;
  options.customers = arguments.customers;
  options.seed = common.seed;
  options.out = arguments.out;
  options.months = arguments.months.value_or(options.months);
  options.faults = arguments.faults.value_or(0);
  options.plan = arguments.plan;
  for (const pack::Table& table : pack.tables) {
    simulate::ExpectedTable& expected = options.expected.emplace_back(simulate::ExpectedTable{table.name, {}});
    for (const pack::Column& column : table.columns) expected.columns.push_back(column.name);
  }
  const auto summary = simulate::SimulateTables(pack.simulate, options, *progress);
  Print(common.json ? flow::ToJson(summary) : ToText(summary) + "  in " + arguments.out.string() + "\n");
  return 0;
}

}  // namespace

int RunSimulate(const Common& common, const SimulateArguments& arguments) {
  const pack::Pack pack = pack::ReadWorkspacePack(FindPack(arguments.pack));
  if (pack.simulate.extension() == ".sql") return RunTableSimulation(common, arguments, pack);
  RefuseOption(arguments.months.has_value(), "--months", pack, "tables in SQL");
  RefuseOption(arguments.faults.has_value(), "--faults", pack, "tables in SQL");
  RefuseOption(!arguments.plan.empty(), "--plan", pack, "tables in SQL");
  const auto progress = MakeProgress();
  simulate::SimulateOptions options;
  options.customers = arguments.customers;
  options.seed = common.seed;
  options.out = arguments.out;
  options.late = arguments.late.value_or(0);
  options.duplicates = arguments.duplicates.value_or(0);
  const auto summary = simulate::Simulate(pack, options, *progress);
  Print(common.json ? flow::ToJson(summary) : ToText(summary) + "  in " + (arguments.out / "events.csv").string() + " and " + (arguments.out / "truth.csv").string() + "\n");
  return 0;
}

int RunIngest(const Common& common, const IngestArguments& arguments) {
  const auto workspace = OpenWorkspace(common);
  const pack::Pack pack = pack::ReadPack(workspace->pack_folder());
  const auto progress = MakeProgress();
  data::IngestOptions options;
  options.pseudonymise = arguments.pseudonymise;
  options.table = arguments.table;
  if (options.pseudonymise) options.key = data::LoadOrCreateKey(workspace->folder() / "pseudonym.key");
  store::Connection connection = workspace->Connect();
  const auto summary = data::Ingest(connection, pack, arguments.files, options, *progress);
  Print(common.json ? flow::ToJson(summary) : data::Describe(summary, pack));
  return 0;
}

int RunQuality(const Common& common, const QualityArguments&) {
  const auto workspace = OpenWorkspace(common);
  const pack::Pack pack = pack::ReadPack(workspace->pack_folder());
  const auto progress = MakeProgress();
  store::Connection connection = workspace->Connect();
  data::CheckQualityRules(pack);
  data::CreateTables(connection, pack);
  const auto report = data::MeasureQuality(connection, pack, *progress);
  Print(common.json ? flow::ToJson(report) : data::Describe(report, pack));
  return 0;
}

}  // namespace auspex::cli
