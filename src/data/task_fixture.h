#pragma once
// A pack of two tables with a task, and a database in memory that holds a few customers by month. For tests only.
#include <gmock/gmock.h>

#include "data/ingest_fixture.h"
#include "data/past_future.h"

namespace auspex::data {

inline pack::TaskFeature DescribedFeature(const std::string& name, int line) {
  return {.name = name,
          .meaning = "m",
          .unit = {},
          .source = "months",
          .group = "g",
          .format = pack::ValueFormat::kNumber,
          .up = "u",
          .down = "d",
          .line = line};
}

/// Whoever has less than 100 may come to 100 within two months.
inline pack::Pack TaskPack() {
  using enum pack::ColumnType;
  const std::optional<double> none;
  pack::Pack pack;
  pack.name = "two";
  pack::Table people, months;
  people.name = "people", people.kind = pack::TableKind::kCustomers, people.customer = "who";
  people.columns = {{"who", kText, true, {}, none, none}, {"town", kText, false, {}, none, none}, {"opened", kDate, false, {}, none, none}};
  months.name = "months", months.kind = pack::TableKind::kPanel, months.customer = "who", months.time = "month";
  months.columns = {{"who", kText, true, {}, none, none}, {"month", kMonth, true, {}, none, none}, {"money", kNumber, false, {}, none, none}};
  pack.tables = {people, months};
  pack.table_task.emplace();
  pack::TableTask& task = *pack.table_task;
  task.name = "rich";
  task.features_file = "features.sql", task.label_file = "label.sql", task.described_file = "features.toml";
  task.horizon_months = 2;
  task.settings = {{"threshold", 100}};
  task.features_sql =
      "SELECT m.who, money, town FROM past.months m LEFT JOIN past.people USING (who), past.run WHERE month = cutoff AND money < threshold\n";
  task.label_sql = "SELECT who, max(money) >= any_value(threshold) FROM future.months, past.run GROUP BY who\n";
  task.features = {DescribedFeature("money", 3), DescribedFeature("town", 9)};
  return pack;
}

class TaskTest : public IngestTest {
 protected:
  TaskTest() {
    pack_ = TaskPack();
    Load({Write("people.csv", "who,town,opened\na,X,2020-05-04\nb,Y,2020-05-04\nc,X,2021-01-01\n"),
          Write("months.csv",
                "who,month,money\na,2025-01,50\na,2025-02,60\na,2025-03,120\na,2025-04,90\nb,2025-01,10\nb,2025-02,20\nb,2025-03,30\nb,2025-04,200\n"
                "c,2025-01,500\nc,2025-02,99\n")});
  }
  std::string CheckError() {
    try {
      CheckTableTask(pack_);
    } catch (const Error& error) {
      EXPECT_EQ(error.fault(), Fault::kUsage);
      return error.message() + " | " + error.where() + " | " + error.advice();
    }
    return "no error";
  }
};

}  // namespace auspex::data
