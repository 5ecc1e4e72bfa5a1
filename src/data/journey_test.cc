#include "data/journey.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "base/error.h"
#include "base/progress.h"
#include "base/random.h"
#include "data/step_encoder.h"

namespace auspex::data {
namespace {

pack::Pack SmallPack() {
  pack::Pack pack;
  pack.tables.emplace_back();
  pack.Events().name = "events";
  pack.Events().customer = "who";
  pack.Events().time = "moment";
  pack.journey.steps = 3;
  pack.journey.symbol = "what";
  pack.journey.categories = {"place"};
  pack.journey.numbers = {"stay"};
  pack.journey.flags = {"shared"};
  for (const char* name : {"a", "b", "c", "other"}) pack.journey.vocabulary.push_back({name, {}});
  pack.journey.unknown = "other";
  pack.conversions = {{"buy", "c"}};
  pack.horizon_days = 1;
  return pack;
}

store::Connection Events(store::Database& database, const std::string& rows) {
  store::Connection connection = database.Connect();
  connection.Run("CREATE TABLE events(who VARCHAR, moment TIMESTAMP, what VARCHAR, place VARCHAR, stay DOUBLE, shared BOOLEAN)");
  if (!rows.empty()) connection.Run("INSERT INTO events VALUES " + rows);
  return connection;
}

std::string SymbolsOf(const Journeys& journeys, const std::string& customer) {
  const uint32_t c = journeys.customers.Find(customer);
  std::string text;
  for (uint64_t i = journeys.begin[c]; i < journeys.begin[c + 1]; ++i) text += journeys.symbol_names.Name(journeys.symbols[i]);
  return text;
}

TEST(Interner, NumbersInOrderOfFirstSight) {
  Interner names;
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(names.Intern("name " + std::to_string(i)), static_cast<uint32_t>(i));
  EXPECT_EQ(names.Intern("name 7"), 7u);
  EXPECT_EQ(names.Name(999), "name 999");
  EXPECT_EQ(names.Find("unheard of"), Interner::kNone);
  EXPECT_EQ(names.Intern(""), 1000u);
}

TEST(Interner, TheEmptyTextMayComeFirst) {
  Interner names;
  EXPECT_EQ(names.Intern(""), 0u);
  EXPECT_EQ(names.Name(0), "");
}

TEST(LastSteps, LateEventsFallIntoPlaceAndTiesKeepTheOrderOfLoading) {
  store::Database database({});
  auto connection = Events(database,
                           "('x','2025-01-01 10:00:00','a','p',1,true), ('y','2025-01-01 10:00:00','a','p',NULL,false),"
                           "('x','2025-01-01 12:00:00','c','p',1,true), ('x','2025-01-01 11:00:00','b','p',1,true),"
                           "('y','2025-01-01 10:00:00','b','q',1,false)");
  Progress progress;
  const Journeys journeys = ReadLastSteps(connection, SmallPack(), "events", 3, progress);
  EXPECT_EQ(SymbolsOf(journeys, "x"), "abc");
  EXPECT_EQ(SymbolsOf(journeys, "y"), "ab");
  EXPECT_TRUE(std::isnan(journeys.numbers[0][journeys.begin[1]]));
}

// The one-pass reader and the sorting one against each other and against a plain sort, on random events with many ties.
TEST(LastSteps, EqualsSortingAllEvents) {
  store::Database database({});
  auto connection = Events(database, "");
  Random random(11);
  std::map<std::string, std::vector<std::pair<Micros, std::string>>> plain;
  store::Appender appender(connection, "events");
  for (size_t row = 0; row < store::Appender::kRows; ++row) {
    const std::string who = "customer " + std::to_string(random.Below(random.Below(2) ? 5 : 300)), what(1, static_cast<char>('a' + random.Below(26)));
    const Micros moment = static_cast<Micros>(random.Below(200)) * kMinute;
    plain[who].emplace_back(moment, what);
    appender.SetText(0, row, who);
    appender.Numbers<int64_t>(1)[row] = moment;
    appender.SetText(2, row, what);
    appender.SetText(3, row, "p");
    appender.Numbers<double>(4)[row] = 1;
    appender.Numbers<bool>(5)[row] = false;
  }
  appender.Flush(store::Appender::kRows);
  appender.Close();
  Progress progress;
  const Journeys last = ReadLastSteps(connection, SmallPack(), "events", 10, progress);
  const Journeys all = ReadJourneys(connection, SmallPack(), "events", {}, progress);
  ASSERT_EQ(last.size(), plain.size());
  for (auto& [who, events] : plain) {
    std::stable_sort(events.begin(), events.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::string expected;
    for (const auto& event : events) expected += event.second;
    EXPECT_EQ(SymbolsOf(all, who), expected);
    EXPECT_EQ(SymbolsOf(last, who), expected.substr(expected.size() - std::min<size_t>(10, expected.size())));
  }
}

TEST(LastSteps, ACustomerWithAHundredThousandEventsTakesNoMoreRoomThanAnother) {
  store::Database database({});
  auto connection = Events(database, "");
  connection.Run("INSERT INTO events SELECT 'x', TIMESTAMP '2025-01-01' + INTERVAL 1 SECOND * i, 'a', 'p', i, false FROM range(100000) t(i)");
  Progress progress;
  const Journeys journeys = ReadLastSteps(connection, SmallPack(), "events", 10, progress);
  EXPECT_EQ(journeys.steps(), 10u);
  EXPECT_EQ(journeys.numbers[0].back(), 99999.0f);
}

TEST(Sample, TakesTheSameCustomersWhateverTheOrderAndAboutItsShare) {
  const Sample sample{0.3, 5};
  int taken = 0;
  for (int i = 0; i < 10000; ++i) taken += sample.Takes("customer " + std::to_string(i));
  EXPECT_NEAR(taken, 3000, 150);
  EXPECT_TRUE((Sample{1, 5}).Takes("anyone"));
}

TEST(Timeline, SlicesLeaveTheHorizonBetweenThem) {
  const TimeSplit split = SplitByTime(0, 100 * kDay - 1, 5 * kDay);
  EXPECT_EQ(split.train.to, 65 * kDay);
  EXPECT_EQ(split.train.labels_end, split.validate.from);
  EXPECT_EQ(split.validate.labels_end, split.test.from);
  EXPECT_EQ(split.test.labels_end - split.test.to, 5 * kDay);
  EXPECT_EQ(split.Find(66 * kDay), nullptr);
  EXPECT_EQ(split.Find(71 * kDay), &split.validate);
}

TEST(Timeline, APeriodTooShortIsAnErrorThatSaysWhatToDo) {
  try {
    SplitByTime(0, 10 * kDay, 7 * kDay);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::kData);
    EXPECT_NE(std::string(error.what()).find("too short"), std::string::npos);
    EXPECT_NE(error.advice().find("horizon_days"), std::string::npos);
  }
}

// A leak cannot be written: what reads `past` does not see the future, and a query over it that names `future` columns
// of another schema fails to bind where only `past` is searched.
TEST(Views, PastEndsAtTheCutoffAndFutureBeginsThere) {
  store::Database database({});
  auto connection = Events(database, "('x','2025-01-01','a','p',1,true), ('x','2025-01-02','b','p',1,true), ('x','2025-01-09','c','p',1,true)");
  SetViews(connection, SmallPack(), *ParseTime("2025-01-01"), *ParseTime("2025-01-02"), kDay);
  EXPECT_EQ(connection.Text("SELECT string_agg(what, '') FROM past.events"), "a");
  EXPECT_EQ(connection.Text("SELECT string_agg(what, '') FROM future.events"), "b");
}

struct Encoded {
  Journeys journeys;
  StepEncoder encoder;
  learn::StepTable steps;
};

Encoded Encode(const std::string& rows, const pack::Pack& pack, const TimeSplit& split) {
  store::Database database({});
  auto connection = Events(database, rows);
  Progress progress;
  Encoded e;
  e.journeys = ReadJourneys(connection, pack, "events", {}, progress);
  e.encoder = StepEncoder::Fit(e.journeys, pack, [&](size_t i) { return e.journeys.times[i] < split.train.to; });
  e.steps = e.encoder.Encode(e.journeys);
  LabelSteps(e.journeys, e.encoder, pack, split, e.steps);
  return e;
}

TimeSplit SplitAt(const char* to, const char* labels_end) { return {{0, *ParseTime(to), *ParseTime(labels_end)}, {}, {}}; }

TEST(Labels, ConversionsCountWithinTheHorizonOnlyAndNotAtTheStepItself) {
  const auto e = Encode(
      "('x','2025-01-01 00:00:00','a','p',1,true), ('x','2025-01-01 12:00:00','c','p',1,true), ('x','2025-01-03 00:00:00','b','p',1,true),"
      "('x','2025-01-04 00:00:01','c','p',1,true)",
      SmallPack(), SplitAt("2025-02-01", "2025-02-02"));
  EXPECT_EQ(e.steps.conversions[0], (std::vector<int8_t>{1, 0, 0, 0}));
  EXPECT_EQ(e.steps.next, (std::vector<int32_t>{2, 1, 2, learn::kNoLabel}));
}

TEST(Labels, NothingAfterTheSlicesEndIsSeen) {
  const auto e = Encode("('x','2025-01-01','a','p',1,true), ('x','2025-01-01 12:00:00','b','p',1,true), ('x','2025-01-02','c','p',1,true)", SmallPack(),
                        SplitAt("2025-01-02", "2025-01-02"));
  EXPECT_EQ(e.steps.next, (std::vector<int32_t>{1, learn::kNoLabel, learn::kNoLabel}));
  EXPECT_EQ(e.steps.conversions[0], (std::vector<int8_t>{1, learn::kNoLabel, learn::kNoLabel}));
}

TEST(Encoder, IsFittedOnThePastOnly) {
  const std::string early = "('x','2025-01-01','a','p',1,true), ('y','2025-01-02','a','p',3,true)";
  const auto split = SplitAt("2025-02-01", "2025-02-02");
  const auto without = Encode(early, SmallPack(), split);
  const auto with = Encode(early + ", ('z','2025-03-01','b','q',1e9,false)", SmallPack(), split);
  EXPECT_EQ(without.encoder.numbers[0].mean, with.encoder.numbers[0].mean);
  EXPECT_EQ(without.encoder.numbers[0].deviation, with.encoder.numbers[0].deviation);
  EXPECT_EQ(with.steps.categories[0].back(), 0);  // unknown, since rare in the past
}

TEST(Encoder, ASymbolOutsideTheVocabularyIsTheUnknownOne) {
  const auto e = Encode("('x','2025-01-01','never seen','p',1,true)", SmallPack(), SplitAt("2025-02-01", "2025-02-02"));
  EXPECT_EQ(e.steps.symbols[0], 3);
}

TEST(Windows, EveryStepOfASliceIsForetoldOnceFromItsLastSteps) {
  Journeys journeys;
  journeys.begin = {0, 7};
  journeys.times = {0, 1, 2, 3, 4, 5, 6};
  std::vector<learn::Window> windows;
  AddWindows(journeys, 0, 3, [](size_t step) { return step >= 1 && step < 6; }, windows);
  ASSERT_EQ(windows.size(), 4u);
  EXPECT_EQ(windows[0].begin, 0u);
  EXPECT_EQ(windows[0].length, 3u);
  EXPECT_EQ(windows[0].labelled_from, 1u);  // steps 1 and 2 see all that is before them
  for (size_t w = 1; w < 4; ++w) {
    EXPECT_EQ(windows[w].begin, w);
    EXPECT_EQ(windows[w].length, 3u);
    EXPECT_EQ(windows[w].labelled_from, 2u);
  }
}

}  // namespace
}  // namespace auspex::data
