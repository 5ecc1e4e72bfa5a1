#include "flow/evaluate.h"

#include <algorithm>

#include "base/error.h"
#include "base/progress.h"
#include "base/threads.h"
#include "flow/evaluation_record.h"
#include "flow/train.h"
#include "flow/truth_file.h"
#include "learn/window_rows.h"

namespace auspex::flow {
namespace {

/// What predictions are held against: labels, or the truth; and which customer each row is of.
struct Target {
  std::vector<uint64_t> customers;                ///< [rows]
  std::vector<int32_t> next;                      ///< labels, or empty
  std::vector<std::vector<int8_t>> converted;     ///< [conversions][rows] labels, or empty
  const Truth* truth = nullptr;

  /// Ranking metrics of one row; weight 0 if it has no label.
  learn::RankingMetrics RankingOf(const learn::Predictions& p, size_t row) const {
    const auto probabilities = std::span<const float>(p.symbols).subspan(row * p.num_symbols, p.num_symbols);
    if (truth == nullptr) return learn::MeasureRanking(probabilities, std::span(next).subspan(row, 1));
    return learn::ExpectedRanking(probabilities, std::span(truth->symbols).subspan(row * p.num_symbols, p.num_symbols), p.num_symbols);
  }
  learn::RankingMetrics Ranking(const learn::Predictions& p) const {
    return truth != nullptr ? learn::ExpectedRanking(p.symbols, truth->symbols, p.num_symbols) : learn::MeasureRanking(p.symbols, next);
  }
  learn::BinaryEvaluation Binary(std::span<const float> probabilities, size_t conversion) const {
    return truth != nullptr ? learn::BinaryEvaluation(probabilities, std::span<const float>(truth->conversions[conversion]))
                            : learn::BinaryEvaluation(probabilities, std::span<const int8_t>(converted[conversion]));
  }
};

std::vector<float> Column(const learn::Predictions& predictions, size_t conversion) {
  std::vector<float> column(predictions.rows);
  for (size_t r = 0; r < predictions.rows; ++r) column[r] = predictions.conversions[r * predictions.num_conversions + conversion];
  return column;
}

void CopyTo(const std::vector<double>& from, std::span<double> to) { std::copy(from.begin(), from.end(), to.begin()); }

/// Intervals of the ranking metrics. They are means over rows, so each row is measured once and replicates only weigh.
std::vector<learn::Interval> RankingIntervals(const learn::Predictions& predictions, const Target& target, const learn::BootstrapOptions& bootstrap) {
  constexpr size_t kMetrics = std::size(kRankingNames);
  std::vector<double> values(predictions.rows * kMetrics);
  std::vector<char> counts(predictions.rows);
  ParallelFor(predictions.rows, 4096, [&](size_t begin, size_t end) {
    for (size_t r = begin; r < end; ++r) {
      const auto metrics = target.RankingOf(predictions, r);
      counts[r] = metrics.weight > 0;
      if (counts[r]) CopyTo(ValuesOf(metrics), std::span(values).subspan(r * kMetrics, kMetrics));
    }
  });
  const auto weigh = [&](std::span<const float> weights, std::span<double> means) {
    double total = 0;
    std::fill(means.begin(), means.end(), 0.0);
    for (size_t r = 0; r < counts.size(); ++r) {
      if (!counts[r]) continue;
      total += static_cast<double>(weights[r]);
      for (size_t m = 0; m < kMetrics; ++m) means[m] += static_cast<double>(weights[r]) * values[r * kMetrics + m];
    }
    for (double& mean : means) mean /= total;
  };
  return learn::BootstrapIntervals(target.customers, kMetrics, weigh, bootstrap);
}

ModelEvaluation Measure(const std::string& name, const learn::Predictions& predictions, const Target& target, const pack::Pack& pack,
                        const learn::BootstrapOptions& bootstrap) {
  ModelEvaluation evaluation;
  evaluation.name = name;
  evaluation.ranking = target.Ranking(predictions);
  evaluation.intervals = RankingIntervals(predictions, target, bootstrap);
  for (size_t k = 0; k < pack.conversions.size(); ++k) {
    const learn::BinaryEvaluation binary = target.Binary(Column(predictions, k), k);
    auto& conversion = evaluation.conversions.emplace_back(ConversionEvaluation{pack.conversions[k].name, binary.Measure(), {}, {}});
    conversion.intervals = learn::BootstrapIntervals(
        target.customers, std::size(kBinaryNames),
        [&](std::span<const float> weights, std::span<double> values) { CopyTo(ValuesOf(binary.Measure(weights)), values); }, bootstrap);
  }
  return evaluation;
}

/// Adds what only labels can tell: calibration curves and how well each symbol is foretold.
void AddByLabel(const learn::Predictions& predictions, const Target& target, const std::vector<std::string>& symbols, ModelEvaluation& evaluation) {
  for (size_t k = 0; k < evaluation.conversions.size(); ++k) {
    evaluation.conversions[k].calibration = learn::CalibrationBins(Column(predictions, k), target.converted[k]);
  }
  const learn::ClassReport report = learn::MeasureClasses(predictions.symbols, target.next, predictions.num_symbols);
  evaluation.calibration = learn::CalibrationBins(report.confidence, report.right);
  for (size_t s = 0; s < symbols.size(); ++s) {
    if (report.classes[s].count > 0) evaluation.symbols.push_back({symbols[s], report.classes[s]});
  }
  std::stable_sort(evaluation.symbols.begin(), evaluation.symbols.end(),
                   [](const auto& a, const auto& b) { return a.metrics.count > b.metrics.count; });
}

/// The last steps of every customer, encoded, with one window each for the customers of the truth.
struct LastWindows {
  data::Journeys journeys;
  learn::StepTable steps;
  std::vector<learn::Window> windows;
  Truth truth;
};

LastWindows ReadLast(store::Connection& connection, const pack::Pack& pack, const TrainedModel& trained, const std::filesystem::path& truth,
                     Progress& progress) {
  LastWindows last;
  last.journeys = data::ReadLastSteps(connection, pack, "main." + store::QuoteName(pack.Events().name), trained.steps, progress);
  last.truth = ReadTruth(connection, truth, pack, last.journeys, trained.encoder);
  last.steps = trained.encoder.Encode(last.journeys);
  for (const uint32_t c : last.truth.customers) {
    const uint64_t begin = last.journeys.begin[c];
    const auto length = static_cast<uint32_t>(last.journeys.begin[c + 1] - begin);
    last.windows.push_back({begin, length, length - 1});
  }
  return last;
}

learn::Predictions OptimalPredictions(const Truth& truth, size_t classes) {
  learn::Predictions optimal;
  optimal.rows = truth.customers.size();
  optimal.num_symbols = classes;
  optimal.num_conversions = truth.conversions.size();
  optimal.symbols = truth.symbols;
  for (size_t r = 0; r < optimal.rows; ++r) {
    for (const auto& conversion : truth.conversions) optimal.conversions.push_back(conversion[r]);
  }
  return optimal;
}

/// Customer of each row of the windows: the journey in which its step lies.
std::vector<uint64_t> CustomersOf(const data::Journeys& journeys, const learn::StepTable& steps, std::span<const learn::Window> windows) {
  std::vector<uint64_t> customers;
  for (const auto& row : learn::ListRows(steps, windows)) {
    const auto at = std::upper_bound(journeys.begin.begin(), journeys.begin.end(), row.step);
    customers.push_back(static_cast<uint64_t>(at - journeys.begin.begin()) - 1);
  }
  return customers;
}

/// The models of the newest training run, the wanted one first.
std::vector<TrainedModel> ReadModels(store::Workspace& workspace, store::Connection& connection, const std::string& wanted, int64_t& run) {
  std::vector<TrainedModel> models;
  run = FindModel(connection, 0, wanted).run;
  for (const auto& record : ModelsOf(connection, run)) {
    models.push_back(ReadModel(workspace.models_folder() / record.file));
    if (record.name == wanted) std::swap(models.front(), models.back());
  }
  return models;
}

/// What is evaluated on: steps with windows over them, and what they are held against.
struct Material {
  LabelledJourneys labelled;  // of the test slice
  LastWindows last;           // of a truth
  Target target;
  bool against_truth = false;

  const learn::StepTable& steps() const { return against_truth ? last.steps : labelled.steps; }
  const std::vector<learn::Window>& windows() const { return against_truth ? last.windows : labelled.test; }
};

void ReadTruthMaterial(store::Connection& connection, const pack::Pack& pack, const TrainedModel& trained, const EvaluateOptions& options,
                       Progress& progress, Material& material) {
  material.against_truth = true;
  material.last = ReadLast(connection, pack, trained, options.truth, progress);
  material.target.truth = &material.last.truth;
  material.target.customers.assign(material.last.truth.customers.begin(), material.last.truth.customers.end());
}

void ReadTestSlice(store::Connection& connection, const pack::Pack& pack, const TrainedModel& trained, const EvaluateOptions& options,
                   Progress& progress, Material& material) {
  LabelledJourneys& labelled = material.labelled;
  labelled = ReadLabelled(connection, pack, trained.split, options.max_events, options.seed, &trained.encoder, progress);
  if (labelled.test.empty()) {
    throw Error(Fault::kData, "there is nothing to evaluate on: the test slice has no events", {}, "Load a longer period.");
  }
  material.target.customers = CustomersOf(labelled.journeys, labelled.steps, labelled.test);
  material.target.next = learn::NextLabels(labelled.steps, labelled.test);
  for (size_t k = 0; k < pack.conversions.size(); ++k) {
    material.target.converted.push_back(learn::ConversionLabels(labelled.steps, labelled.test, k));
  }
}

/// Keeps what was measured, whole or not at all.
void Record(store::Connection& connection, const EvaluateSummary& summary) {
  store::Transaction transaction(connection);
  RecordEvaluation(connection, summary.run, summary.rows, summary.model);
  for (const auto& other : summary.others) RecordEvaluation(connection, summary.run, summary.rows, other);
  transaction.Commit();
}

}  // namespace

std::vector<double> ValuesOf(const learn::RankingMetrics& m) { return {m.top[0], m.top[2], m.top[4], m.mrr, m.log_loss}; }
std::vector<double> ValuesOf(const learn::BinaryMetrics& m) { return {m.roc_auc, m.average_precision, m.brier, m.ece}; }

EvaluateSummary Evaluate(store::Workspace& workspace, const pack::Pack& given, const EvaluateOptions& options, Progress& progress) {
  store::Connection connection = workspace.Connect();
  CreateRunTables(connection);
  CreateEvaluationTable(connection);
  EvaluateSummary summary;
  const std::vector<TrainedModel> models = ReadModels(workspace, connection, options.model, summary.run);
  pack::Pack pack = given;
  pack.horizon_days = models.front().horizon_days;
  const learn::BootstrapOptions bootstrap{.seed = options.seed};
  summary.task = pack.task;
  summary.against_truth = !options.truth.empty();
  Material material;
  if (summary.against_truth) {
    ReadTruthMaterial(connection, pack, models.front(), options, progress, material);
    const auto optimal = OptimalPredictions(material.last.truth, models.front().encoder.symbols.size());
    summary.optimal.push_back(Measure("optimal", optimal, material.target, pack, bootstrap));
  } else {
    ReadTestSlice(connection, pack, models.front(), options, progress, material);
  }
  summary.rows = material.target.customers.size();
  progress.Begin("measuring", "models", models.size());
  for (size_t m = 0; m < models.size(); ++m) {
    learn::Predictions predictions;
    models[m].model->Predict(material.steps(), material.windows(), predictions);
    ModelEvaluation evaluation = Measure(models[m].model->Name(), predictions, material.target, pack, bootstrap);
    if (!summary.against_truth) AddByLabel(predictions, material.target, models[m].encoder.symbols, evaluation);
    if (m == 0) summary.model = std::move(evaluation);
    else summary.others.push_back(std::move(evaluation));
    progress.Update(m + 1);
  }
  progress.End();
  if (!summary.against_truth) Record(connection, summary);
  return summary;
}

}  // namespace auspex::flow
