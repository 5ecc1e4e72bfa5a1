#include "flow/train.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <system_error>

#include "base/error.h"
#include "base/progress.h"
#include "data/ingest.h"
#include "flow/trainings.h"
#include "learn/ranking_metrics.h"
#include "learn/window_rows.h"

namespace auspex::flow {
namespace {

using Clock = std::chrono::steady_clock;

double SecondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// Windows of every customer in each slice; validation customers are split by a hash into early stopping and calibration.
void AddSliceWindows(const pack::Pack& pack, const data::TimeSplit& split, uint64_t seed, LabelledJourneys& labelled) {
  const auto& journeys = labelled.journeys;
  const data::Sample half{0.5, seed + 1};
  const auto in = [&](const data::Slice& slice) {
    return [&journeys, &slice](size_t step) { return journeys.times[step] >= slice.from && journeys.times[step] < slice.to; };
  };
  for (size_t c = 0; c < journeys.size(); ++c) {
    const bool stop = half.Takes(journeys.customers.Name(static_cast<uint32_t>(c)));
    data::AddWindows(journeys, c, pack.journey.steps, in(split.train), labelled.train);
    data::AddWindows(journeys, c, pack.journey.steps, in(split.validate), stop ? labelled.validate : labelled.calibrate);
    data::AddWindows(journeys, c, pack.journey.steps, in(split.test), labelled.test);
  }
}

std::string FileNameOf(int64_t run, const std::string& model) { return "run-" + std::to_string(run) + "-" + model + ".auspex"; }

/// Fits one model and measures it on the calibration half of the validation slice: no parameters but a temperature and
/// the scalings of the conversions have seen it, while early stopping and the n-gram's counts have seen the other half.
TrainedLine FitOne(TrainedModel& trained, const learn::TrainingSet& set, uint64_t seed, Progress& progress) {
  TrainedLine line;
  const auto start = Clock::now();
  trained.model->Fit(set, seed, progress);
  line.record.seconds = SecondsSince(start);
  line.record.name = trained.model->Name();
  line.record.windows = set.train.size();
  line.steps = learn::CountPredictions(set.train);
  line.epochs = trained.model->Curve().size();
  learn::Predictions predictions;
  trained.model->Predict(*set.steps, set.calibrate, predictions);
  const auto labels = learn::NextLabels(*set.steps, set.calibrate);
  const auto metrics = learn::MeasureRanking(predictions.symbols, labels);
  line.record.validation_log_loss = metrics.log_loss;
  line.record.validation_top1 = metrics.top[0];
  return line;
}

TrainedModel Prepare(const pack::Pack& pack, const data::TimeSplit& split, const TrainOptions& options, const data::StepEncoder& encoder,
                     const std::string& name) {
  TrainedModel trained;
  trained.pack = pack.name;
  trained.pack_fingerprint = pack.fingerprint;
  trained.task = pack.task;
  for (const auto& conversion : pack.conversions) trained.conversions.push_back(conversion.name);
  trained.steps = pack.journey.steps;
  trained.horizon_days = pack.horizon_days;
  trained.seed = options.seed;
  trained.split = split;
  trained.encoder = encoder;
  trained.model = learn::MakeSequenceModel(name, options.settings);
  return trained;
}

/// Model files that belong to no run yet: removed if the run does not come about.
class NewFiles {
 public:
  explicit NewFiles(std::filesystem::path folder) : folder_(std::move(folder)) { std::filesystem::create_directories(folder_); }
  ~NewFiles() {
    std::error_code code;
    for (const auto& name : names_) std::filesystem::remove(folder_ / name, code);
  }
  NewFiles(const NewFiles&) = delete;

  void Write(const std::string& name, const TrainedModel& trained) {
    WriteModel(folder_ / name, trained);
    names_.push_back(name);
  }
  void Keep() { names_.clear(); }

 private:
  std::filesystem::path folder_;
  std::vector<std::string> names_;
};

void CheckEnough(const LabelledJourneys& labelled) {
  if (!labelled.train.empty() && !labelled.validate.empty() && !labelled.calibrate.empty()) return;
  throw Error(Fault::kData,
              "too few events to train on: " + std::to_string(labelled.train.size()) + " windows to train, " +
                  std::to_string(labelled.validate.size() + labelled.calibrate.size()) + " to validate",
              {}, "Load more customers or a longer period.");
}

}  // namespace

LabelledJourneys ReadLabelled(store::Connection& connection, const pack::Pack& pack, const data::TimeSplit& split, uint64_t max_events,
                              uint64_t seed, const data::StepEncoder* encoder, Progress& progress) {
  const std::string table = "main." + store::QuoteName(pack.Events().name);
  const auto events = static_cast<double>(connection.Integer("SELECT count(*) FROM " + table));
  const data::Sample sample{events > 0 ? static_cast<double>(max_events) / events : 1, seed};
  LabelledJourneys labelled;
  data::SetViews(connection, pack, split.train.from, split.test.labels_end, data::HorizonOf(pack));
  labelled.journeys = data::ReadJourneys(connection, pack, "past." + store::QuoteName(pack.Events().name), sample, progress);
  const auto& times = labelled.journeys.times;
  labelled.encoder = encoder != nullptr ? *encoder : data::StepEncoder::Fit(labelled.journeys, pack, [&](size_t step) {
    return times[step] >= split.train.from && times[step] < split.train.to;
  });
  labelled.steps = labelled.encoder.Encode(labelled.journeys);
  data::LabelSteps(labelled.journeys, labelled.encoder, pack, split, labelled.steps);
  AddSliceWindows(pack, split, seed, labelled);
  return labelled;
}

TrainSummary Train(store::Workspace& workspace, const pack::Pack& pack, const TrainOptions& options, Progress& progress) {
  const auto start = Clock::now();
  store::Connection connection = workspace.Connect();
  data::CreateTables(connection, pack);
  CreateRunTables(connection);
  const auto period = data::PeriodOf(connection, pack);
  if (!period) throw Error(Fault::kUsage, "there are no events in this workspace", workspace.folder().string(), "Load some with: auspex -w DIR ingest FILE");
  TrainSummary summary;
  summary.split = data::SplitByTime((*period)[0], (*period)[1], data::HorizonOf(pack));
  LabelledJourneys labelled = ReadLabelled(connection, pack, summary.split, options.max_events, options.seed, nullptr, progress);
  CheckEnough(labelled);
  summary.customers = labelled.journeys.size();
  summary.events = labelled.journeys.steps();
  summary.test_windows = labelled.test.size();
  learn::TrainingSet set{&labelled.steps, std::move(labelled.train), std::move(labelled.validate), std::move(labelled.calibrate)};
  summary.train_windows = set.train.size();
  summary.validate_windows = set.validate.size();
  summary.calibrate_windows = set.calibrate.size();
  summary.run = NextRun(connection);
  NewFiles files(workspace.models_folder());
  for (const auto& name : options.models.empty() ? learn::SequenceModelNames() : options.models) {
    TrainedModel trained = Prepare(pack, summary.split, options, labelled.encoder, name);
    summary.leaderboard.push_back(FitOne(trained, set, options.seed, progress));
    auto& record = summary.leaderboard.back().record;
    record.run = summary.run;
    record.file = FileNameOf(summary.run, name);
    record.horizon_days = trained.horizon_days;
    files.Write(record.file, trained);
  }
  std::stable_sort(summary.leaderboard.begin(), summary.leaderboard.end(),
                   [](const auto& a, const auto& b) { return a.record.validation_log_loss < b.record.validation_log_loss; });
  summary.leaderboard.front().record.chosen = true;
  summary.seconds = SecondsSince(start);
  store::Transaction transaction(connection);
  RecordRun(connection, summary.run, pack, {"train", options.seed, summary.seconds, TrainingSettings(summary, options, pack.horizon_days)});
  for (const auto& line : summary.leaderboard) RecordModel(connection, line.record);
  transaction.Commit();
  files.Keep();
  return summary;
}

}  // namespace auspex::flow
