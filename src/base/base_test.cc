#include <gtest/gtest.h>

#include <algorithm>
#include <ctime>
#include <numeric>
#include <set>
#include <thread>
#include <vector>

#include "base/error.h"
#include "base/format.h"
#include "base/progress.h"
#include "base/random.h"
#include "base/threads.h"
#include "base/time.h"

namespace auspex {
namespace {

TEST(Error, SaysWhatWhereAndWhatToDo) {
  const Error error(Fault::kData, "column event_time is missing", "a.csv:1", "Add it.");
  EXPECT_STREQ(error.what(), "a.csv:1: column event_time is missing\n  Add it.");
  EXPECT_EQ(static_cast<int>(error.fault()), 3);
}

TEST(Format, Numbers) {
  EXPECT_EQ(WithCommas(0), "0");
  EXPECT_EQ(WithCommas(999), "999");
  EXPECT_EQ(WithCommas(1234567), "1,234,567");
  EXPECT_EQ(Duration(75), "1 min 15 s");
  EXPECT_EQ(Bytes(956000000), "956 MB");
}

TEST(Format, PadsByWhatATerminalShows) {
  EXPECT_EQ(TerminalWidth("一線 20–30"), 10u);
  EXPECT_EQ(Padded("一線", 6) + "|", "一線  |");
  EXPECT_EQ(PaddedLeft("資產", 6), "  資產");
  EXPECT_EQ(PaddedLeft("總資產", 4), "總資產");
}

TEST(Format, ExcerptCutsAtCharactersAndShowsControls) {
  EXPECT_EQ(Excerpt(std::string_view("a\0b", 3)), "a\\x00b");
  EXPECT_EQ(Excerpt("保險保險", 7), "保險…");
}

TEST(Time, SpellingsOfOneInstant) {
  const Micros expected = 1740830591 * kSecond;  // date -u -d '2025-03-01 12:03:11' +%s
  for (const char* text : {"2025-03-01 12:03:11", "2025-03-01T12:03:11", "2025/3/1 12:03:11", "2025-03-01 12:03:11.000",
                           "1740830591", "1740830591000", "1740830591000000", "2025-03-01T12:03:11Z",
                           "2025-03-01T20:03:11+08:00", " 2025-03-01 12:03:11 UTC", "2025-03-01T07:33:11-0430"}) {
    ASSERT_TRUE(ParseTime(text)) << text;
    EXPECT_EQ(*ParseTime(text), expected) << text;
  }
  EXPECT_EQ(*ParseTime("2025-03-01T12:03:11Z", 8 * kHour), expected + 8 * kHour);
  EXPECT_EQ(*ParseTime("2025-03-01 12:03:11", 8 * kHour), expected);
}

TEST(Time, RefusesWhatIsNoInstant) {
  for (const char* text : {"", " ", "2025-02-29", "2025-13-01", "2025-03-01 25:00:00", "soon", "2025-03-01 12", "2025",
                           "2025-03-01 12:03:11 +99:00", "2025-03-01x", "12345", "1e9", "0000-01-01"}) {
    EXPECT_FALSE(ParseTime(text)) << text;
  }
}

TEST(Time, FormatsWhatItParses) {
  for (const char* text : {"1900-01-01 00:00:00", "2200-12-31 23:59:59", "2024-02-29 01:02:03.000004", "1969-12-31 23:59:59"}) {
    EXPECT_EQ(FormatTime(*ParseTime(text)), text);
  }
}

TEST(Time, AgreesWithTheCLibrary) {
  Random random(7);
  for (int i = 0; i < 2000; ++i) {
    const auto seconds = static_cast<time_t>(random.Below(7258118400ull));
    std::tm tm{};
    gmtime_r(&seconds, &tm);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &tm);
    EXPECT_EQ(FormatTime(seconds * kSecond), text);
    EXPECT_EQ(*ParseTime(text), seconds * kSecond);
  }
}

TEST(Time, ReadsChineseSpellings) {
  for (const auto& [text, same] : {std::pair{"2025年3月4日", "2025-03-04"}, {"2025年03月04日", "2025-03-04"}, {"2025年3月4号", "2025-03-04"},
                                   {"2025年3月4號 10:30", "2025-03-04 10:30:00"}, {"2025年3月4日10:30:05", "2025-03-04 10:30:05"},
                                   {"2025年3月4日10时30分", "2025-03-04 10:30:00"}, {"2025年3月4日 10點30分05秒", "2025-03-04 10:30:05"},
                                   {"2025年3月4日10时", "2025-03-04 10:00:00"}}) {
    ASSERT_TRUE(ParseTime(text)) << text;
    EXPECT_EQ(*ParseTime(text), *ParseTime(same)) << text;
  }
  for (const char* text : {"2025年3月", "2025年13月4日", "2025年2月30日", "2025年3月4", "2025年3月4日x", "2025年3月4日10时30", "2025-03-0410:30"}) {
    EXPECT_FALSE(ParseTime(text)) << text;
  }
}

TEST(Time, ReadsMonths) {
  for (const char* text : {"2025-03", "2025/3", "2025/03", "2025.3", "202503", "20250301", "2025-03-01", "2025-03-31 23:59:59", "2025年3月", "2025年03月",
                           "2025年3月15日", "Mar 2025", "March 2025", "mar-2025", "Mar. 2025", " 2025-03 ", "1742000000"}) {
    ASSERT_TRUE(ParseMonth(text)) << text;
    EXPECT_EQ(FormatTime(*ParseMonth(text)), "2025-03-01 00:00:00") << text;
  }
  EXPECT_EQ(FormatDate(*ParseMonth("1969-12-31")), "1969-12-01");
  EXPECT_EQ(FormatDate(*ParseMonth("2025-02-28T20:00:00Z", 8 * kHour)), "2025-03-01");
  for (const char* text : {"", "2025", "2025-13", "2025-00", "0000-01", "202513", "2025年", "2025年0月", "Ma 2025", "Marz 2025", "2025-3-", "20250300", "25-03"}) {
    EXPECT_FALSE(ParseMonth(text)) << text;
  }
}

TEST(Random, SameSeedSameNumbersAndStreamsDiffer) {
  Random a(1, 2), b(1, 2), c(1, 3);
  EXPECT_EQ(a.Next(), b.Next());
  EXPECT_NE(a.Next(), c.Next());
}

TEST(Random, MomentsOfTheNormal) {
  Random random(3);
  double sum = 0, squares = 0;
  constexpr int kDraws = 200000;
  for (int i = 0; i < kDraws; ++i) {
    const double x = random.Normal();
    sum += x;
    squares += x * x;
  }
  EXPECT_NEAR(sum / kDraws, 0, 0.01);
  EXPECT_NEAR(squares / kDraws, 1, 0.02);
}

TEST(Random, ShuffleKeepsTheValues) {
  std::vector<int> values(100);
  std::iota(values.begin(), values.end(), 0);
  Random(5).Shuffle(std::span(values));
  EXPECT_FALSE(std::is_sorted(values.begin(), values.end()));
  EXPECT_EQ(std::set<int>(values.begin(), values.end()).size(), 100u);
}

TEST(ParallelFor, BlocksDoNotDependOnThreads) {
  std::set<std::pair<size_t, size_t>> reference;
  for (const size_t threads : {1, 2, 7}) {
    SetThreads(threads);
    std::vector<std::pair<size_t, size_t>> blocks(5);
    ParallelFor(23, 5, [&](size_t begin, size_t end) { blocks[begin / 5] = {begin, end}; });
    const std::set<std::pair<size_t, size_t>> seen(blocks.begin(), blocks.end());
    if (reference.empty()) reference = seen;
    EXPECT_EQ(seen, reference);
  }
  SetThreads(0);
}

TEST(ParallelFor, RethrowsWhatABodyThrows) {
  EXPECT_THROW(ParallelFor(100, 1, [](size_t b, size_t) { if (b == 42) throw Error(Fault::kData, "x"); }), Error);
}

TEST(ParallelFor, HandsOverWhatStopsTheCaller) {
  StopFlag flag;
  const StopScope scope(&flag);
  std::vector<char> listens(64);
  ParallelFor(64, 1, [&](size_t b, size_t) { listens[b] = StopScope::Current() == &flag; });
  EXPECT_EQ(std::count(listens.begin(), listens.end(), 1), 64);
  flag.Stop();
  EXPECT_THROW(ParallelFor(64, 1, [](size_t, size_t) {}), Error);
  EXPECT_THROW(ParallelFor(1, 1, [](size_t, size_t) {}), Error);
}

TEST(Progress, AFlagStopsItsPieceOfWorkAndNoOther) {
  StopFlag mine, other;
  {
    const StopScope scope(&mine);
    Progress progress;
    other.Stop();
    EXPECT_FALSE(Progress::Cancelled());
    progress.Begin("reading", "rows", 10);
    progress.Update(5);
    mine.Stop();
    EXPECT_TRUE(Progress::Cancelled());
    EXPECT_THROW(Progress::ThrowIfCancelled(), Error);
    EXPECT_THROW(progress.Update(6), Error);
    const StopScope not_mine(nullptr);
    EXPECT_FALSE(Progress::Cancelled());
    EXPECT_THROW(progress.Update(7), Error) << "what was made for a piece of work goes on listening to it";
  }
  EXPECT_FALSE(Progress::Cancelled());
  EXPECT_EQ(StopScope::Current(), nullptr);
}

TEST(Progress, ListensOnAnyThread) {
  StopFlag flag;
  flag.Stop();
  const StopScope scope(&flag);
  Progress progress;
  Fault seen{};
  std::thread([&] {
    EXPECT_FALSE(Progress::Cancelled());
    try {
      progress.Update(1);
    } catch (const Error& error) {
      seen = error.fault();
    }
  }).join();
  EXPECT_EQ(seen, Fault::kCancelled);
}

}  // namespace
}  // namespace auspex
