#include "simulate/sql_macros.h"

#include <gtest/gtest.h>

#include <cmath>

#include "store/database.h"

namespace auspex::simulate {
namespace {

class SqlMacrosTest : public testing::Test {
 protected:
  void SetUp() override { connection_.Run(SqlMacros({.seed = 7, .first_customer = 5, .last_customer = 200'004, .months = 12, .first_month = 20089, .faults = 0.1})); }
  double Number(const std::string& sql) { return std::stod(connection_.Text(sql)); }
  double OverCustomers(const std::string& aggregate) { return Number("SELECT CAST(" + aggregate + " AS DOUBLE) FROM customers()"); }

  store::Database database_{{}};
  store::Connection connection_ = database_.Connect();
};

TEST_F(SqlMacrosTest, SettingsAreThere) {
  EXPECT_EQ(connection_.Text("SELECT min(customer) || ' ' || max(customer) || ' ' || count(*) FROM customers()"), "5 200004 200000");
  EXPECT_EQ(connection_.Text("SELECT months() || ' ' || first_month() || ' ' || faults()"), "12 2025-01-01 0.1");
  EXPECT_EQ(connection_.Text("SELECT month_start(1) || ' ' || month_start(14) || ' ' || month_start(0)"), "2025-01-01 2026-02-01 2024-12-01");
}

// Bounds are five standard errors at 200,000 draws.
TEST_F(SqlMacrosTest, UniformNumbersAreUniformAndFreeOfEachOther) {
  EXPECT_NEAR(OverCustomers("avg(uniform(customer, 'a'))"), 0.5, 0.0033);
  EXPECT_NEAR(OverCustomers("var_pop(uniform(customer, 'a'))"), 1.0 / 12, 0.001);
  EXPECT_NEAR(OverCustomers("avg(CAST(floor(uniform(customer, 'a') * 1000) % 10 = 3 AS INTEGER))"), 0.1, 0.0034) << "later digits too";
  for (const char* other : {"uniform(customer, 'b')", "uniform(customer + 1, 'a')", "uniform_at(customer, 1, 'a')", "uniform_at(customer, 2, 'b')"}) {
    EXPECT_NEAR(OverCustomers("corr(uniform(customer, 'a'), " + std::string(other) + ")"), 0, 0.0112) << other;
  }
  EXPECT_NEAR(OverCustomers("corr(uniform_at(customer, 1, 'a'), uniform_at(customer, 2, 'a'))"), 0, 0.0112);
  EXPECT_GT(OverCustomers("min(uniform(customer, 'a'))"), 0);
  EXPECT_LT(OverCustomers("max(uniform(customer, 'a'))"), 1);
}

TEST_F(SqlMacrosTest, DrawsDependOnTheSeedAndNothingElse) {
  const double before = Number("SELECT uniform_at(17, 3, 'a')");
  EXPECT_EQ(Number("SELECT uniform_at(CAST(17 AS SMALLINT), CAST(3 AS BIGINT), 'a')"), before) << "not on the width of the number";
  EXPECT_EQ(Number("SELECT max(u) FROM (SELECT customer, uniform_at(customer, 3, 'a') AS u FROM customers()) WHERE customer = 17"), before);
  connection_.Run(SqlMacros({.seed = 8}));
  EXPECT_NE(Number("SELECT uniform_at(17, 3, 'a')"), before);
}

TEST_F(SqlMacrosTest, NormalNumbersAreNormal) {
  EXPECT_NEAR(OverCustomers("avg(normal(customer, 'a'))"), 0, 0.0112);
  EXPECT_NEAR(OverCustomers("var_pop(normal_at(customer, 3, 'a'))"), 1, 0.016);
  // R: 1 - pnorm(2)
  EXPECT_NEAR(OverCustomers("avg(CAST(normal(customer, 'a') > 2 AS INTEGER))"), 0.02275013, 0.0017);
}

TEST_F(SqlMacrosTest, PoissonTurnsAtTheCumulativeLaw) {
  // R: ppois(0:2, 1.5) is 0.2231302 0.5578254 0.8088468; ppois(11, 4) is 0.9990849
  EXPECT_EQ(connection_.Text("SELECT list_transform([0.2231, 0.2232, 0.5578, 0.5579, 0.8088, 0.8089], lambda u: poisson(u, 1.5))"), "[0, 1, 1, 2, 2, 3]");
  EXPECT_EQ(connection_.Text("SELECT poisson(0.99908, 4.0) || ' ' || poisson(0.99909, 4.0) || ' ' || poisson(0.5, 0.0)"), "11 12 0");
  EXPECT_NEAR(OverCustomers("avg(poisson(uniform(customer, 'a'), 2.0))"), 2, 0.016);
}

TEST_F(SqlMacrosTest, ChooseCountsTheBoundsThatAreReached) {
  EXPECT_EQ(connection_.Text("SELECT list_transform([0.0, 0.19, 0.2, 0.69, 0.7, 0.99], lambda u: choose(u, [0.2, 0.7]))"), "[1, 1, 2, 2, 3, 3]");
}

TEST_F(SqlMacrosTest, FaultsComeAsOftenAsAsked) {
  EXPECT_NEAR(OverCustomers("avg(CAST(faulty(customer, 1, 'age') AS INTEGER))"), 0.1, 0.0034);
}

}  // namespace
}  // namespace auspex::simulate
