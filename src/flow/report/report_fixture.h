#pragma once
// A report's data from a small synthetic table, through the learning library; for tests.
#include <cmath>
#include <numeric>

#include "base/progress.h"
#include "base/random.h"
#include "flow/report/report_explain.h"
#include "flow/report/report_measure.h"
#include "flow/report/report_tree.h"
#include "learn/table/classifiers.h"

namespace auspex::flow {

struct SyntheticRows {
  learn::FeatureTable table;
  std::vector<uint8_t> labels;
};

/// Total assets (log-normal), its growth (a share), visits (some missing), occupation (a category) and noise; yes by a logistic law.
inline SyntheticRows MakeRows(size_t rows, uint64_t seed) {
  SyntheticRows out;
  out.table.rows = rows;
  out.table.schema = {{"aum", {}}, {"growth", {}}, {"visits", {}}, {"job", {"doctor", "engineer", "service"}}, {"noise", {}}};
  out.table.columns.resize(5);
  Random random(seed);
  for (size_t k = 0; k < rows; ++k) {
    const double size = random.Normal(), growth = 0.04 * random.Normal(), noise = random.Normal();
    const double visits = std::floor(std::exp(1 + 0.7 * random.Normal())), job = std::floor(random.Uniform() * 3);
    const double margin = -3 + 1.6 * size + 22 * growth + 0.08 * visits + (job == 0 ? 0.8 : 0);
    const bool missing = random.Bernoulli(0.1);
    out.table.columns[0].push_back(static_cast<float>(4e5 * std::exp(0.5 * size)));
    out.table.columns[1].push_back(static_cast<float>(growth));
    out.table.columns[2].push_back(missing ? learn::kMissing : static_cast<float>(visits));
    out.table.columns[3].push_back(static_cast<float>(job));
    out.table.columns[4].push_back(static_cast<float>(noise));
    out.labels.push_back(random.Bernoulli(1 / (1 + std::exp(-margin))));
  }
  return out;
}

inline std::vector<ReportFeature> FeaturesIn(const std::string& language) {
  if (language == "en") {
    return {{"aum", "Total assets", "TWD", "user_behavior_assets"},
            {"growth", "Growth over three months", "", "user_behavior_assets", true},
            {"visits", "App visits a month", "", "user_behavior_assets", false, true},
            {"job", "Occupation", "", "user_base", false, false, {"Doctor", "Engineer", "Service"}, {"doctor", "engineer", "service"}},
            {"noise", "Noise <b>&\"", "", ""}};
  }
  return {{"aum", "總資產", "元", "user_behavior_assets"}, {"growth", "近三個月資產成長率", "", "user_behavior_assets", true},
          {"visits", "每月 App 開啟次數", "次", "user_behavior_assets", false, true},
          {"job", "職業", "", "user_base", false, false, {"醫師", "工程師", "服務業"}, {"doctor", "engineer", "service"}}, {"noise", "雜訊 <b>&\"", "", ""}};
}

inline void AddModels(ReportData& data, const ReportWords& words, size_t rows) {
  const SyntheticRows train = MakeRows(rows, 1), test = MakeRows(rows, 2);
  const std::vector<int8_t> labels(test.labels.begin(), test.labels.end());
  learn::ClassifierOptions options;
  options.boosting.rounds_alone = 30, options.random_forest.trees = 15;
  options.boosting.learning_rate = 0.1;
  std::vector<std::vector<float>> probabilities;
  Progress progress;
  for (const std::string name : {"logistic", "tree", "random_forest", "xgboost"}) {
    auto model = learn::MakeClassifier(name, options);
    model->Fit({train.table, train.labels, {}}, nullptr, 7, progress);
    probabilities.emplace_back(test.table.rows);
    learn::Probabilities(*model, test.table, probabilities.back());
    data.models.push_back(MeasureModel(name, probabilities.back(), labels, {.replicates = 20}));
    data.models.back().seconds = 1.25;
    data.models.back().settings = {{"seed", "7"}};
    if (name == "logistic") data.logistic = LogisticOf(*model);
    if (name == "tree")
      data.tree = TreeOf(*model->forest(), 0, data.features, words), data.rules = RulesInWords(*model->forest(), 0, data.features, words);
    if (name != "xgboost") continue;
    std::vector<uint32_t> sample(std::min<size_t>(400, test.table.rows));
    std::iota(sample.begin(), sample.end(), 0);
    data.shap = ExplainRows(*model, learn::TakeRows(test.table, sample));
    const size_t best =
        static_cast<size_t>(std::max_element(probabilities.back().begin(), probabilities.back().end()) - probabilities.back().begin());
    data.customer = ExplainCustomer(*model, learn::TakeRows(test.table, std::vector<uint32_t>{static_cast<uint32_t>(best)}), data.features, words);
    data.customer->probability = probabilities.back()[best];
  }
  RankModels(data.models, probabilities, labels);
  const auto positives = [](const SyntheticRows& of) { return std::accumulate(of.labels.begin(), of.labels.end(), uint64_t{0}); };
  data.rows = {{"train", "2025-03 – 2025-08", rows, positives(train)}, {"test", "2025-09", rows, positives(test)}};
}

inline void AddSegmentsTo(ReportData& data, size_t rows) {
  SyntheticRows all = MakeRows(rows, 3);
  std::vector<uint32_t> labels, before;
  for (size_t k = 0; k < rows; ++k) {
    labels.push_back(all.table.columns[0][k] > 7e5f ? 2u : all.table.columns[1][k] > 0 ? 1u : 0u);
    before.push_back(k % 7 == 0 ? 0u : std::min(labels.back(), 1u));
  }
  const learn::SegmentProfiles profiles = learn::ProfileSegments(all.table, labels, 3);
  ReportSegments segments;
  segments.customers = rows;
  segments.everybody = profiles.everybody;
  for (const learn::FeatureProfile& feature : profiles.everybody) segments.labels.push_back(LabelOf(data.features[feature.feature]));
  const bool english = data.language == "en";
  const std::vector<std::string> names = english ? std::vector<std::string>{"Steady households", "Growing middle class", "High-net-worth core <x>"}
                                                 : std::vector<std::string>{"穩健家庭", "成長中的中產", "高資產核心 <x>"};
  for (size_t s = 0; s < 3; ++s)
    segments.segments.push_back(
        {names[s], english ? "Keep in touch by app" : "以 App 推播維持關係", profiles.segments[s], 0.02 + 0.07 * static_cast<double>(s)});
  for (size_t k = 2; k <= 8; ++k) {
    const auto n = static_cast<double>(k);
    segments.choice.evidence.push_back(
        {k, 9000 / n, 0.4 - 0.03 * std::fabs(n - 3), 1200 - 50 * n, 0.9 + 0.02 * n, 0.98 - 0.05 * (n - 2), 0.9 - 0.06 * (n - 2), 0.9, 0.3 / n});
  }
  learn::Choose(0.75, segments.choice);
  segments.names_before = {names[0], names[1]};
  segments.moved = learn::CountTransitions(before, 2, labels, 3);
  data.segments = std::move(segments);
}

/// Every part of a report.
inline ReportData SyntheticReport(const std::string& language, size_t rows = 3000) {
  const ReportWords words(language);
  const bool english = language == "en";
  ReportData data;
  data.language = language;
  data.title = english ? "Who becomes high-value <2025> & why" : "誰會成為高淨值顧客 <2025> & 原因";
  data.outcome = english ? "total assets of 1,000,000 or more" : "總資產 100 萬元以上";
  data.horizon = english ? "3 months" : "3 個月";
  data.asked_auc = 0.85;
  data.workspace = "bank", data.pack = "wealth", data.cutoff = "2025-12", data.created = "2026-01-05 09:30";
  data.run = 7, data.seed = 42, data.version = "0.1.0";
  data.features = FeaturesIn(language);
  AddModels(data, words, rows);
  data.chosen = data.models[0].name;
  data.customer->id = "U0001 <img>";
  data.customer->rank = 1;
  data.customer->reasons = {english ? "Assets of 1.2 million, far above the average." : "總資產 120 萬元，遠高於平均。"};
  data.scores = ReportScores{"2025-12", 912'345, 20'000, 1'234, 987, 41'234.4, 11'987.6};
  data.truth = ReportTruth{data.models[0].metrics, 0.0123};
  data.truth->optimum.roc_auc = 0.8765;
  AddSegmentsTo(data, rows);
  data.checks = {{"user_base", english ? "age between 0 and 120" : "年齡介於 0 與 120", 1'000'000, 123, english ? "rows rejected" : "退回該列"},
                 {"user_behavior_assets", english ? "one row a customer and month" : "每位顧客每月一列", 12'000'000, 0, ""}};
  data.settings = {{"threshold", "1,000,000"}};
  data.inputs = {{"user_base.csv", "9f86d081884c7d65"}};
  return data;
}

}  // namespace auspex::flow
