#include "flow/layers.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/error.h"
#include "base/progress.h"
#include "base/threads.h"
#include "data/panel_months.h"
#include "data/past_future.h"
#include "flow/layer_rows.h"

namespace auspex::flow {
namespace {

pack::Layering ReadLayers(const pack::Pack& pack) {
  if (!pack.layers.empty()) return pack::ReadLayering(pack.layers, pack);
  throw Error(Fault::kUsage, "the pack " + pack.name + " says nothing about layers", (pack.folder / "pack.toml").string(), "Add `layers = \"layers.toml\"`.");
}

/// The middle of `values`, which come in another order.
double Median(std::vector<double>& values) {
  const auto middle = values.begin() + static_cast<ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

/// `values` are known ones, in the order of the customers.
double Measure(pack::MeasureKind kind, std::vector<double>& values) {
  if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
  if (kind == pack::MeasureKind::kMedian) return Median(values);
  const double sum = std::accumulate(values.begin(), values.end(), 0.0);
  return kind == pack::MeasureKind::kSum ? sum : sum / static_cast<double>(values.size());
}

/// One measure of each of `groups` groups, to which `group_of` rows belong.
std::vector<double> MeasureGroups(const std::vector<double>& column, const std::vector<uint32_t>& group_of, size_t groups, pack::MeasureKind kind) {
  std::vector<std::vector<double>> values(groups);
  for (size_t row = 0; row < column.size(); ++row) {
    if (!std::isnan(column[row])) values[group_of[row]].push_back(column[row]);
  }
  std::vector<double> out;
  for (auto& group : values) out.push_back(Measure(kind, group));
  return out;
}

/// The numbers in a text: those of "80-100万" are 80 and 100.
std::vector<double> NumbersIn(const std::string& text) {
  std::vector<double> numbers;
  for (size_t at = 0; at < text.size();) {
    const size_t begin = text.find_first_of("0123456789", at);
    if (begin == std::string::npos) break;
    size_t length = 0;
    numbers.push_back(std::stod(text.substr(begin, 30), &length));
    at = begin + length;
  }
  return numbers;
}

/// Places of the values as they are shown; `customers` of each.
std::vector<uint32_t> InOrder(const pack::Layer& layer, const std::vector<std::string>& values, const std::vector<uint64_t>& customers) {
  std::vector<uint32_t> order(values.size());
  std::iota(order.begin(), order.end(), 0u);
  std::ranges::sort(order, [&](uint32_t a, uint32_t b) { return customers[a] != customers[b] ? customers[a] > customers[b] : values[a] < values[b]; });
  if (order.size() > kMostLayerRows) order.resize(kMostLayerRows);
  if (layer.order == pack::LayerOrder::kNumber) {
    std::ranges::stable_sort(order, [&](uint32_t a, uint32_t b) { return NumbersIn(values[a]) < NumbersIn(values[b]); });
  } else if (layer.order == pack::LayerOrder::kListed) {
    const auto place = [&](uint32_t v) { return std::ranges::find(layer.values, values[v]) - layer.values.begin(); };
    std::ranges::stable_sort(order, [&](uint32_t a, uint32_t b) { return place(a) < place(b); });
  }
  return order;
}

/// Rows of a layer without their measures, and to which of them each customer belongs.
std::vector<uint32_t> MakeRows(const pack::Layer& layer, const LayerValues& column, MeasuredLayer& out) {
  std::vector<uint64_t> customers(column.values.size());
  uint64_t missing = 0;
  for (const uint32_t value : column.of_row) {
    if (value == LayerValues::kMissing) ++missing;
    else ++customers[value];
  }
  out.values = customers.size();
  std::vector<uint32_t> row_of_value(customers.size(), UINT32_MAX);
  uint64_t others = column.of_row.size() - missing;
  for (const uint32_t value : InOrder(layer, column.values, customers)) {
    row_of_value[value] = static_cast<uint32_t>(out.rows.size());
    out.rows.push_back({LayerRowKind::kValue, column.values[value], customers[value], 0, {}});
    others -= customers[value];
  }
  const auto add = [&](LayerRowKind kind, uint64_t count) {
    if (count > 0) out.rows.push_back({kind, {}, count, 0, {}});
    return static_cast<uint32_t>(out.rows.size() - 1);
  };
  const uint32_t others_row = add(LayerRowKind::kOthers, others), missing_row = add(LayerRowKind::kMissing, missing);
  std::vector<uint32_t> row_of(column.of_row.size());
  for (size_t i = 0; i < row_of.size(); ++i) {
    const uint32_t value = column.of_row[i];
    row_of[i] = value == LayerValues::kMissing ? missing_row : row_of_value[value] == UINT32_MAX ? others_row : row_of_value[value];
  }
  for (LayerRow& row : out.rows) row.share = static_cast<double>(row.customers) / static_cast<double>(row_of.size());
  return row_of;
}

MeasuredLayer MeasureLayer(const pack::Layering& layering, size_t layer, const LayerRows& rows) {
  MeasuredLayer out{layer, 0, {}};
  const std::vector<uint32_t> row_of = MakeRows(layering.layers[layer], rows.layers[layer], out);
  for (size_t m = 0; m < layering.measures.size(); ++m) {
    const auto measured = MeasureGroups(rows.measures[m], row_of, out.rows.size(), layering.measures[m].kind);
    for (size_t r = 0; r < out.rows.size(); ++r) out.rows[r].measures.push_back(measured[r]);
  }
  return out;
}

}  // namespace

const char* LayerRowKindName(LayerRowKind kind) {
  static constexpr const char* kNames[] = {"value", "others", "missing"};
  return kNames[static_cast<int>(kind)];
}

LayerSummary MeasureLayers(store::Workspace& workspace, const pack::Pack& pack, const LayerOptions& options, Progress& progress) {
  const auto start = std::chrono::steady_clock::now();
  LayerSummary summary;
  summary.layering = ReadLayers(pack);
  const pack::Layering& layering = summary.layering;
  store::Connection connection = workspace.Connect();
  const Micros month = data::ChooseMonth(data::PanelMonths(connection, pack), options.month);
  summary.month = data::MonthName(month), summary.segment = options.segment;
  progress.Begin("reading the customers", "rows", 0);
  const LayerRows rows = ReadLayerRows(connection, pack, layering, month, options.segment);
  progress.End();
  summary.customers = rows.rows;
  const std::vector<uint32_t> one(rows.rows, 0);
  for (size_t m = 0; m < layering.measures.size(); ++m)
    summary.everybody.push_back(MeasureGroups(rows.measures[m], one, 1, layering.measures[m].kind)[0]);
  summary.layers.resize(layering.layers.size());
  ParallelFor(layering.layers.size(), 1, [&](size_t begin, size_t end) {
    for (size_t l = begin; l < end; ++l) summary.layers[l] = MeasureLayer(layering, l, rows);
  });
  summary.pearson = learn::Correlate(rows.correlated, learn::CorrelationKind::kPearson);
  summary.spearman = learn::Correlate(rows.correlated, learn::CorrelationKind::kSpearman);
  summary.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return summary;
}

void CheckLayers(const pack::Pack& pack) {
  if (pack.layers.empty()) return;
  const pack::Layering layering = ReadLayers(pack);
  data::PanelOf(pack);
  store::Database database({});
  store::Connection connection = database.Connect();
  data::SetEmptyPast(connection, pack);
  CheckLayerColumns(connection, layering);
}

}  // namespace auspex::flow
