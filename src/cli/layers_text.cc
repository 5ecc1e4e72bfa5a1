#include "cli/layers_text.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/format.h"

namespace auspex::cli {
namespace {

constexpr size_t kFirst = 12, kBar = 16;

std::string Whole(double value) { return (value < 0 ? "-" : "") + WithCommas(static_cast<uint64_t>(std::llround(std::fabs(value)))); }

std::string ValueText(double value, pack::CardFormat format) {
  if (std::isnan(value)) return "–";
  switch (format) {
    case pack::CardFormat::kPercent: return FormatText("%.1f %%", 100 * value);
    case pack::CardFormat::kNumber: return FormatText("%.4g", value);
    default: return Whole(value);
  }
}

std::string RowText(const pack::Layer& layer, const flow::LayerRow& row, const pack::Pack& pack) {
  switch (row.kind) {
    case flow::LayerRowKind::kOthers: return "(others)";
    case flow::LayerRowKind::kMissing: return "(not known)";
    default: return flow::LayerRowText(layer, row, pack);
  }
}

std::string Bar(double share, double most) {
  std::string bar;
  for (size_t i = 0; i < static_cast<size_t>(std::lround(share / most * kBar)); ++i) bar += "█";
  return bar;
}

/// Lines of cells under each other: the first column to the left, the last as it is, those between to the right.
std::string Columns(const std::vector<std::vector<std::string>>& lines) {
  std::vector<size_t> widths(lines[0].size());
  for (const auto& line : lines) {
    for (size_t c = 0; c < line.size(); ++c) widths[c] = std::max(widths[c], TerminalWidth(line[c]));
  }
  std::string text;
  for (const auto& line : lines) {
    text += "  " + Padded(line[0], widths[0]);
    for (size_t c = 1; c < line.size(); ++c) text += "  " + (c + 1 < line.size() ? PaddedLeft(line[c], widths[c]) : line[c]);
    text.erase(text.find_last_not_of(' ') + 1);
    text += "\n";
  }
  return text;
}

std::string LayerText(const flow::MeasuredLayer& measured, const flow::LayerSummary& summary, const pack::Pack& pack, bool all) {
  const auto& texts = pack.wording.at(pack.language);
  const pack::Layer& layer = summary.layering.layers[measured.layer];
  std::vector<std::vector<std::string>> lines = {{texts.at(layer.text), "customers", "share"}};
  for (const auto& measure : summary.layering.measures) lines[0].push_back(texts.at(measure.text));
  lines[0].emplace_back();
  double most = 0;
  for (const auto& row : measured.rows) most = std::max(most, row.share);
  const auto add = [&](const std::string& name, uint64_t customers, double share, const std::vector<double>& measures, const std::string& bar) {
    auto& line = lines.emplace_back(std::vector<std::string>{name, WithCommas(customers), FormatText("%.1f %%", 100 * share)});
    for (size_t m = 0; m < measures.size(); ++m) line.push_back(ValueText(measures[m], summary.layering.measures[m].format));
    line.push_back(bar);
  };
  size_t hidden = 0;
  for (size_t r = 0; r < measured.rows.size(); ++r) {
    const auto& row = measured.rows[r];
    if (!all && r >= kFirst && row.kind == flow::LayerRowKind::kValue && measured.rows.size() > kFirst + 1) ++hidden;
    else add(RowText(layer, row, pack), row.customers, row.share, row.measures, Bar(row.share, most));
  }
  add("(all)", summary.customers, 1, summary.everybody, "");
  return "\n" + Columns(lines) + (hidden > 0 ? "  … " + std::to_string(hidden) + " more values: --all\n" : "");
}

std::string Of(const learn::Correlation& cell) {
  return std::isnan(cell.r) ? "–" : FormatText("%+.3f (%+.3f to %+.3f)", cell.r, cell.interval.low, cell.interval.high);
}

std::string CorrelationText(const flow::LayerSummary& summary, const pack::Pack& pack) {
  const auto& texts = pack.wording.at(pack.language);
  const auto& columns = summary.layering.correlated;
  if (columns.size() < 2) return {};
  std::vector<size_t> order(columns.size() - 1);
  std::iota(order.begin(), order.end(), size_t{1});
  const auto strength = [&](size_t c) { return std::isnan(summary.spearman.At(0, c).r) ? -1 : std::fabs(summary.spearman.At(0, c).r); };
  std::ranges::stable_sort(order, [&](size_t a, size_t b) { return strength(a) > strength(b); });
  std::vector<std::vector<std::string>> lines = {{"with " + texts.at(columns[0].text), "Spearman (95 %)", "Pearson (95 %)", "customers", ""}};
  for (const size_t c : order)
    lines.push_back({texts.at(columns[c].text), Of(summary.spearman.At(0, c)), Of(summary.pearson.At(0, c)), WithCommas(summary.spearman.At(0, c).rows), ""});
  return "\n  Correlation\n" + Columns(lines);
}

}  // namespace

std::string ToText(const flow::LayerSummary& summary, const pack::Pack& pack, bool all) {
  std::string text = WithCommas(summary.customers) + " customers of " + summary.month +
                     (summary.segment.empty() ? "" : " in the segment " + summary.segment) + ", in " + Duration(summary.seconds) + "\n";
  for (const auto& layer : summary.layers) text += LayerText(layer, summary, pack, all);
  return text + CorrelationText(summary, pack);
}

}  // namespace auspex::cli
