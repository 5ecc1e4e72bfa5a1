// Filters and sorts in SQL against the same in plain C++, and what is refused.
#include "flow/result_query.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

#include "base/error.h"
#include "base/progress.h"
#include "flow/result_csv.h"
#include "flow/small_result_for_test.h"

namespace auspex::flow {
namespace {

const std::vector<std::string> kColumns = {"-id", "kind", "p\"q", "n", "t", "f"};

template <class T>
Cell CellOfOptional(const std::optional<T>& value) {
  return value ? Cell(*value) : Cell();
}

Cell Expected(const SmallRow& row, const std::string& column) {
  if (column == "-id") return CellOfOptional(row.id);
  if (column == "kind") return CellOfOptional(row.kind);
  if (column == "p\"q") return CellOfOptional(row.p);
  if (column == "n") return CellOfOptional(row.n);
  if (column == "t") return row.t ? Cell(FormatTime(*row.t)) : Cell();
  return CellOfOptional(row.f);
}

std::string Lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return c < 0x80 ? std::tolower(c) : c; });
  return text;
}

double Number(const store::Value& value) {
  return std::holds_alternative<double>(value) ? std::get<double>(value) : static_cast<double>(std::get<int64_t>(value));
}

/// A cell as what is compared: numbers as double, times as the texts they are.
bool Equal(const Cell& cell, const store::Value& value) {
  if (const auto* single = std::get_if<float>(&cell)) return *single == static_cast<float>(Number(value));
  if (const auto* whole = std::get_if<int64_t>(&cell)) return *whole == std::get<int64_t>(value);
  if (const auto* flag = std::get_if<bool>(&cell)) return *flag == std::get<bool>(value);
  return std::get<std::string>(cell) == std::get<std::string>(value);
}

bool Between(const Cell& cell, const FilterCondition& condition) {
  if (const auto* text = std::get_if<std::string>(&cell)) {
    return (!condition.low || *text >= std::get<std::string>(*condition.low)) && (!condition.high || *text < std::get<std::string>(*condition.high));
  }
  const auto* single = std::get_if<float>(&cell);
  const auto bound = [&](const store::Value& value) { return single ? static_cast<double>(static_cast<float>(Number(value))) : Number(value); };
  const double number = single ? *single : static_cast<double>(std::get<int64_t>(cell));
  return (!condition.low || number >= bound(*condition.low)) && (!condition.high || number <= bound(*condition.high));
}

bool Holds(const FilterCondition& condition, const Cell& cell) {
  const bool empty = std::holds_alternative<std::monostate>(cell);
  const auto* text = std::get_if<std::string>(&cell);
  switch (condition.op) {
    case FilterOp::kIn:
    case FilterOp::kNotIn: {
      const bool in = std::ranges::any_of(condition.values, [&](const auto& value) {
        const bool none = std::holds_alternative<std::monostate>(value);
        return none || empty ? none && empty : Equal(cell, value);
      });
      return in == (condition.op == FilterOp::kIn);
    }
    case FilterOp::kBetween: return !empty && Between(cell, condition);
    case FilterOp::kContains: return !empty && Lower(*text).find(Lower(condition.text)) != std::string::npos;
    case FilterOp::kBegins: return !empty && Lower(*text).starts_with(Lower(condition.text));
    case FilterOp::kEquals: return !empty && *text == condition.text;
    case FilterOp::kEmpty: return empty || (text != nullptr && text->empty());
    case FilterOp::kNotEmpty: return !(empty || (text != nullptr && text->empty()));
  }
  return false;
}

store::Value ValueOf(const Cell& cell) {
  return std::visit([](const auto& v) -> store::Value {
    using T = std::decay_t<decltype(v)>;
    if constexpr (std::is_same_v<T, float>) return static_cast<double>(v);
    else return v;
  }, cell);
}

FilterCondition RandomCondition(Random& random, const std::vector<SmallRow>& rows) {
  FilterCondition condition;
  condition.column = kColumns[random.Below(kColumns.size())];
  const bool text = condition.column == "-id" || condition.column == "kind", flag = condition.column == "f";
  const std::vector<FilterOp> ops = text   ? std::vector{FilterOp::kIn, FilterOp::kNotIn, FilterOp::kContains, FilterOp::kBegins, FilterOp::kEquals, FilterOp::kEmpty, FilterOp::kNotEmpty}
                                    : flag ? std::vector{FilterOp::kIn, FilterOp::kNotIn, FilterOp::kEmpty, FilterOp::kNotEmpty}
                                           : std::vector{FilterOp::kIn, FilterOp::kNotIn, FilterOp::kBetween, FilterOp::kEmpty, FilterOp::kNotEmpty};
  condition.op = ops[random.Below(ops.size())];
  const auto some = [&] { return ValueOf(Expected(rows[random.Below(rows.size())], condition.column)); };
  if (condition.op == FilterOp::kIn || condition.op == FilterOp::kNotIn) {
    for (uint64_t k = random.Below(5); k > 0; --k) condition.values.push_back(some());
    if (text && random.Below(2)) condition.values.emplace_back("none of them");
  }
  const auto bound = [&]() -> std::optional<store::Value> {
    auto value = some();
    if (std::holds_alternative<std::monostate>(value)) return {};
    return value;
  };
  while (condition.op == FilterOp::kBetween && !condition.low && !condition.high) condition.low = bound(), condition.high = random.Below(2) ? bound() : std::nullopt;
  const char* texts[] = {"a", "%", "_", "'", "LOOK", "試", "", "1", "\\"};
  condition.text = texts[random.Below(9)];
  return condition;
}

/// Where a text of `kind` stands: the vocabulary first, then the alphabet.
int RankOf(const std::string& column, const std::string& text) { return column != "kind" ? 2 : text == "look" ? 0 : text == "buy" ? 1 : 2; }

int Compare(const std::string& column, const Cell& a, const Cell& b) {
  const auto sign = [](auto x, auto y) { return x < y ? -1 : y < x ? 1 : 0; };
  if (const auto* text = std::get_if<std::string>(&a)) {
    const auto& other = std::get<std::string>(b);
    return RankOf(column, *text) != RankOf(column, other) ? sign(RankOf(column, *text), RankOf(column, other)) : sign(*text, other);
  }
  if (const auto* single = std::get_if<float>(&a)) return sign(*single, std::get<float>(b));
  if (const auto* whole = std::get_if<int64_t>(&a)) return sign(*whole, std::get<int64_t>(b));
  return sign(std::get<bool>(a), std::get<bool>(b));
}

void Sort(std::vector<SmallRow>& rows, const std::vector<SortKey>& keys) {
  std::ranges::stable_sort(rows, [&](const SmallRow& a, const SmallRow& b) {
    for (const SortKey& key : keys) {
      const Cell x = Expected(a, key.column), y = Expected(b, key.column);
      const bool no_x = std::holds_alternative<std::monostate>(x), no_y = std::holds_alternative<std::monostate>(y);
      if (no_x != no_y) return no_y;
      if (no_x) continue;
      const int order = Compare(key.column, x, y);
      if (order != 0) return key.descending ? order > 0 : order < 0;
    }
    return false;
  });
}

TEST(ReadRows, AgreesWithPlainCodeForAnyFilterSortAndPage) {
  const auto rows = RandomRows(400, 7);
  SmallResult small(rows);
  const ResultTable table = small.Open();
  Random random(11);
  for (int trial = 0; trial < 300; ++trial) {
    RowsQuery query;
    query.columns = kColumns;
    for (uint64_t k = random.Below(4); k > 0; --k) query.filter.conditions.push_back(RandomCondition(random, rows));
    for (uint64_t k = random.Below(4); k > 0; --k) {
      const auto& column = kColumns[random.Below(kColumns.size())];
      if (std::ranges::count(query.sort, column, &SortKey::column) == 0) query.sort.push_back({column, random.Below(2) == 1});
    }
    std::vector<SmallRow> left;
    std::ranges::copy_if(rows, std::back_inserter(left), [&](const SmallRow& row) {
      return std::ranges::all_of(query.filter.conditions, [&](const auto& c) { return Holds(c, Expected(row, c.column)); });
    });
    Sort(left, query.sort);
    query.offset = random.Below(left.size() + 2), query.limit = random.Below(60);
    const ResultRows answer = ReadRows(small.connection(), table, query);
    const std::string sql = ConditionSql(query.filter, table).sql;
    ASSERT_EQ(answer.total, left.size()) << sql;
    const size_t end = std::min(left.size(), query.offset + query.limit);
    ASSERT_EQ(answer.rows.size(), end > query.offset ? end - query.offset : 0) << sql;
    for (size_t r = 0; r < answer.rows.size(); ++r) {
      for (size_t c = 0; c < kColumns.size(); ++c) {
        ASSERT_TRUE(answer.rows[r][c] == Expected(left[query.offset + r], kColumns[c])) << sql << " row " << r << " " << kColumns[c];
      }
    }
  }
}

ResultFilter One(const std::string& column, FilterOp op, std::vector<store::Value> values = {}, std::optional<store::Value> low = {},
                 std::optional<store::Value> high = {}, const std::string& text = {}) {
  return {{{column, op, std::move(values), std::move(low), std::move(high), text}}};
}

TEST(ConditionSql, CaseIsThatOfAnyAlphabetAndWildcardsArePlain) {
  SmallResult small({{"ÄRGER", "x", {}, {}, {}, {}}, {"50%", "x", {}, {}, {}, {}}, {"5000", "y", {}, {}, {}, {}}, {"a_b", "y", {}, {}, {}, {}}});
  const ResultTable table = small.Open();
  const auto count = [&](FilterOp op, const std::string& text) {
    RowsQuery query;
    query.filter = One("-id", op, {}, {}, {}, text);
    return ReadRows(small.connection(), table, query).total;
  };
  EXPECT_EQ(count(FilterOp::kContains, "ärg"), 1u);
  EXPECT_EQ(count(FilterOp::kContains, "0%"), 1u);
  EXPECT_EQ(count(FilterOp::kBegins, "_"), 0u);
  EXPECT_EQ(count(FilterOp::kEquals, "ärger"), 0u);
  EXPECT_EQ(count(FilterOp::kContains, std::string("a\0b", 3)), 0u);
}

TEST(ConditionSql, SeparatorsInsideValuesDoNotSplitThem) {
  SmallResult small({{"a\x1F" "b", "x", {}, {}, {}, {}}, {"a", "x", {}, {}, {}, {}}, {"\x1E", "x", {}, {}, {}, {}}});
  const ResultTable table = small.Open();
  RowsQuery query;
  query.filter = One("-id", FilterOp::kIn, {std::string("a\x1F" "b"), std::string("\x1F"), std::string("\x1E")});
  EXPECT_EQ(ReadRows(small.connection(), table, query).total, 2u);
}

TEST(ConditionSql, NumbersOutsideAnyRangeAreNoError) {
  const auto rows = RandomRows(60, 3);
  SmallResult small(rows);
  const ResultTable table = small.Open();
  const auto count = [&](const ResultFilter& filter) {
    RowsQuery query;
    query.filter = filter;
    return static_cast<int64_t>(ReadRows(small.connection(), table, query).total);
  };
  const auto numbers = std::ranges::count_if(rows, [](const auto& row) { return row.p.has_value(); });
  const auto wholes = std::ranges::count_if(rows, [](const auto& row) { return row.n.has_value(); });
  EXPECT_EQ(count(One("p\"q", FilterOp::kBetween, {}, -1e300, 1e300)), numbers);
  EXPECT_EQ(count(One("n", FilterOp::kBetween, {}, -1e300, 1e300)), wholes);
  EXPECT_EQ(count(One("n", FilterOp::kIn, {int64_t{1} << 60})), 0);
  EXPECT_EQ(count(One("p\"q", FilterOp::kIn, {1e300})), 0);
  EXPECT_EQ(count(One("n", FilterOp::kBetween, {}, int64_t{5}, int64_t{-5})), 0);
}

template <class F>
std::string Refusal(const F& f) {
  try {
    f();
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::kUsage);
    return error.where() + ": " + error.message() + " | " + error.advice();
  }
  return "no error";
}

TEST(ConditionSql, WhatAColumnDoesNotKnowIsNamed) {
  SmallResult small(RandomRows(20, 1));
  const ResultTable table = small.Open();
  const auto refusal = [&](const ResultFilter& filter) { return Refusal([&] { ConditionSql(filter, table); }); };
  EXPECT_EQ(refusal(One("knd", FilterOp::kEmpty)), "knd: the result has no such column | did you mean `kind`?");
  EXPECT_EQ(refusal(One("n\" OR TRUE --", FilterOp::kEmpty)).substr(0, 48), "n\" OR TRUE --: the result has no such column | k");
  EXPECT_EQ(refusal(One("rowid", FilterOp::kEmpty)).substr(0, 37), "rowid: the result has no such column ");
  EXPECT_EQ(refusal(One("n", FilterOp::kContains, {}, {}, {}, "1")),
            "n: a column of type integer knows no condition `contains` | Use another condition.");
  EXPECT_EQ(refusal(One("kind", FilterOp::kBetween, {}, std::string("a"))),
            "kind: a column of type set knows no condition `between` | Use another condition.");
  EXPECT_EQ(refusal(One("f", FilterOp::kBetween, {}, true)), "f: a column of type flag knows no condition `between` | Use another condition.");
  EXPECT_EQ(refusal(One("n", FilterOp::kBetween)), "n: `between` needs `low` or `high` | Give one of them or both.");
  EXPECT_EQ(refusal(One("kind", FilterOp::kIn, {int64_t{1}})), "kind: this column holds texts | Give texts.");
  EXPECT_EQ(refusal(One("n", FilterOp::kIn, {1.5})), "n: this column holds whole numbers | Give whole numbers.");
  EXPECT_EQ(refusal(One("n", FilterOp::kBetween, {}, std::string("1"))), "n: this column holds numbers | Give numbers.");
  EXPECT_EQ(refusal(One("p\"q", FilterOp::kIn, {std::string("1")})), "p\"q: this column holds numbers | Give numbers.");
  EXPECT_EQ(refusal(One("f", FilterOp::kIn, {int64_t{1}})), "f: this column holds true or false | Give true or false.");
  EXPECT_EQ(refusal(One("t", FilterOp::kIn, {int64_t{1}})), "t: this column holds times | Write them like 2025-03-01 12:03:11.");
  EXPECT_EQ(refusal(One("t", FilterOp::kBetween, {}, std::string("2025-02-30"))),
            "t: this is no time: 2025-02-30 | Write it like 2025-03-01 12:03:11.");
  ResultFilter many;
  many.conditions.assign(101, {"kind", FilterOp::kEmpty, {}, {}, {}, {}});
  EXPECT_EQ(refusal(many), "filter: the filter has 101 conditions | At most 100 are taken.");
  EXPECT_EQ(refusal(One("n", FilterOp::kIn, std::vector<store::Value>(10001, int64_t{1}))), "filter: the filter has 10001 values | At most 10000 are taken.");
}

TEST(ConditionSql, SqlInValuesIsText) {
  SmallResult small(RandomRows(200, 5));
  const ResultTable table = small.Open();
  for (const std::string attack : {"' OR '1'='1", "x'); DROP TABLE run_3_result; --", "\" OR TRUE --", "?", "$1", "it's"}) {
    for (const FilterOp op : {FilterOp::kIn, FilterOp::kContains, FilterOp::kBegins, FilterOp::kEquals}) {
      for (const char* column : {"-id", "kind"}) {
        RowsQuery query;
        query.filter = One(column, op, {attack}, {}, {}, attack);
        EXPECT_LT(ReadRows(small.connection(), table, query).total, 60u) << attack;
      }
    }
    ReadValues(small.connection(), table, "-id", attack, {}, 10);
  }
  EXPECT_EQ(small.Open().rows, 200u);
}

TEST(ParseSort, MinusIsASignUnlessAColumnBeginsWithIt) {
  SmallResult small(RandomRows(20, 1));
  const ResultTable table = small.Open();
  const auto text = [&](const std::string& sort) {
    std::string out;
    for (const SortKey& key : ParseSort(sort, table)) out += key.column + (key.descending ? " down;" : " up;");
    return out;
  };
  EXPECT_EQ(text("-id,-kind"), "-id up;kind down;");
  EXPECT_EQ(text("--id,n"), "-id down;n up;");
  EXPECT_EQ(text(""), "");
  EXPECT_EQ(Refusal([&] { text("kind,-kind"); }), "kind: the column is to be sorted by twice | Name it once.");
  EXPECT_EQ(Refusal([&] { text("kind,n,t,f,hour"); }), "sort: these are too many columns to sort by | At most 4 are taken.");
  EXPECT_EQ(Refusal([&] { text("knd"); }), "knd: the result has no such column | did you mean `kind`?");
  EXPECT_EQ(Refusal([&] { text("n; DROP TABLE runs"); }).substr(0, 50), "n; DROP TABLE runs: the result has no such column ");
}

TEST(ReadValues, CountsWhatTheOtherConditionsLeave) {
  const auto rows = RandomRows(300, 2);
  SmallResult small(rows);
  const ResultTable table = small.Open();
  ResultFilter filter = One("n", FilterOp::kBetween, {}, int64_t{0});
  filter.conditions.push_back({"kind", FilterOp::kIn, {std::string("buy")}, {}, {}, {}});
  std::map<Cell, uint64_t> expected;
  for (const SmallRow& row : rows) {
    if (row.n && *row.n >= 0) ++expected[CellOfOptional(row.kind)];
  }
  const ColumnValues values = ReadValues(small.connection(), table, "kind", "", filter, 100);
  ASSERT_EQ(values.values.size(), expected.size());
  EXPECT_FALSE(values.more);
  for (size_t i = 0; i < values.values.size(); ++i) {
    EXPECT_EQ(values.values[i].count, expected.at(values.values[i].value));
    EXPECT_LE(values.values[i].count, values.values[i == 0 ? 0 : i - 1].count);
  }
  const ColumnValues two = ReadValues(small.connection(), table, "kind", "", filter, 2);
  EXPECT_EQ(two.values.size(), 2u);
  EXPECT_TRUE(two.more);
  const ColumnValues found = ReadValues(small.connection(), table, "kind", "LOOK", {}, 100);
  EXPECT_EQ(found.values.size(), 2u);
}

TEST(ReadBounds, AreThoseOfNumbersAndTimes) {
  SmallResult small({{"a", "x", 0.25f, 3, 0, true}, {"b", "x", 0.5f, -2, kDay, {}}, {"c", "x", {}, {}, {}, {}}});
  const ResultTable table = small.Open();
  const auto bounds = ReadBounds(small.connection(), table);
  EXPECT_TRUE(bounds[2][0] == Cell(0.25f) && bounds[2][1] == Cell(0.5f));
  EXPECT_TRUE(bounds[3][0] == Cell(int64_t{-2}) && bounds[3][1] == Cell(int64_t{3}));
  EXPECT_TRUE(bounds[4][0] == Cell("1970-01-01 00:00:00") && bounds[4][1] == Cell("1970-01-02 00:00:00"));
  EXPECT_TRUE(bounds[0][0] == Cell());
}

std::string CsvOf(SmallResult& small, const ResultFilter& filter, const std::vector<SortKey>& sort) {
  ResultCsv csv(small.connection().Another(), small.Open(), filter, sort);
  std::string text, piece;
  while (csv.Next(piece)) text += piece;
  return text;
}

TEST(ResultCsv, HasTheFilteredRowsAndHarmlessTexts) {
  SmallResult small({{"=1+1", "x", 0.5f, 1, 0, true}, {"-5", "x", {}, 2, {}, {}}, {"@sum", "x", 0.5f, 3, {}, {}}, {"a,\"b", "x", 0.5f, 4, {}, {}}, {"z", "y", 0.5f, 5, {}, {}}, {"-\n", "x", {}, 0, {}, {}}, {"", "x", {}, -1, {}, {}}});
  EXPECT_EQ(CsvOf(small, One("kind", FilterOp::kEquals, {}, {}, {}, "x"), {{"n", true}}),
            "\xEF\xBB\xBF-id,kind,\"p\"\"q\",n,t\n\"a,\"\"b\",x,0.5,4,\n'@sum,x,0.5,3,\n-5,x,,2,\n'=1+1,x,0.5,1,1970-01-01 00:00:00\n\"'-\n\",x,,0,\n\"\",x,,-1,\n");
  EXPECT_EQ(CsvOf(small, One("n", FilterOp::kIn), {}), "\xEF\xBB\xBF-id,kind,\"p\"\"q\",n,t\n");
}

TEST(ResultCsv, IsWhatTheExportWrites) {
  auto rows = RandomRows(2500, 4);
  for (SmallRow& row : rows) {
    if (row.id) row.id = "u" + *row.id;
  }
  SmallResult small(rows);
  const ResultTable table = small.Open();
  const auto path = std::filesystem::temp_directory_path() / ("auspex_rows_" + std::to_string(getpid()) + ".csv");
  Progress progress;
  const ResultFilter filter = One("n", FilterOp::kBetween, {}, int64_t{-5});
  const uint64_t count = WriteRows(small.connection(), table, filter, {{"kind", true}}, path, progress);
  std::ifstream in(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  std::filesystem::remove(path);
  EXPECT_GT(count, 1000u);
  EXPECT_EQ(CsvOf(small, filter, {{"kind", true}}), text);
}

}  // namespace
}  // namespace auspex::flow
