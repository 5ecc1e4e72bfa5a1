#include "flow/table_explain.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>
#include <numeric>

#include "base/error.h"
#include "base/format.h"
#include "base/progress.h"
#include "base/threads.h"
#include "base/time.h"
#include "data/feature_stream.h"
#include "flow/reason_file.h"
#include "learn/forest/top_reasons.h"
#include "pack/toml_reader.h"

namespace auspex::flow {
namespace {

constexpr size_t kFirstRows = 5;
constexpr uint32_t kNoGroup = UINT32_MAX;

std::vector<std::string> NamesOf(const learn::Schema& schema) {
  std::vector<std::string> names;
  for (const auto& feature : schema) names.push_back(feature.name);
  return names;
}

/// The asked groups, then every other feature as a reason of its own.
learn::ReasonGroups GroupsOf(const learn::Schema& schema, const std::vector<ReasonGroup>& asked) {
  const std::vector<std::string> names = NamesOf(schema);
  learn::ReasonGroups groups{std::vector<uint32_t>(schema.size(), kNoGroup), {}};
  for (const ReasonGroup& group : asked) {
    if (std::ranges::count(groups.names, group.name) > 0) throw Error(Fault::kUsage, "two groups are called '" + group.name + "'", "--group", "Rename one.");
    for (const auto& column : group.columns) {
      const auto at = std::ranges::find(names, column);
      if (at == names.end()) {
        throw Error(Fault::kUsage, "the model has no column '" + column + "' to put into the group " + group.name, "--group", pack::Suggest(column, names));
      }
      uint32_t& owner = groups.group[at - names.begin()];
      if (owner != kNoGroup) throw Error(Fault::kUsage, "the column '" + column + "' is in two groups", "--group", "Remove it from one of them.");
      owner = static_cast<uint32_t>(groups.names.size());
    }
    groups.names.push_back(group.name);
  }
  for (size_t f = 0; f < schema.size(); ++f) {
    if (groups.group[f] != kNoGroup) continue;
    if (std::ranges::count(groups.names, names[f]) > 0) {
      throw Error(Fault::kUsage, "a group and a column are both called '" + names[f] + "'", "--group", "Rename the group.");
    }
    groups.group[f] = static_cast<uint32_t>(groups.names.size());
    groups.names.push_back(names[f]);
  }
  return groups;
}

std::string ValueText(float value, const learn::FeatureInfo& info, data::FeatureKind kind) {
  if (std::isnan(value)) return "";
  if (kind == data::FeatureKind::kCategory) return info.categories[static_cast<size_t>(value)];
  if (kind == data::FeatureKind::kDate) return FormatDate(static_cast<Micros>(std::floor(static_cast<double>(value))) * kDay);
  char text[32];
  std::snprintf(text, sizeof text, "%.7g", static_cast<double>(value));
  return text;
}

/// Of each column that the model sees the file's columns that it is made of.
std::vector<std::vector<size_t>> SourcesOf(const TableModel& model) {
  if (model.recipe) return model.recipe->Sources();
  std::vector<std::vector<size_t>> itself;
  for (size_t f = 0; f < model.schema().size(); ++f) itself.push_back({f});
  return itself;
}

/// Explains block after block.
class Explanation {
 public:
  Explanation(const TableModel& model, const TableExplainOptions& options, TableExplainSummary& summary)
      : model_(model), groups_(GroupsOf(model.model().schema(), options.groups)), top_(std::min(options.top, groups_.names.size())),
        explainer_(model.model().MakeExplainer()), summary_(summary), absolute_(groups_.names.size()), signed_(groups_.names.size()) {
    sources_.resize(groups_.names.size());
    const std::vector<std::vector<size_t>> made = SourcesOf(model);
    for (size_t f = 0; f < groups_.group.size(); ++f) {
      std::vector<size_t>& sources = sources_[groups_.group[f]];
      for (const size_t from : made[f])
        if (std::ranges::count(sources, from) == 0) sources.push_back(from);
    }
    summary.base = explainer_->base();
  }

  size_t top() const { return top_; }
  std::vector<ExplainedRow> Explain(const learn::FeatureTable& table, const std::vector<std::string>& ids);
  void Finish();

 private:
  struct Totals {
    std::vector<double> absolute, sum;
  };
  void ExplainRow(std::span<const double> values, std::vector<double>& sums, std::vector<learn::Reason>& ranked, Totals& totals, ExplainedRow& row,
                  const learn::FeatureTable& table, size_t at) const;
  std::string ValueOf(uint32_t group, const learn::FeatureTable& table, size_t row) const;

  const TableModel& model_;
  learn::ReasonGroups groups_;
  std::vector<std::vector<size_t>> sources_;  ///< [groups] the file's columns behind each
  size_t top_;
  std::unique_ptr<learn::Explainer> explainer_;
  TableExplainSummary& summary_;
  std::vector<double> absolute_, signed_;
};

std::vector<ExplainedRow> Explanation::Explain(const learn::FeatureTable& table, const std::vector<std::string>& ids) {
  std::vector<float> scores(table.rows);
  model_.Predict(table, scores);
  std::vector<ExplainedRow> rows(table.rows);
  constexpr size_t kBlock = learn::Explainer::kBlock;
  std::vector<Totals> totals((table.rows + kBlock - 1) / kBlock);  // added up in order: the same bits for any number of threads
  const size_t features = groups_.group.size();
  const bool changed = model_.recipe && model_.recipe->has_steps();
  const learn::FeatureTable seen = changed ? model_.recipe->Transform(table) : learn::FeatureTable();
  explainer_->Explain(changed ? seen : table, [&](const learn::ShapBlock& block) {
    std::vector<double> sums;
    std::vector<learn::Reason> ranked(top_);
    Totals& mine = totals[block.begin / kBlock];
    mine.absolute.resize(absolute_.size());
    mine.sum.resize(absolute_.size());
    for (size_t r = 0; r < block.rows; ++r) {
      const size_t at = block.begin + r;
      rows[at].row = summary_.rows + at + 1;
      rows[at].score = static_cast<double>(scores[at]);
      if (!ids.empty()) rows[at].id = ids[at];
      ExplainRow(block.values.subspan(r * features, features), sums, ranked, mine, rows[at], table, at);
    }
  });
  for (const Totals& part : totals) {
    for (size_t g = 0; g < absolute_.size(); ++g) absolute_[g] += part.absolute[g], signed_[g] += part.sum[g];
  }
  for (const float score : scores) summary_.mean_score += static_cast<double>(score);
  summary_.rows += table.rows;
  for (size_t r = 0; r < rows.size() && summary_.first.size() < kFirstRows; ++r) summary_.first.push_back(rows[r]);
  return rows;
}

void Explanation::ExplainRow(std::span<const double> values, std::vector<double>& sums, std::vector<learn::Reason>& ranked, Totals& totals,
                             ExplainedRow& row, const learn::FeatureTable& table, size_t at) const {
  learn::RankReasons(values, groups_, sums, ranked);
  for (size_t g = 0; g < sums.size(); ++g) totals.absolute[g] += std::abs(sums[g]), totals.sum[g] += sums[g];
  row.margin = std::accumulate(values.begin(), values.end(), summary_.base);
  row.rest = row.margin - summary_.base;
  for (const learn::Reason& reason : ranked) {
    const double share = sums[reason.group];
    row.reasons.push_back({groups_.names[reason.group], ValueOf(reason.group, table, at), share});
    row.rest -= share;
  }
}

std::string Explanation::ValueOf(uint32_t group, const learn::FeatureTable& table, size_t row) const {
  const auto& sources = sources_[group];
  const auto value = [&](size_t f) { return ValueText(table.columns[f][row], table.schema[f], model_.kinds[f]); };
  if (sources.size() == 1 && groups_.names[group] == table.schema[sources[0]].name) return value(sources[0]);
  std::string text;
  for (const size_t f : sources) text += (text.empty() ? "" : "; ") + table.schema[f].name + "=" + value(f);
  return text;
}

void Explanation::Finish() {
  const auto count = static_cast<double>(std::max<uint64_t>(summary_.rows, 1));
  for (size_t g = 0; g < absolute_.size(); ++g) summary_.importance.push_back({groups_.names[g], absolute_[g] / count, signed_[g] / count});
  std::ranges::stable_sort(summary_.importance, std::greater<>(), &ImportantFeature::mean_absolute);
  summary_.mean_score /= count;
}

/// The pack's id column is a convenience: a file without it is explained all the same.
bool HasColumn(const std::filesystem::path& path, const TableModel& model) {
  if (model.id.empty()) return false;
  const data::TableCells cells(path, {}, model.delimiter);
  return std::ranges::count(cells.names(), model.id) > 0;
}

}  // namespace

ReasonGroup ParseReasonGroup(const std::string& text) {
  ReasonGroup group;
  const size_t equals = text.find('=');
  group.name = text.substr(0, equals);
  for (size_t at = equals; at < text.size();) {
    const size_t comma = std::min(text.find(',', at + 1), text.size());
    group.columns.push_back(text.substr(at + 1, comma - at - 1));
    at = comma;
  }
  const bool sound = equals != std::string::npos && !group.name.empty() && !group.columns.empty() && std::ranges::count(group.columns, "") == 0;
  if (!sound) throw Error(Fault::kUsage, "'" + text + "' is no group of columns", "--group", "Write it like --group money=MonthlyCharges,TotalCharges");
  return group;
}

TableExplainSummary ExplainTable(const TableExplainOptions& options, Progress& progress) {
  const TableModel model = ReadTableModel(options.model);
  TableExplainSummary summary;
  summary.model = model.model().Name();
  summary.origin = model.origin;
  summary.target = model.target;
  summary.positive = model.positive;
  summary.probability = model.model().IsProbability();
  summary.out = options.out;
  Explanation explanation(model, options, summary);
  const std::string id = !options.id.empty() ? options.id : HasColumn(options.input, model) ? model.id : "";
  data::FeatureStream stream(options.input,
                             {.schema = model.schema(), .kinds = model.kinds, .missing = model.missing, .delimiter = model.delimiter, .id = id});
  std::unique_ptr<ReasonFile> file;
  if (!options.out.empty()) file = MakeReasonFile(options.out, explanation.top(), !id.empty(), summary.base);
  progress.Begin("explaining", "rows", 0);
  learn::FeatureTable table;
  std::vector<std::string> ids;
  while (stream.Next(table, ids)) {
    const auto rows = explanation.Explain(table, ids);
    if (file) file->Add(rows);
    progress.Update(summary.rows);
  }
  progress.End();
  if (summary.rows == 0) throw Error(Fault::kData, "the file has no data rows, only a header", options.input.string(), "Check how it was made.");
  explanation.Finish();
  summary.unknown = stream.unknown();
  if (file) file->Finish(progress);
  return summary;
}

}  // namespace auspex::flow
