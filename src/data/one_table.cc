#include "data/one_table.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "base/error.h"
#include "base/format.h"
#include "base/progress.h"
#include "base/threads.h"
#include "base/time.h"
#include "data/field.h"
#include "data/header.h"
#include "data/table_cells.h"

namespace auspex::data {
namespace {

constexpr size_t kAbsent = HeaderMap::kAbsent;

/// The columns that the pack names, all of which the file must have.
pack::Table NamedColumns(const pack::OneTable& table) {
  pack::Table known;
  known.name = "table";
  const auto add = [&](const std::string& name) {
    if (name.empty() || known.Find(name) != nullptr) return;
    pack::Column column;
    column.name = name;
    column.required = true;
    known.columns.push_back(column);
  };
  for (const auto* name : {&table.target, &table.id, &table.weight, &table.folds.column}) add(*name);
  for (const auto* names : {&table.leave_out, &table.categories, &table.numbers}) {
    for (const auto& name : *names) add(name);
  }
  return known;
}

class Reader {
 public:
  Reader(const std::filesystem::path& path, const pack::OneTable& table, Progress& progress)
      : path_(path), file_(path.string()), table_(table), known_(NamedColumns(table)), missing_(table.missing), progress_(progress) {}

  OneTableRows Read() {
    Look();
    Take();
    return Finish();
  }

 private:
  struct Feature {
    size_t place;
    FeatureColumn column;
    FeatureKind kind;
  };

  void Look();
  void Choose(const std::vector<std::string>& names, const std::vector<ColumnTally>& tallies);
  FeatureKind KindOf(const std::string& name, const ColumnTally& tally);
  void Take();
  void TakeRow(const CellBlock& block, size_t row);
  float Weight(std::string_view text, uint64_t line) const;
  int64_t Time(std::string_view text, uint64_t line) const;
  void CheckOutcomes() const;
  OneTableRows Finish();
  bool IsPositive(std::string_view text) const;
  bool NamesFolds() const { return table_.folds.kind == pack::FoldPlan::Kind::kColumn || table_.folds.kind == pack::FoldPlan::Kind::kGrouped; }
  bool GoesByTime() const { return table_.folds.kind == pack::FoldPlan::Kind::kTime || table_.folds.kind == pack::FoldPlan::Kind::kRolling; }
  std::string At(uint64_t line) const { return file_ + ":" + std::to_string(line); }

  const std::filesystem::path& path_;
  std::string file_;
  const pack::OneTable& table_;
  pack::Table known_;
  MissingSpellings missing_;
  Progress& progress_;

  size_t target_ = kAbsent, weight_ = kAbsent, fold_ = kAbsent;
  bool numeric_times_ = false;
  std::vector<Feature> features_;
  OneTableRows out_;
  uint64_t without_outcome_ = 0;
  std::set<std::string> outcomes_;  // the first few
};

/// The first pass: what each column looks like.
void Reader::Look() {
  progress_.Begin("looking at " + path_.filename().string(), "rows", 0);
  TableCells cells(path_, known_, table_.delimiter);
  std::vector<ColumnTally> tallies(cells.names().size());
  CellBlock block;
  uint64_t rows = 0;
  while (cells.Next(block)) {
    ParallelFor(block.columns, 1, [&](size_t c, size_t) {
      for (size_t r = 0; r < block.rows; ++r) tallies[c].Add(block.at(r, c), block.lines[r], missing_);
    });
    progress_.Update(rows += block.rows);
  }
  progress_.End();
  if (rows == 0) throw Error(Fault::kData, "the file has no data rows, only a header", file_, "Check how it was made.");
  Choose(cells.names(), tallies);
}

void Reader::Choose(const std::vector<std::string>& names, const std::vector<ColumnTally>& tallies) {
  const HeaderMap map = MapHeader(names, known_, {}, file_);
  std::vector<bool> taken(names.size());
  const auto place = [&](const std::string& name) {
    if (name.empty()) return kAbsent;
    const size_t at = map.sources[known_.Find(name) - known_.columns.data()];
    return taken[at] = true, at;
  };
  target_ = place(table_.target);
  place(table_.id);
  weight_ = place(table_.weight);
  fold_ = place(table_.folds.column);
  for (const auto& name : table_.leave_out) place(name);
  if (fold_ != kAbsent) numeric_times_ = tallies[fold_].Kind() == FeatureKind::kNumber;
  std::vector<std::string> as_named = names;  // the pack's spelling of a name wins over the file's
  for (size_t k = 0; k < map.sources.size(); ++k) as_named[map.sources[k]] = known_.columns[k].name;
  for (size_t c = 0; c < names.size(); ++c) {
    if (taken[c]) continue;
    if (names[c].empty()) {
      out_.notes.push_back("column " + std::to_string(c + 1) + " has no name: left out");
      continue;
    }
    const FeatureKind kind = KindOf(as_named[c], tallies[c]);
    features_.push_back({c, FeatureColumn(as_named[c], kind), kind});
  }
}

FeatureKind Reader::KindOf(const std::string& name, const ColumnTally& tally) {
  if (std::ranges::count(table_.categories, name) > 0) return FeatureKind::kCategory;
  if (std::ranges::count(table_.numbers, name) > 0) return FeatureKind::kNumber;
  const FeatureKind kind = tally.Kind();
  if (kind == FeatureKind::kNumber && tally.infinite > 0) {
    throw Error(Fault::kData, "column " + name + " holds an infinite number, '" + tally.infinite_text + "'", At(tally.infinite_line),
                "Make it a number, or leave it empty.");
  }
  if (kind == FeatureKind::kDate) out_.notes.push_back("column " + name + " holds dates: read as days since 1970-01-01");
  if (kind == FeatureKind::kCategory && tally.numbers > 9 * tally.others) {
    out_.notes.push_back("column " + name + " is read as categories, for " + WithCommas(tally.others) + " of its values are no numbers, '" + tally.other_text +
                         "' in line " + WithCommas(tally.other_line) + " first; if that means a missing value, name it in the pack's `missing`");
  }
  return kind;
}

/// The second pass: the values.
void Reader::Take() {
  progress_.Begin("reading " + path_.filename().string(), "rows", 0);
  TableCells cells(path_, known_, table_.delimiter);
  CellBlock block;
  uint64_t rows = 0;
  std::vector<uint32_t> kept;
  while (cells.Next(block)) {
    kept.clear();
    for (uint32_t r = 0; r < block.rows; ++r) {
      if (missing_.Has(block.at(r, target_))) ++without_outcome_;
      else kept.push_back(r), TakeRow(block, r);
    }
    ParallelFor(features_.size(), 1, [&](size_t f, size_t) {
      for (const uint32_t r : kept) features_[f].column.Add(block.at(r, features_[f].place), block.lines[r], file_, missing_);
    });
    progress_.Update(rows += block.rows);
  }
  progress_.End();
}

/// All of a row but its features.
void Reader::TakeRow(const CellBlock& block, size_t row) {
  learn::LabelledTable& rows = out_.rows;
  const uint64_t line = block.lines[row];
  const std::string_view outcome = block.at(row, target_);
  if (outcomes_.size() < 20 && !outcomes_.contains(std::string(outcome))) outcomes_.emplace(outcome);
  rows.labels.push_back(IsPositive(outcome));
  if (weight_ != kAbsent) rows.weights.push_back(Weight(block.at(row, weight_), line));
  if (NamesFolds()) {
    const std::string_view fold = block.at(row, fold_);
    if (fold.empty()) throw Error(Fault::kData, "column " + table_.folds.column + ", by which the rows are split, is empty", At(line), "Give each row a value.");
    out_.fold_values.emplace_back(fold);
  }
  if (GoesByTime()) rows.times.push_back(Time(block.at(row, fold_), line));
  if (table_.folds.kind == pack::FoldPlan::Kind::kOrder) rows.times.push_back(static_cast<int64_t>(rows.times.size()));
  ++rows.table.rows;
}

bool Reader::IsPositive(std::string_view text) const {
  if (text == table_.positive) return true;
  const auto number = ParseNumber(text), wanted = ParseNumber(table_.positive);
  return number && wanted && *number == *wanted;  // 1 and 1.0
}

float Reader::Weight(std::string_view text, uint64_t line) const {
  const auto weight = ParseNumber(text);
  const std::string advice = "Give each row a weight of 0 or more.";
  if (!weight) throw Error(Fault::kData, "the weight '" + Excerpt(text) + "' in column " + table_.weight + " is no number", At(line), advice);
  if (*weight < 0) throw Error(Fault::kData, "the weight " + Excerpt(text) + " in column " + table_.weight + " is negative", At(line), advice);
  const auto value = static_cast<float>(*weight);
  if (!std::isfinite(value)) throw Error(Fault::kData, "the weight " + Excerpt(text) + " in column " + table_.weight + " is too large", At(line), advice);
  return value;
}

int64_t Reader::Time(std::string_view text, uint64_t line) const {
  if (numeric_times_) {
    const auto number = ParseNumber(text);
    if (number && std::abs(*number) < 9e15) return std::llround(*number * 1000);
  } else if (const auto time = ParseTime(text)) {
    return *time;
  }
  throw Error(Fault::kData, "'" + Excerpt(text) + "' in column " + table_.folds.column + ", by which the rows are split, is no time", At(line),
              "Write it like 2025-03-01 or 2025-03-01 12:30:00, or as a number, alike in all rows.");
}

void Reader::CheckOutcomes() const {
  const auto& labels = out_.rows.labels;
  std::vector<std::string> values;
  std::string list;
  for (const auto& value : outcomes_) {
    values.push_back(value);
    list += (list.empty() ? "'" : ", '") + Excerpt(value) + "'";
  }
  if (values.empty()) throw Error(Fault::kData, "no row has an outcome: column " + table_.target + " is empty", file_, "Check the pack's `target`.");
  const auto positive = std::ranges::count(labels, 1);
  if (positive == 0) {
    throw Error(Fault::kData, "no row has the outcome '" + table_.positive + "': column " + table_.target + " has " + list, file_,
                "Check the pack's `positive`, letter by letter.");
  }
  if (static_cast<size_t>(positive) == labels.size()) {
    throw Error(Fault::kData, "every row has the outcome '" + table_.positive + "' in column " + table_.target + ": there is nothing to tell apart", file_,
                "Bring rows of both outcomes.");
  }
}

OneTableRows Reader::Finish() {
  CheckOutcomes();
  learn::FeatureTable& table = out_.rows.table;
  if (without_outcome_ > 0) out_.notes.push_back(WithCommas(without_outcome_) + " rows have no outcome: left out");
  if (outcomes_.size() > 2) out_.notes.push_back("column " + table_.target + " has more than two values: all but '" + table_.positive + "' mean no");
  for (Feature& feature : features_) {
    learn::FeatureInfo info = feature.column.Finish();
    std::vector<float>& values = feature.column.values();
    if (feature.column.Constant()) {
      out_.notes.push_back("column " + info.name + (std::isnan(values.front()) ? " is empty" : " has the same value in every row") + ": left out");
      continue;
    }
    out_.kinds.push_back(feature.kind);
    table.schema.push_back(std::move(info));
    table.columns.push_back(std::move(values));
  }
  if (table.schema.empty()) {
    throw Error(Fault::kData, "no column is left to learn from", file_, "The file needs columns besides the target that differ between rows.");
  }
  return std::move(out_);
}

}  // namespace

OneTableRows ReadOneTable(const std::filesystem::path& path, const pack::OneTable& table, Progress& progress) { return Reader(path, table, progress).Read(); }

}  // namespace auspex::data
