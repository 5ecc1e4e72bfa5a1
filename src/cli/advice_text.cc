#include "cli/advice_text.h"

#include <cmath>

#include "base/format.h"

namespace auspex::cli {
namespace {

std::string EvidenceText(const flow::SegmentSummary& summary) {
  std::string text = "  segments   inertia      silhouette  Caliński–Harabasz  stability (Jaccard)  smallest\n";
  for (const auto& e : summary.choice.evidence) {
    text += FormatText("%s %-9zu  %-11.4g  %6.3f      %-17.1f  %.2f                 %5.1f %%\n", e.clusters == summary.choice.clusters ? "*" : " ",
                  e.clusters, e.inertia, e.silhouette, e.calinski_harabasz, e.mean_jaccard, 100 * e.smallest_share);
  }
  const std::string allowed = std::to_string(summary.least) + " to " + std::to_string(summary.most);
  text += summary.choice.stable ? "  * of " + allowed + " segments the highest silhouette of those that come out again from other customers (stability at least 0.75)\n"
                                : "  * of " + allowed + " segments the highest silhouette; no number is stable (0.75), so the customers form no clear groups\n";
  if (summary.choice.elbow > 0) text += "  the curve of inertia bends at " + std::to_string(summary.choice.elbow) + "\n";
  return text + "  measured on " + WithCommas(summary.evidence_rows) + " customers\n\n";
}

std::string SegmentText(const flow::Segment& segment, const flow::SegmentSummary& summary) {
  std::string text = FormatText("  %s  %s (%.1f %%)\n    ", segment.name.c_str(), WithCommas(segment.profile.size).c_str(), 100 * segment.profile.share);
  size_t shown = 0;
  for (const size_t c : segment.profile.MostTelling()) {
    if (shown == 4) break;
    const auto& f = segment.profile.features[c];
    text += (shown++ > 0 ? "; " : "") + summary.columns[c] + FormatText(" %.4g (all %.4g, %+.1f sd)", f.mean, summary.everybody[c].mean, f.difference);
  }
  return text + "\n    " + segment.strategy + "\n";
}

std::string MovesText(const flow::SegmentSummary& summary) {
  if (!summary.moves) return "  There is no month before: nobody has moved.\n";
  const size_t segments = summary.segments.size(), width = segments + 1;
  std::string text = "\n  Moves from " + summary.moves->from + " (rows) to " + summary.moves->to + " (columns, in the same order)\n";
  for (size_t from = 0; from <= segments; ++from) {
    text += "  ";
    for (size_t to = 0; to <= segments; ++to)
      text += FormatText(" %9s", from == segments && to == segments ? "" : WithCommas(summary.moves->counts[from * width + to]).c_str());
    text += "  " + (from < segments ? summary.segments[from].name : "not there before") + "\n";
  }
  return text + "  (last column: no longer there)\n";
}

}  // namespace

std::string ToText(const flow::SegmentSummary& summary) {
  std::string text = WithCommas(summary.customers) + " customers of " + summary.month + " in " + std::to_string(summary.segments.size()) +
                     " segments, in " + Duration(summary.seconds) + "\n\n";
  if (!summary.asked) text += EvidenceText(summary);
  for (const auto& segment : summary.segments) text += SegmentText(segment, summary);
  text += MovesText(summary);
  if (!summary.file.empty()) text += "\nThe result is in " + summary.file.string() + "\n";
  return text;
}

namespace {

/// What a machine calls a reason, in words.
std::string InWords(const std::string& why) {
  if (why == "not_allowed") return "no channel is allowed";
  if (why == "too_early") return "in cool-down until after the plan";
  if (why == "no_value") return "a contact would cost more than it is expected to bring";
  if (why == "capacity") return "the channels are full with contacts worth more";
  if (why == "reached") return "have reached it";
  if (why == "fell") return "no longer likely enough";
  if (why == "gone") return "no longer among those foretold";
  return why;
}

std::string Counts(const std::vector<std::pair<std::string, uint64_t>>& counts) {
  std::string text;
  for (const auto& [why, count] : counts) text += FormatText("    %9s  ", WithCommas(count).c_str()) + InWords(why) + "\n";
  return text;
}

}  // namespace

std::string ToText(const flow::ActSummary& summary) {
  std::string text = WithCommas(summary.listed) + " customers on the list of " + summary.month + ", " + WithCommas(summary.approached) +
                     " of them approached from " + summary.start + FormatText(" on, expected value %.0f, in ", summary.value) + Duration(summary.seconds) +
                     "\n\n  day         taken    of       one more is worth  channel\n";
  for (const auto& place : summary.places) {
    text +=
        FormatText("  %s  %-7s  %-7s  %-17.2f  ", place.day.c_str(), WithCommas(place.taken).c_str(), WithCommas(place.capacity).c_str(), place.price) +
        place.name + "\n";
  }
  text += "\n  Not approached\n" + Counts(summary.left_out);
  if (!summary.before) return text + "  This is the first list.\n";
  return text + "  Since the list of run " + std::to_string(*summary.before) + "\n" +
         FormatText("    %9s  new on it\n", WithCommas(summary.added).c_str()) + Counts(summary.dropped);
}

std::string ToText(const flow::ContactReceipt& receipt) {
  const auto stored = [&](const char* name) { return receipt.stored.contains(name) ? receipt.stored.at(name) : std::string(); };
  std::string text = receipt.customer + ", list of " + receipt.month + " (run " + std::to_string(receipt.run) + "): rank " + stored("rank") +
                     ", probability " + stored("probability") + "\n";
  if (stored("why").empty())
    text += "  " + stored("channel_name") + " on " + stored("day") + ": " + stored("message") + "\n  expected value " + stored("value") +
            ", price of the place " + stored("price") + "\n";
  else text += "  not approached: " + stored("left_out_because") + "\n";
  for (const auto& channel : receipt.channels) {
    text += "\n  " + channel.channel + (channel.allowed ? " is allowed from " + channel.first_day : std::string(" is not allowed")) +
            FormatText(", a contact is worth %.2f\n", channel.value);
    for (const auto& [condition, holds] : channel.conditions) text += std::string("    ") + (holds ? "yes  " : "no   ") + condition + "\n";
  }
  text += "\n  What was known\n";
  for (const auto& [name, value] : receipt.row) text += "    " + name + " = " + value + "\n";
  return text;
}

namespace {

std::string WarningText(const flow::WatchWarning& warning, const flow::WatchedShare& share) {
  const std::string way = warning.side < 0 ? "fallen" : "risen";
  const std::string what =
      warning.kind == "beyond" ? "the newest period has " + way + " beyond its limits" : "the moving average has " + way + ", since " + warning.since;
  return std::string(warning.side < 0 ? "  WARNING: " : "  Note: ") + what +
         FormatText(": %.2f %% against %.2f %% before\n", 100 * warning.share, 100 * share.chart.centre);
}

std::string InWords(const flow::NoChart& why, bool weeks) {
  const std::string unit = weeks ? "weeks" : "months", have = WithCommas(why.have);
  if (why.code == "none") return "there are no contacts";
  if (why.code == "few_periods")
    return "limits need " + WithCommas(why.need) + " " + unit + " before the first that is watched, and there are " + have + " in all";
  if (why.code == "few_contacts")
    return "there are " + have + " contacts in one of the first " + unit + " on average, and limits need about " + WithCommas(why.need);
  return "of the contacts of the first " + unit + " all or none succeeded";
}

std::string PointsText(const flow::WatchedShare& share, bool all) {
  constexpr size_t kShown = 12;
  const size_t count = share.chart.points.size(), first = all || count <= kShown ? 0 : count - kShown;
  std::string text = "  period      contacts     share    limits              moving average  limits\n";
  for (size_t i = first; i < count; ++i) {
    const auto& p = share.chart.points[i];
    text += FormatText("  %-10s %9s  %6.2f %%  %6.2f to %6.2f %%  %14.2f  ±%.2f%s%s\n", share.periods[i].c_str(), WithCommas(p.trials).c_str(), 100 * p.share,
                       100 * p.low, 100 * p.high, p.ewma, p.ewma_high, p.beyond != 0 ? "  beyond" : "", p.drifted != 0 ? "  drifted" : "");
  }
  return text;
}

/// One line of a value of a channel or the like; its periods only where they are asked for.
std::string ShareText(const flow::WatchedShare& share, bool all) {
  const bool whole = share.by.empty();
  std::string text = whole ? "\n" + share.text + "\n" : "  " + share.called + ": " + WithCommas(share.trials) + " contacts";
  if (share.no_chart) return text + (whole ? "  No chart yet: " : "; no chart yet: ") + InWords(*share.no_chart, share.weeks) + "\n";
  const auto& newest = share.chart.points.back();
  if (!whole)
    text += FormatText("; %.2f %% in %s, limits %.2f to %.2f %%\n", 100 * newest.share, share.periods.back().c_str(), 100 * newest.low, 100 * newest.high);
  if (whole || all) text += PointsText(share, all);
  for (const auto& warning : share.warnings) text += WarningText(warning, share);
  if (whole && share.warnings.empty())
    text += "  No warning: within the limits of the first " + std::to_string(share.baseline) + (share.weeks ? " weeks\n" : " months\n");
  return text;
}

std::string PlansText(const flow::WatchSummary& summary) {
  if (summary.plans.empty()) return "";
  std::string text = "\nWhat came of the plans\n";
  for (const auto& plan : summary.plans) {
    text += "  run " + std::to_string(plan.run) + ", " + plan.called + ":";
    for (size_t i = 0; i < plan.counts.size(); ++i) {
      text += (i == 0 ? " " : ", ") + summary.steps[i] + " " + (plan.counts[i] ? WithCommas(*plan.counts[i]) : "not known yet");
    }
    text += "\n";
  }
  return text;
}

}  // namespace

std::string ToText(const flow::WatchSummary& summary, bool all) {
  std::string text = "As of " + summary.month + ", with what was reported since\n";
  bool charted = false;  // of all contacts: where there is none, its values are not worth a line each
  for (const auto& share : summary.shares) {
    if (share.by.empty()) charted = !share.no_chart;
    if (share.by.empty() || charted) text += ShareText(share, all);
  }
  return text + PlansText(summary);
}

}  // namespace auspex::cli
