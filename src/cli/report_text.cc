
#include "base/format.h"
#include "base/time.h"
#include "cli/report.h"

namespace auspex::cli {
namespace {

/// To the second: where a period ends just after its last event, the event's time.
std::string Seconds(Micros time) { return FormatTime(time / kSecond * kSecond); }

std::string Span(const data::Slice& slice) { return Seconds(slice.from) + " to " + Seconds(slice.to); }

std::string MetricsLine(const flow::ModelEvaluation& model, const std::string& name) {
  const auto v = flow::ValuesOf(model.ranking);
  return FormatText("  %-12s %6.2f %6.2f %6.2f  %.4f   %.4f\n", name.c_str(), 100 * v[0], 100 * v[1], 100 * v[2], v[3], v[4]);
}

/// The 95 % intervals under the chosen model's line.
std::string IntervalLine(const flow::ModelEvaluation& model) {
  const auto& v = model.intervals;
  if (v.size() < 5) return {};
  return FormatText("    95 %% of bootstrap: top-1 %.2f to %.2f, top-5 %.2f to %.2f, log loss %.4f to %.4f\n", 100 * v[0].low, 100 * v[0].high, 100 * v[2].low,
               100 * v[2].high, v[4].low, v[4].high);
}

std::string ConversionLine(const flow::ConversionEvaluation& conversion, const std::string& name) {
  const auto v = flow::ValuesOf(conversion.metrics);
  return FormatText("  %-12s %-10s %.4f  %.4f  %.5f  %.4f\n", name.c_str(), conversion.name.c_str(), v[0], v[1], v[2], v[3]);
}

}  // namespace

std::string ToText(const simulate::SimulateSummary& summary) {
  std::string text = WithCommas(summary.customers) + " customers, " + WithCommas(summary.sessions) + " sessions, " + WithCommas(summary.events) + " events";
  if (summary.rows > summary.events) text += " (and " + WithCommas(summary.rows - summary.events) + " duplicate rows)";
  text += "\n";
  for (const auto& [name, count] : summary.conversions) {
    text += FormatText("  %-10s %s customers (%.2f %%)\n", name.c_str(), WithCommas(count).c_str(),
                  100 * static_cast<double>(count) / static_cast<double>(std::max<uint64_t>(1, summary.customers)));
  }
  return text;
}

std::string ToText(const simulate::TableSummary& summary) {
  std::string text = WithCommas(summary.customers) + " customers\n";
  for (const auto& [table, rows] : summary.tables) text += FormatText("  %-24s %s rows\n", table.c_str(), WithCommas(rows).c_str());
  if (const auto& best = summary.optimum) {
    text += FormatText("  What no model can beat: AUC %.4f, Brier score %.5f, over %s rows of which %.2f %% happened\n", best->auc, best->brier, WithCommas(best->rows).c_str(),
                  100 * static_cast<double>(best->happened) / static_cast<double>(std::max<uint64_t>(1, best->rows)));
  }
  return text;
}

std::string ToText(const flow::TrainSummary& summary) {
  std::string text = "Trained on " + WithCommas(summary.customers) + " customers with " + WithCommas(summary.events) + " events, in " + Duration(summary.seconds) + "\n";
  text += "  train     " + Span(summary.split.train) + "  " + WithCommas(summary.train_windows) + " windows\n";
  text += "  validate  " + Span(summary.split.validate) + "  " + WithCommas(summary.validate_windows) + " windows, calibrate " + WithCommas(summary.calibrate_windows) + "\n";
  text += "  test      " + Span(summary.split.test) + "  " + WithCommas(summary.test_windows) + " windows, kept for `evaluate`\n\n";
  text += "  model        log loss   top-1 %   epochs   time\n";
  for (const auto& line : summary.leaderboard) {
    const auto& r = line.record;
    text += FormatText("%s %-12s %.4f     %6.2f     %4zu     %s\n", r.chosen ? "*" : " ", r.name.c_str(), r.validation_log_loss, 100 * r.validation_top1, line.epochs,
                  Duration(r.seconds).c_str());
  }
  return text + "  * chosen by validation log loss\n";
}

std::string ToText(const flow::EvaluateSummary& summary) {
  std::string text = "Task " + summary.task + ", " + WithCommas(summary.rows) + (summary.against_truth ? " customers against the truth" : " predictions of the test slice") + "\n\n";
  text += "  model        top-1  top-3  top-5  MRR      log loss\n" + MetricsLine(summary.model, summary.model.name) + IntervalLine(summary.model);
  for (const auto& other : summary.others) text += MetricsLine(other, other.name);
  for (const auto& optimal : summary.optimal) text += MetricsLine(optimal, optimal.name);
  if (summary.model.conversions.empty()) return text;
  text += "\n  model        conversion AUC     AP      Brier    ECE\n";
  const auto add = [&](const flow::ModelEvaluation& model) {
    for (const auto& conversion : model.conversions) text += ConversionLine(conversion, model.name);
  };
  add(summary.model);
  for (const auto& other : summary.others) add(other);
  for (const auto& optimal : summary.optimal) add(optimal);
  return text;
}

std::string ToText(const flow::PredictSummary& summary) {
  std::string text = WithCommas(summary.customers) + " customers with events from " + Seconds(summary.from) + " to " + Seconds(summary.to) + ", foretold by " + summary.model +
                     " as of " + FormatTime(summary.now) + "\n";
  double total = 0;
  for (const auto& [name, seconds] : summary.stages) total += seconds;
  text += "  in " + Duration(total) + ":";
  for (const auto& [name, seconds] : summary.stages) text += " " + name + " " + Duration(seconds) + (name == summary.stages.back().first ? "\n" : ",");
  if (!summary.advice.empty()) text += "\n  customers  advice\n";
  for (const auto& [advice, count] : summary.advice) text += FormatText("  %9s  ", WithCommas(count).c_str()) + advice + "\n";
  return text;
}

std::string ToText(const flow::Receipt& receipt) {
  std::string text = "Receipt of the decision about " + receipt.customer + " (run " + std::to_string(receipt.run) + ", " + receipt.finished + " UTC)\n\n";
  text += "  advice   " + receipt.advice + "\n";
  if (!receipt.rule.empty()) text += "  rule     " + receipt.rule + ", channel " + receipt.channel + ", action " + receipt.action + "\n";
  text += "  settings " + receipt.settings + "\n\n";
  for (const auto& [name, value] : receipt.facts) text += FormatText("  %-20s ", name.c_str()) + value + "\n";
  if (!receipt.trace.empty()) text += "\n  rule                           condition                      holds  value\n";
  for (const auto& line : receipt.trace) {
    text += FormatText("  %-30s %-30s %-5s  ", line.rule.c_str(), line.condition.c_str(), line.holds ? "yes" : "no") + line.value + "\n";
  }
  return text;
}

std::string ToText(const flow::CrossvalSummary& summary) {
  std::string text = WithCommas(summary.cases) + " cases, " + WithCommas(summary.events) + " events, " + WithCommas(summary.symbols) + " symbols\n\n";
  text += "  model        accuracy %  log loss   time     folds\n";
  for (const auto& model : summary.models) {
    text += FormatText("  %-12s %6.2f      %.4f     %-8s", model.name.c_str(), 100 * model.accuracy, model.log_loss, Duration(model.seconds).c_str());
    for (const auto& fold : model.folds) text += FormatText(" %.2f", 100 * fold.accuracy);
    text += "\n";
  }
  return text;
}

}  // namespace auspex::cli
