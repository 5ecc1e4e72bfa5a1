#include "data/timeline.h"

#include <cmath>

#include "base/error.h"
#include "base/format.h"

namespace auspex::data {
namespace {

std::string Literal(Micros time) { return "TIMESTAMP " + store::QuoteText(FormatTime(time)); }

void MakeView(store::Connection& connection, const pack::Pack& pack, const std::string& schema, Micros from, Micros to) {
  const std::string time = store::QuoteName(pack.Events().time);
  connection.Run("CREATE SCHEMA IF NOT EXISTS " + schema);
  connection.Run("CREATE OR REPLACE VIEW " + schema + "." + store::QuoteName(pack.Events().name) + " AS SELECT * FROM main." +
                 store::QuoteName(pack.Events().name) + " WHERE " + time + " >= " + Literal(from) + " AND " + time + " < " + Literal(to));
}

}  // namespace

const Slice* TimeSplit::Find(Micros time) const {
  for (const Slice* slice : {&train, &validate, &test}) {
    if (time >= slice->from && time < slice->to) return slice;
  }
  return nullptr;
}

std::optional<std::array<Micros, 2>> PeriodOf(store::Connection& connection, const pack::Pack& pack) {
  const std::string time = store::QuoteName(pack.Events().time);
  store::Result result = connection.Query("SELECT min(" + time + "), max(" + time + ") FROM main." + store::QuoteName(pack.Events().name));
  store::Chunk chunk;
  if (!result.Next(chunk) || !chunk.Valid(0, 0)) return std::nullopt;
  return std::array{chunk.Numbers<int64_t>(0)[0], chunk.Numbers<int64_t>(1)[0]};
}

TimeSplit SplitByTime(Micros first, Micros last, Micros horizon) {
  const Micros end = last + 1;
  const auto at = [&](double share) { return first + static_cast<Micros>(share * static_cast<double>(end - first)); };
  const Micros first_cut = at(0.70), second_cut = at(0.85);
  TimeSplit split{{first, first_cut - horizon, first_cut},
                  {first_cut, second_cut - horizon, second_cut},
                  {second_cut, end - horizon, end}};
  if (split.train.to <= split.train.from || split.validate.to <= split.validate.from || split.test.to <= split.test.from) {
    throw Error(Fault::kData,
                "the events cover " + Duration(static_cast<double>(end - first) / kSecond) +
                    ", too short to train, validate and test with a horizon of " + Duration(static_cast<double>(horizon) / kSecond),
                FormatTime(first) + " to " + FormatTime(last),
                "Load a longer period (more than seven horizons), or lower horizon_days in the workspace's pack/pack.toml.");
  }
  return split;
}

void SetViews(store::Connection& connection, const pack::Pack& pack, Micros from, Micros cutoff, Micros horizon) {
  MakeView(connection, pack, "past", from, cutoff);
  MakeView(connection, pack, "future", cutoff, cutoff + horizon);
}

Micros HorizonOf(const pack::Pack& pack) { return static_cast<Micros>(std::llround(pack.horizon_days * static_cast<double>(kDay))); }

}  // namespace auspex::data
