#include "decide/segment_names.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "base/error.h"
#include "decide/results.h"

namespace auspex::decide {
namespace {

using store::QuoteName;

std::string Constant(double value) {
  if (!std::isfinite(value)) return "NULL::DOUBLE";
  char text[40];
  std::snprintf(text, sizeof text, "%.17g::DOUBLE", value);
  return text;
}

/// SELECT of one profile; a row of NULLs without one.
std::string RowSql(const pack::Segmentation& segmentation, size_t number, const NamedProfile* profile) {
  std::string sql = "SELECT " + std::to_string(number) + "::BIGINT AS segment_number, " + (profile ? std::to_string(profile->customers) : "NULL") +
                    "::BIGINT AS customers, " + (profile ? Constant(profile->share) : "NULL::DOUBLE") + " AS share";
  for (size_t c = 0; c < segmentation.columns.size(); ++c) {
    const auto add = [&](const char* kind, std::vector<double> NamedProfile::* figures) {
      sql += ", " + (profile ? Constant((profile->*figures)[c]) : "NULL::DOUBLE") + " AS " + QuoteName(kind + segmentation.columns[c].name);
    };
    add("mean_", &NamedProfile::mean), add("median_", &NamedProfile::median), add("lift_", &NamedProfile::lift), add("z_", &NamedProfile::z);
  }
  return sql;
}

std::string AskSql(const pack::SegmentName& name, const std::string& profiles) {
  return "SELECT segment_number, coalesce(" + Enclosed(name.when) + ", false), CAST(" + Enclosed(name.score.empty() ? "share" : name.score) +
         " AS DOUBLE), customers FROM (" + profiles + ") AS profile";
}

/// The place of the segment that takes `name`; `profiles` where none does.
size_t Taker(store::Connection& connection, const std::string& sql, const std::vector<std::optional<size_t>>& taken) {
  size_t best = taken.size();
  double best_score = 0, best_customers = 0;
  store::Result result = connection.Query(sql + " ORDER BY 1");
  for (store::Chunk chunk; result.Next(chunk);) {
    for (size_t row = 0; row < chunk.rows(); ++row) {
      const size_t number = static_cast<size_t>(chunk.Numbers<int64_t>(0)[row]);
      if (!chunk.Numbers<bool>(1)[row] || taken[number]) continue;
      const double score = chunk.Valid(2, row) ? chunk.Numbers<double>(2)[row] : -INFINITY;
      const double customers = static_cast<double>(chunk.Numbers<int64_t>(3)[row]);
      if (best < taken.size() && (score < best_score || (score == best_score && customers <= best_customers))) continue;
      best = number, best_score = score, best_customers = customers;
    }
  }
  return best;
}

}  // namespace

std::vector<std::optional<size_t>> NameSegments(store::Connection& connection, const pack::Segmentation& segmentation,
                                                const std::vector<NamedProfile>& profiles) {
  std::vector<std::optional<size_t>> names(profiles.size());
  std::string rows;
  for (size_t i = 0; i < profiles.size(); ++i) rows += (i > 0 ? " UNION ALL " : "") + RowSql(segmentation, i, &profiles[i]);
  for (size_t n = 0; n < segmentation.names.size() && !profiles.empty(); ++n) {
    const size_t taker = Taker(connection, AskSql(segmentation.names[n], rows), names);
    if (taker < names.size()) names[taker] = n;
  }
  return names;
}

void CheckSegmentNames(store::Connection& connection, const pack::Segmentation& segmentation) {
  const std::string empty = RowSql(segmentation, 0, nullptr);
  for (const auto& name : segmentation.names) {
    const std::string where = pack::At(segmentation.file, name.line), who = "the rule of the segment `" + name.id + "`";
    try {
      const store::Result result = connection.Query("SELECT " + Enclosed(name.when) + " FROM (" + empty + ") AS profile");
      if (result.Type(0) != "BOOLEAN")
        pack::Refuse(who + " is " + result.Type(0) + " and not a condition", where, "write a comparison, such as z_age > 1");
      connection.Query(AskSql(name, empty));
    } catch (const Error& error) {
      if (error.where() == where) throw;
      pack::Refuse(who + " does not hold as SQL: " + error.message().substr(0, error.message().find("\n\nLINE")), where,
                   "it sees share, customers and mean_X, median_X, lift_X, z_X of each column X");
    }
  }
}

}  // namespace auspex::decide
