#include "cli/table_report_text.h"

#include <algorithm>

#include "base/format.h"

namespace auspex::cli {
namespace {

std::string Notes(const std::vector<std::string>& notes) {
  std::string text;
  for (const auto& note : notes) text += "  note: " + note + "\n";
  return text.empty() ? "" : "\n" + text;
}

std::string Rows(uint64_t rows, uint64_t positives, uint64_t features) {
  return WithCommas(rows) + " rows, " + WithCommas(positives) + FormatText(" positive (%.1f %%), ", 100.0 * static_cast<double>(positives) / static_cast<double>(rows)) +
         WithCommas(features) + " columns to learn from";
}

constexpr const char* kHeader = "  model            AUC     (95 %)             AP      log loss  Brier   ECE     against best  time\n";

std::string Line(const learn::LeaderboardLine& line, bool best) {
  const auto& m = line.mean;
  std::string against = best ? "best" : FormatText("%+.4f p %.3f", -line.against_best.difference, line.against_best.p_value);
  return FormatText("  %-16s %.4f  (%.4f to %.4f)  %.4f  %.4f    %.4f  %.4f  %-13s %s\n", line.name.c_str(), m.roc_auc, line.intervals.auc.low, line.intervals.auc.high,
                m.average_precision, m.log_loss, m.brier, m.ece, against.c_str(), Duration(line.seconds).c_str());
}

std::string Board(const std::vector<learn::LeaderboardLine>& lines) {
  std::string text = kHeader;
  for (size_t i = 0; i < lines.size(); ++i) text += Line(lines[i], i == 0);
  return text;
}

std::string Row(const flow::ExplainedRow& row, bool probability) {
  std::string text = "  row " + WithCommas(row.row) + (row.id.empty() ? "" : ", " + row.id) + FormatText(": %.4f", row.score);
  for (const auto& reason : row.reasons) {
    text += (&reason == row.reasons.data() ? "  for " : ", ") + Excerpt(reason.name, 40) + " = " + (reason.value.empty() ? "missing" : Excerpt(reason.value, 40)) +
            FormatText(probability ? " (%+.4f)" : " (%+.3f)", reason.share);
  }
  return text + "\n";
}

}  // namespace

std::string ToText(const flow::TableCrossvalSummary& summary) {
  const size_t folds = summary.judged.folds.size();
  std::string text = summary.target + " = " + summary.positive + ": " + Rows(summary.rows, summary.positives, summary.features) + "\n" +
                     (folds == 1 ? "learnt on the earlier rows, judged on the " + WithCommas(summary.judged.rows.size()) + " later ones\n\n"
                                 : WithCommas(folds) + " folds; means of the folds, intervals of all tested rows together\n\n");
  return text + Board(summary.lines) + Notes(summary.notes);
}

std::string ToText(const flow::TableTrainSummary& summary) {
  std::string text = Rows(summary.rows, summary.positives, summary.features) + "\n";
  if (!summary.lines.empty()) text += "\n" + Board(summary.lines);
  text += "\nTrained " + summary.model + " on all rows in " + Duration(summary.seconds) + "; calibration: " + summary.calibration + "\n";
  text += "The model is in " + summary.file.string() + "\n  Next: auspex explain --model " + summary.file.string() + " --input FILE --out scores.csv\n";
  return text + Notes(summary.notes);
}

std::string ToText(const flow::TableExplainSummary& summary) {
  const char* unit = summary.probability ? "probability" : "log odds";
  std::string text = summary.model + (summary.origin == "auspex" ? " of " + summary.target + " = " + summary.positive : " (" + summary.origin + ")") + ": " +
                     WithCommas(summary.rows) + FormatText(" rows, mean score %.4f, base %.4f (%s)\n\n", summary.mean_score, summary.base, unit);
  text += "  what it leans on                mean |share|   mean share\n";
  constexpr size_t kMost = 20;
  for (size_t i = 0; i < std::min(summary.importance.size(), kMost); ++i) {
    const auto& each = summary.importance[i];
    text += FormatText("  %-30s  %10.5f   %+10.5f\n", Excerpt(each.name, 30).c_str(), each.mean_absolute, each.mean);
  }
  if (summary.importance.size() > kMost) text += "  … and " + WithCommas(summary.importance.size() - kMost) + " more\n";
  text += "\n";
  for (const auto& row : summary.first) text += Row(row, summary.probability);
  for (const auto& [column, count] : summary.unknown) {
    text += "\n  note: " + WithCommas(count) + " values of column " + column + " are ones that the model has not learnt: they count as missing";
  }
  if (!summary.unknown.empty()) text += "\n";
  if (!summary.out.empty()) text += "\nEvery row is in " + summary.out.string() + "\n";
  return text;
}

}  // namespace auspex::cli
