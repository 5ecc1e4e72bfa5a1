#include "flow/task_picture.h"

#include <algorithm>
#include <cmath>

#include "base/format.h"
#include "base/progress.h"
#include "base/threads.h"
#include "flow/report/report_explain.h"
#include "flow/report/report_measure.h"
#include "flow/task_evaluate.h"
#include "flow/task_picture_store.h"
#include "learn/cluster/cluster_quality.h"

namespace auspex::flow {
namespace {

constexpr size_t kExplained = 1000;           ///< rows of the test that the chosen model is explained on
constexpr size_t kMostBootstrapped = 50'000;  ///< rows up to which other figures than AUC have intervals as well
constexpr size_t kReplicates = 100;

bool Same(float a, float b) { return a == b || (std::isnan(a) && std::isnan(b)); }

FeatureSpread SpreadOf(const learn::FeatureInfo& info, std::span<const float> column) {
  FeatureSpread spread{.name = info.name, .categories = info.categories};
  std::vector<float> values;
  values.reserve(column.size());
  std::ranges::copy_if(column, std::back_inserter(values), [](float value) { return !std::isnan(value); });
  spread.missing = column.size() - values.size();
  if (values.empty() || !info.categories.empty()) return spread;
  const auto place = [&](double share) { return values.begin() + static_cast<ptrdiff_t>(std::floor(share * static_cast<double>(values.size() - 1))); };
  const auto low = place(0.01), median = place(0.5), high = place(0.99);
  std::nth_element(values.begin(), median, values.end());
  spread.median = *median;
  std::nth_element(values.begin(), low, median);
  std::nth_element(median, high, values.end());
  spread.least = *std::min_element(values.begin(), low + 1), spread.most = *std::max_element(high, values.end());
  spread.low = *low, spread.high = *high;
  return spread;
}

}  // namespace

bool FeatureSpread::operator==(const FeatureSpread& other) const {
  return name == other.name && categories == other.categories && missing == other.missing && Same(least, other.least) && Same(low, other.low) &&
         Same(median, other.median) && Same(high, other.high) && Same(most, other.most);
}

std::vector<FeatureSpread> SpreadsOf(const learn::FeatureTable& table) {
  std::vector<FeatureSpread> spreads(table.features());
  ParallelFor(table.features(), 1, [&](size_t begin, size_t end) {
    for (size_t f = begin; f < end; ++f) spreads[f] = SpreadOf(table.schema[f], table.columns[f]);
  });
  return spreads;
}

std::vector<FeatureSpread> FeaturesOf(const learn::Schema& schema) {
  std::vector<FeatureSpread> features;
  for (const learn::FeatureInfo& info : schema) features.push_back({.name = info.name, .categories = info.categories});
  return features;
}

TaskPictureMaker::TaskPictureMaker(const LabelledRows& test) : test_(test), labels_(test.labels.begin(), test.labels.end()) {}

void TaskPictureMaker::Add(const std::string& name, const TableModel& model) {
  probabilities_.emplace_back(labels_.size());
  model.Predict(test_.matrix.table, probabilities_.back());
  models_.push_back(MeasureModel(name, probabilities_.back(), labels_,
                                 {.replicates = labels_.size() > kMostBootstrapped ? size_t{0} : kReplicates}));
  models_.back().settings = {{"calibration", learn::NameOf(model.recipe->calibrator().kind)}, {"rows", WithCommas(model.rows)}};
}

const std::vector<ReportModel>& TaskPictureMaker::Rank() {
  pairs_ = RankModels(models_, probabilities_, labels_);
  probabilities_.clear();
  return models_;
}

TaskPicture TaskPictureMaker::Finish(int64_t run, const std::string& name, const TableModel& chosen, uint64_t seed) {
  const learn::FeatureTable& table = test_.matrix.table;
  TaskPicture picture{.run = run,
                      .cutoff = data::MonthText(test_.cutoff),
                      .rows = labels_.size(),
                      .positives = test_.positives(),
                      .models = std::move(models_),
                      .pairs = std::move(pairs_),
                      .shap = ExplainRows(chosen.model(), learn::TakeRows(table, learn::DrawRows(table.rows, std::min(kExplained, table.rows), seed))),
                      .features = SpreadsOf(table)};
  picture.shap.model = name;
  return picture;
}

JudgedModel JudgedFrom(const ReportModel& model) {
  return {.name = model.name,
          .probabilities = {},
          .metrics = model.metrics,
          .auc = model.against_best.b,
          .against_best = model.against_best,
          .as_good_as_best = model.as_good_as_best,
          .ks = model.ks.distance};
}

std::vector<ReportFeature> FeaturesInWords(const std::vector<FeatureSpread>& features, const pack::Pack& pack) {
  const auto& texts = pack.wording.at(pack.language);
  std::vector<ReportFeature> told;
  for (const FeatureSpread& spread : features) {
    ReportFeature& feature = told.emplace_back(ReportFeature{.name = spread.name});
    feature.categories = spread.categories;
    feature.may_be_missing = spread.missing > 0;
    const pack::TaskFeature* described = pack.table_task->Find(spread.name);
    if (described == nullptr) continue;
    feature.label = texts.at(described->meaning);
    if (!described->unit.empty()) feature.unit = texts.at(described->unit);
    feature.source = described->source, feature.group = texts.at(described->group);
    feature.is_share = described->format == pack::ValueFormat::kPercent;
  }
  return told;
}

TaskPicture PictureOfRun(store::Workspace& workspace, const pack::Pack& pack, const std::vector<ModelRecord>& models, Progress& progress) {
  store::Connection connection = workspace.Connect();
  const int64_t run = models.front().run;
  if (auto stored = ReadTaskPicture(connection, run)) return std::move(*stored);
  const auto read = [&](const ModelRecord& record) { return ReadTableModel(workspace.models_folder() / record.file); };
  const ModelRecord& chosen = *std::ranges::find(models, true, &ModelRecord::chosen);
  const TableModel used = read(chosen);
  const LabelledRows test = ReadLabelledRows(connection, pack, TestCutoffOf(connection, run), {}, &used.schema(), progress);
  TaskPictureMaker maker(test);
  progress.Begin("measuring", "models", models.size());
  for (size_t m = 0; m < models.size(); ++m) {
    maker.Add(models[m].name, read(models[m]));
    progress.Update(m + 1);
  }
  progress.End();
  maker.Rank();
  const uint64_t seed = std::stoull(connection.Text("SELECT seed FROM runs WHERE run = ?", {run}));
  TaskPicture picture = maker.Finish(run, chosen.name, used, seed);
  StoreTaskPicture(connection, picture);
  return picture;
}

}  // namespace auspex::flow
