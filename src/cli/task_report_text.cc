#include "cli/task_report_text.h"

#include <algorithm>
#include <cmath>

#include "base/format.h"

namespace auspex::cli {
namespace {

double Percent(uint64_t part, uint64_t whole) { return whole == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole); }

std::string CutoffLine(const flow::CutoffRows& rows) {
  std::string text = data::MonthText(rows.cutoff) + ": " + WithCommas(rows.rows) + " customers, " + WithCommas(rows.positives) +
                     FormatText(" (%.2f %%) came to it", Percent(rows.positives, rows.rows));
  if (rows.unknown > 0) text += "; " + WithCommas(rows.unknown) + " left out, without a month after it";
  return text + "\n";
}

constexpr const char* kHeader = "  model            AUC     (95 %)             against best   KS      AP      Brier    log loss  ECE";

std::string Line(const flow::JudgedModel& model, bool best) {
  const std::string against = best ? "best" : FormatText("%+.4f p %.3f", -model.against_best.difference, model.against_best.p_value);
  return FormatText("  %-16s %.4f  (%.4f to %.4f)  %-14s %.4f  %.4f  %.5f  %.5f   %.4f", model.name.c_str(), model.auc.auc, model.auc.interval.low,
                model.auc.interval.high, against.c_str(), model.ks, model.metrics.average_precision, model.metrics.brier, model.metrics.log_loss,
                model.metrics.ece);
}

std::string Stages(const std::vector<std::pair<std::string, double>>& stages) {
  std::string text;
  for (const auto& [name, seconds] : stages) text += (text.empty() ? "" : ", ") + name + " " + Duration(seconds);
  return text;
}

}  // namespace

std::string ToText(const flow::TaskFeaturesSummary& summary) {
  std::string text = summary.task + " as of " + data::MonthText(summary.cutoff) + ": " + WithCommas(summary.features.size()) + " features of " +
                     WithCommas(summary.customers) + " customers, made in " + Duration(summary.seconds) +
                     "\n\n  feature              missing  meaning\n";
  for (const auto& f : summary.features) {
    const std::string meaning = f.meaning + (f.unit.empty() ? "" : " (" + f.unit + ")");
    text += FormatText("  %-20s %6.2f %%  ", f.name.c_str(), Percent(f.missing, summary.customers)) + Padded(meaning, 60) + "  " + f.group + "; from " +
            f.source + "\n";
  }
  return summary.out.empty() ? text : text + "\nThe matrix is in " + summary.out.string() + "\n";
}

std::string ToText(const flow::TaskTrainSummary& summary) {
  std::string text = "Task " + summary.task + ", " + data::MonthText(summary.span.first) + " to " + data::MonthText(summary.span.last) + "\n";
  for (const auto& rows : summary.training) text += "  learnt from " + CutoffLine(rows);
  text += "  tested on   " + CutoffLine(summary.test);
  text += "  " + WithCommas(summary.rows) + " rows of " + WithCommas(summary.features) + " features" +
          (summary.share < 1 ? FormatText(", a sample of %.1f %% (seed %llu)", 100 * summary.share, static_cast<unsigned long long>(summary.seed)) : "") +
          "; " + WithCommas(summary.calibration_rows) + " of them, of customers of their own, to calibrate on\n\n" + kHeader + "     calibration  time\n";
  for (const auto& line : summary.leaderboard) {
    text += Line(line.judged, line.record.chosen) + FormatText("  %-11s  ", line.calibration.c_str()) + Duration(line.record.seconds) + "\n";
  }
  text += "\nChosen: " + summary.leaderboard.front().record.name + ". Run " + std::to_string(summary.run) + " took " + Duration(summary.seconds) +
          " (" + Stages(summary.stages) + ")\n";
  for (const auto& note : summary.notes) text += "  note: " + note + "\n";
  return text;
}

std::string ToText(const flow::TaskEvaluateSummary& summary) {
  std::string text = "Training run " + std::to_string(summary.run) + ", tested on " + CutoffLine(summary.test) + "\n" + kHeader + "\n";
  for (const auto& model : summary.models) text += Line(model, &model == summary.models.data()) + (model.name == summary.model ? "  <- " : "") + "\n";
  if (!summary.truth) return text;
  const auto& truth = *summary.truth;
  text += "\nAgainst the exact probabilities of " + WithCommas(truth.rows) +
          " customers\n  model             AUC     below   AP      Brier    log loss  ECE\n";
  const auto line = [&](const std::string& name, const learn::BinaryMetrics& m) {
    text += FormatText("  %-16s  %.4f  %.4f  %.4f  %.5f  %.5f   %.4f\n", name.c_str(), m.roc_auc, truth.optimum.roc_auc - m.roc_auc, m.average_precision,
                   m.brier, m.log_loss, m.ece);
  };
  line("best possible", truth.optimum);
  for (const auto& [name, metrics] : truth.models) line(name, metrics);
  return text;
}

std::string ToText(const flow::TaskPredictSummary& summary) {
  std::string text = "Run " + std::to_string(summary.run) + ": " + WithCommas(summary.customers) + " customers as of " +
                     data::MonthText(summary.cutoff) + " scored by " + summary.model + "\n  " + FormatText("%.1f", summary.expected) +
                     " of them are expected to come to it; " + FormatText("%.1f", summary.expected_listed) + " of the " + WithCommas(summary.listed) +
                     " on the list\n";
  if (const auto& c = summary.changes) {
    text += "  since run " + std::to_string(c->before) + " (" + data::MonthText(c->cutoff_before) + "): " + WithCommas(c->entered) +
            " new on the list; left it: " + WithCommas(c->reached) + " to whom it has happened, " + WithCommas(c->fell) + " who fell below the cut, " +
            WithCommas(c->gone) + " no longer among those foretold\n";
  }
  for (const auto& top : summary.top) {
    text += "\n  " + top.customer + FormatText(": %.4f\n", top.probability);
    for (const auto& reason : top.reasons) text += "    " + reason + "\n";
  }
  text += "\n" + Stages(summary.stages) + "\n";
  for (const auto& file : summary.files) text += "Written: " + file.string() + "\n";
  return text;
}

std::string ToText(const flow::TaskReceipt& receipt) {
  std::string text = receipt.customer + ", as of " + receipt.cutoff + ": " + receipt.outcome + "\n" +
                     FormatText("  probability %.4f, rank %llu of ", receipt.probability, static_cast<unsigned long long>(receipt.rank)) +
                     WithCommas(receipt.customers) + (receipt.listed ? ", on the list" : ", not on the list") + "\n  run " +
                     std::to_string(receipt.run) + ", model " + receipt.model + " of training run " + std::to_string(receipt.model_run) + "\n\n" +
                     FormatText("  %+10.4f  where everybody begins (", receipt.base) + (receipt.margin_is_probability ? "probability" : "log odds") + ")\n";
  for (const auto& reason : receipt.reasons) text += FormatText("  %+10.4f  ", reason.share) + Padded(reason.group, 22) + "  " + reason.text + "\n";
  text += FormatText("  %+10.4f  in all (the lines add up to within %.0e), a probability of %.4f; calibrated (%s): %.4f\n", receipt.margin,
                 std::max(std::abs(receipt.remainder), 1e-12), receipt.raw, receipt.calibration.c_str(), receipt.probability);
  text += "\n  what each feature added\n";
  for (const auto& line : receipt.features)
    text += FormatText("  %+10.4f  ", line.share) + Padded(line.feature, 22) + "  " + line.meaning + ": " + line.value + "\n";
  return text;
}

}  // namespace auspex::cli
