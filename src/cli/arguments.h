#pragma once
// What the command line says, as plain values. command_line.cc reads it; every command has its own .cc.
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace auspex::pack {
struct Pack;
}
namespace auspex::store {
class Workspace;
}

namespace auspex::cli {

/// Options that every command has.
struct Common {
  std::filesystem::path workspace;
  bool json = false;      ///< print one JSON object on stdout instead of text
  size_t threads = 0;     ///< 0: as many as the machine has
  uint64_t seed = 1;
};

struct DemoArguments {
  std::string pack = "insurance";
  uint64_t customers = 20000;
  std::filesystem::path out;  ///< folder of the demo; empty: auspex-demo in the current folder
};

struct InitArguments {
  std::filesystem::path folder;
  std::string pack;
};

struct SimulateArguments {
  std::string pack;
  uint64_t customers = 10000;
  std::filesystem::path out;
  std::optional<double> late, duplicates;  ///< of journeys
  std::optional<uint32_t> months;          ///< of tables
  std::optional<double> faults;            ///< of tables
  std::filesystem::path plan = {};         ///< of tables: what came of it is simulated as well
};

struct IngestArguments {
  std::vector<std::filesystem::path> files;
  bool pseudonymise = false;
  std::string table = {};  ///< that the files are of; empty: their headers say which
};

struct QualityArguments {};

struct FeaturesArguments {
  std::string month;  ///< empty: the newest
  std::filesystem::path out;
};

struct TrainArguments {
  std::vector<std::string> models;
  std::string task;
  uint64_t max_events = 0;  ///< 0: the default of flow/train.h
  uint64_t max_rows = 0;    ///< of a task over tables; 0: the default of flow/task_train.h
  size_t epochs = 0;        ///< 0: the default of the model
  // On a table:
  std::string pack;
  std::filesystem::path input, out;
  double tune_seconds = 0;  ///< 0: not tuned
  size_t tune_trials = 0;
  bool calibrate = false;
};

struct EvaluateArguments {
  std::filesystem::path truth;
  std::string model;
};

struct PredictArguments {
  std::string task, model;
  std::string from, to, now;
  std::filesystem::path out;
};

struct ExplainArguments {
  std::string customer;
  // On a table:
  std::filesystem::path model, input, out;
  size_t top = 3;
  std::string id;
  std::vector<std::string> groups;  ///< "NAME=COLUMN,COLUMN"
};

struct SegmentArguments {
  std::string month;
  size_t segments = 0;  ///< 0: chosen by the evidence
  std::filesystem::path out;
};

struct LayersArguments {
  std::string month, segment;
  bool all = false;
};

struct ActArguments {
  std::string start, customer;
  std::filesystem::path out;
};

struct WatchArguments {
  bool all = false;
};

struct ReportArguments {
  std::filesystem::path out, truth;
  bool pdf = false;
};

struct CrossvalArguments {
  std::string pack;
  std::filesystem::path input;
  std::string fold_column;  ///< of a log of journeys
  std::vector<std::string> models;
  // On a table:
  double tune_seconds = 0;
  size_t tune_trials = 0;
  bool calibrate = false;
};

struct DoctorArguments {};

struct ServeArguments {
  std::string host;
  std::optional<int> port;
  std::filesystem::path certificate, key;
  std::string upload_limit;
};

// Each returns the exit code. Errors are thrown.
int RunDemo(const Common&, const DemoArguments&);
int RunInit(const Common&, const InitArguments&);
int RunSimulate(const Common&, const SimulateArguments&);
int RunIngest(const Common&, const IngestArguments&);
int RunQuality(const Common& common, const QualityArguments& arguments);
int RunFeatures(const Common& common, const FeaturesArguments& arguments);
int RunTrain(const Common&, const TrainArguments&);
int RunEvaluate(const Common&, const EvaluateArguments&);
int RunPredict(const Common&, const PredictArguments&);
int RunExplain(const Common&, const ExplainArguments&);
int RunSegment(const Common&, const SegmentArguments&);
int RunLayers(const Common&, const LayersArguments&);
int RunAct(const Common&, const ActArguments&);
int RunWatch(const Common&, const WatchArguments&);
int RunReport(const Common&, const ReportArguments&);
int RunCrossval(const Common&, const CrossvalArguments&);
int RunServe(const Common&, const ServeArguments&);
int RunDoctor(const Common&, const DoctorArguments&);
// The same words on a table instead of a workspace (table_commands.cc).
int RunTableTrain(const Common&, const TrainArguments&);
int RunTableExplain(const Common&, const ExplainArguments&);
int RunTableCrossval(const Common&, const CrossvalArguments&, const pack::Pack& pack);
// The same words in a workspace whose pack has a task over tables (task_commands.cc).
int RunTaskTrain(const Common&, const TrainArguments&, store::Workspace& workspace, const pack::Pack& pack);
int RunTaskEvaluate(const Common&, const EvaluateArguments&, store::Workspace& workspace, const pack::Pack& pack);
int RunTaskPredict(const Common&, const PredictArguments&, store::Workspace& workspace, const pack::Pack& pack);
int RunTaskExplain(const Common&, const ExplainArguments&, store::Workspace& workspace, const pack::Pack& pack);

/// Reads the command line and runs the command. Returns its exit code.
int RunCommandLine(int count, char** words);

}  // namespace auspex::cli
