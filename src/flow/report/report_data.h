#pragma once
// What a report shows: filled by a flow, drawn by report.h. Numbers are as they were measured; texts that begin with a name of the pack (labels,
// conditions, advice) are in `language` already. Whatever is empty is left out of the report, and its section with it.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "learn/binary_curve.h"
#include "learn/calibration_bins.h"
#include "learn/cluster/choose_k.h"
#include "learn/cluster/segment_matching.h"
#include "learn/cluster/segment_profile.h"
#include "learn/correlation.h"
#include "learn/delong.h"
#include "learn/forest/forest.h"
#include "learn/table/crossvalidate.h"
#include "learn/table/design_matrix.h"
#include "learn/table/logistic_inference.h"
#include "learn/table/tree_rules.h"

namespace auspex::flow {

using ReportPairs = std::vector<std::pair<std::string, std::string>>;  ///< what it is, its value

/// A feature in the words of the reader.
struct ReportFeature {
  std::string name;                  ///< of the column
  std::string label = {}, unit = {}, source = {};   ///< label empty: the name is shown
  bool is_share = false;             ///< values 0..1 that read as %
  bool may_be_missing = false;       ///< conditions on it say what becomes of missing values
  std::vector<std::string> categories = {};  ///< by code, in words; empty: numbers
  std::vector<std::string> texts = {};       ///< by code, as in the data; empty: the same
  std::string group = {};            ///< business feature that it belongs to, in words; empty: none
};

/// The rows of one side: "2025-03 to 2025-08" and how many. `role` is "train", "calibrate" or "test".
struct ReportRows {
  std::string role, period;
  uint64_t rows = 0, positives = 0;
};

/// Share of each class at or above a threshold: the two curves behind KS.
struct KsPoint {
  double threshold = 0, yes = 0, no = 0;
};

/// One model, judged on the test rows. MeasureModel (report_measure.h) fills all from probabilities and labels but `against_best` and the texts.
struct ReportModel {
  std::string name;   ///< of ClassifierKind: its wording is the report's; another name is shown as it is
  learn::BinaryMetrics metrics;
  learn::MetricIntervals intervals;    ///< NaN where there is none
  learn::AucComparison against_best;   ///< best less this one; the best one's is 0 with p 1
  bool as_good_as_best = true;
  learn::KolmogorovSmirnov ks;
  std::vector<learn::CurvePoint> roc, precision_recall;
  std::vector<learn::GainPoint> gain;
  std::vector<learn::CalibrationBin> calibration;
  std::vector<KsPoint> ks_curve;
  double seconds = 0;                  ///< of fitting
  ReportPairs settings;
};

/// LogisticClassifier::table(), encoder().columns() and encoder().codings()[feature].reference. The picture shows odds ratios for one standard
/// deviation of a column of numbers and for a category against its reference; the table also for one unit.
struct ReportLogistic {
  learn::LogisticTable table;                    ///< terms: the intercept, then one a column
  std::vector<learn::DesignColumn> columns;      ///< features as in ReportData::features
  std::vector<std::string> references;           ///< by feature; empty: a column of numbers
  std::vector<std::string> notes;
};

/// Conditions as a person reads them, and who fulfils them.
struct ReportRule {
  std::vector<std::string> conditions;
  double support = 0, support_share = 0;  ///< rows, and of all training rows
  double positive_share = 0, purity = 0, lift = 0;
};

/// A node of the drawn tree, root first, children behind their parent; `left` is where the condition holds. A leaf has no condition.
struct ReportTreeNode {
  std::string condition;
  size_t left = 0, right = 0;
  double share = 0, positive_share = 0;  ///< of all training rows; of yes among them
};

/// Contributions of one model on a sample of rows: [rows][features], features as in ReportData::features.
struct ReportShap {
  std::string model;
  bool of_probability = false;       ///< Classifier::IsProbability: in shares of 1; else in log odds
  size_t rows = 0;
  double base = 0;
  std::vector<float> values, contributions;  ///< values: NaN missing, a category's code
};

/// One customer: base + contributions = margin, in the unit of the model's contributions; `probability` is calibrated.
struct ReportCustomer {
  std::string id, model;
  bool of_probability = false;
  double probability = 0, base = 0, margin = 0;
  uint64_t rank = 0;                             ///< 0: not ranked
  struct Line {
    std::string label, value;
    double contribution = 0;
  };
  std::vector<Line> lines;                       ///< any order
  std::vector<std::string> reasons;              ///< sentences
};

struct ReportSegment {
  std::string name, strategy;                    ///< strategy may be empty
  learn::SegmentProfile profile;
  double outcome_share = learn::kMissing;        ///< mean probability or share of yes; NaN: not known
};

struct ReportSegments {
  learn::KChoice choice;
  std::vector<std::string> labels;               ///< of SegmentProfile::features, in their order
  std::vector<learn::FeatureProfile> everybody;
  std::vector<ReportSegment> segments;
  uint64_t customers = 0;
  std::vector<std::string> names_before;         ///< of the rows of `moved`; empty: nothing to compare with
  learn::Transitions moved;
};

/// One value of a layer; `kind` is "others" or "missing" where it is none, and the report has the words.
struct ReportLayerRow {
  std::string kind, label;
  uint64_t customers = 0;
  double share = 0;
  std::vector<std::string> measures;             ///< as they are read
};

struct ReportLayer {
  std::string label;
  std::vector<ReportLayerRow> rows;
};

/// How customers are distributed. Correlations are those of `columns`, the first of which is what the others go with.
struct ReportLayers {
  std::string month;
  uint64_t customers = 0;
  std::vector<std::string> measures;
  std::vector<ReportLayer> layers;
  std::vector<std::string> columns;
  learn::CorrelationMatrix pearson, spearman;
};

/// One check of one table.
struct ReportCheck {
  std::string table, check;
  uint64_t rows = 0, failed = 0;
  std::string done;                              ///< what was done about it; may be empty
};

/// What the newest scores hold.
struct ReportScores {
  std::string cutoff;
  uint64_t customers = 0, listed = 0, entered = 0, left = 0;
  double expected = 0, expected_listed = 0;      ///< sum of probabilities: of all, of those on the list
};

/// The simulator's truth, where there is one.
struct ReportTruth {
  learn::BinaryMetrics optimum;
  double ece = 0;                                ///< of the chosen model against the truth
  double auc = learn::kMissing;                  ///< likewise; NaN: not known, and that of the test rows is shown
};

struct ReportData {
  std::string language = "zh-Hant";              ///< zh-Hant, zh-Hans or en
  std::string title, outcome;                    ///< outcome: what is foretold, "total assets of 1,000,000 or more"
  std::string horizon;                           ///< "3 months"
  double asked_auc = learn::kMissing;            ///< what the business asks for; NaN: nothing
  std::string workspace, pack, cutoff, created;  ///< created: a local date and time
  int64_t run = 0;
  uint64_t seed = 0;
  std::string version;                           ///< of the program
  std::vector<ReportRows> rows;
  std::vector<ReportModel> models;               ///< the best first; the first is the chosen one unless `chosen` names another
  std::string chosen;
  std::vector<ReportFeature> features;           ///< of the models' schema, in its order
  std::optional<ReportScores> scores;
  std::optional<ReportTruth> truth;
  std::optional<ReportLogistic> logistic;
  std::vector<ReportTreeNode> tree;
  std::vector<ReportRule> rules;
  std::optional<ReportShap> shap;
  std::optional<ReportCustomer> customer;
  std::optional<ReportLayers> layers;
  std::optional<ReportSegments> segments;
  std::vector<ReportCheck> checks;
  ReportPairs settings, inputs;                  ///< of the run; fingerprints of what was loaded
};

}  // namespace auspex::flow
