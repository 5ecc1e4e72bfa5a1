// What is known at the end of a month is seen, and what comes after is not.
#include "data/panel_months.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "data/past_future.h"
#include "data/table_writer.h"

namespace auspex::data {
namespace {

class MonthViews : public testing::Test {
 protected:
  MonthViews() : database_(store::DatabaseOptions{}), connection_(database_.Connect()) {
    pack_.name = "small";
    pack_.folder = "small";
    pack_.tables.push_back({.name = "people",
                            .kind = pack::TableKind::kCustomers,
                            .customer = "id",
                            .time = {},
                            .columns = {{.name = "id", .aliases = {}, .least = {}, .most = {}}}});
    pack_.tables.push_back({.name = "held",
                            .kind = pack::TableKind::kPanel,
                            .customer = "id",
                            .time = "month",
                            .columns = {{.name = "id", .aliases = {}, .least = {}, .most = {}},
                                        {.name = "month", .type = pack::ColumnType::kMonth, .aliases = {}, .least = {}, .most = {}}}});
    CreateTables(connection_, pack_);
  }
  void Fill() {
    connection_.Run(
        "INSERT INTO people(id) VALUES ('a'), ('b'); "
        "INSERT INTO held(id, month) VALUES ('a', DATE '2025-01-01'), ('a', DATE '2025-02-01'), ('b', DATE '2025-02-01'), ('b', DATE '2025-04-01')");
  }
  std::string Refusal(const std::vector<Micros>& months, const std::string& asked) {
    try {
      ChooseMonth(months, asked);
    } catch (const Error& error) {
      EXPECT_EQ(error.fault(), Fault::kUsage);
      return error.message() + " / " + error.advice();
    }
    return "";
  }

  store::Database database_;
  store::Connection connection_;
  pack::Pack pack_;
};

TEST_F(MonthViews, ShowPanelsUpToTheMonthAndAllCustomers) {
  Fill();
  const auto months = PanelMonths(connection_, pack_);
  ASSERT_EQ(months.size(), 3u);
  EXPECT_EQ(MonthName(months[0]), "2025-01");
  EXPECT_EQ(MonthName(months[2]), "2025-04");
  SetPast(connection_, pack_, MonthOf(months[1]));
  EXPECT_EQ(connection_.Integer("SELECT count(*) FROM past.held"), 3);
  EXPECT_EQ(connection_.Integer("SELECT count(*) FROM past.people"), 2);
  SetPast(connection_, pack_, MonthOf(months[0]));
  EXPECT_EQ(connection_.Integer("SELECT count(*) FROM past.held"), 1);
}

TEST_F(MonthViews, TheNewestMonthUnlessOneIsAsked) {
  Fill();
  const auto months = PanelMonths(connection_, pack_);
  EXPECT_EQ(ChooseMonth(months, ""), months[2]);
  EXPECT_EQ(ChooseMonth(months, "2025年2月"), months[1]);
  EXPECT_EQ(Refusal(months, "2025-03"), "there is no data of 2025-03 / There are 2025-01 to 2025-04.");
  EXPECT_EQ(Refusal(months, "x"), "--month is no month: x / Write it like 2025-03.");
}

TEST_F(MonthViews, WithoutRowsOrAPanelThereIsNoMonth) {
  const auto message = [&]() -> std::string {
    try {
      PanelMonths(connection_, pack_);
    } catch (const Error& error) {
      return error.message();
    }
    return "";
  };
  EXPECT_EQ(message(), "nothing has been loaded into the table held yet");
  pack_.tables.pop_back();
  EXPECT_EQ(message(), "the pack small has no table with a row a customer and month");
}

TEST_F(MonthViews, TheEmptyPastHasTheTablesAndNothingElseDoes) {
  store::Database database({});
  store::Connection connection = database.Connect();
  SetEmptyPast(connection, pack_);
  EXPECT_EQ(connection.Integer("SELECT count(*) FROM past.held"), 0);
  EXPECT_THROW(connection.Integer("SELECT count(*) FROM main.held"), Error);
}

}  // namespace
}  // namespace auspex::data
