#include "simulate/sql_script.h"

#include <gtest/gtest.h>

namespace auspex::simulate {
namespace {

TEST(SqlScript, StatementsBeginWithTheirFirstWordAndKnowItsLine) {
  const auto statements = SplitStatements("-- what for; not this\n\n  CREATE TABLE a AS\n  SELECT 1;\n/* ; \n */ SELECT 2 ; ;\n-- end\n");
  ASSERT_EQ(statements.size(), 2u);
  EXPECT_EQ(statements[0].sql, "CREATE TABLE a AS\n  SELECT 1");
  EXPECT_EQ(statements[0].line, 3);
  EXPECT_EQ(statements[1].sql, "SELECT 2 ");
  EXPECT_EQ(statements[1].line, 6);
}

TEST(SqlScript, SemicolonsInTextsNamesAndCommentsEndNothing) {
  const std::string one = "SELECT 'a;''b;' AS \"x;y\", $$ ; $$ -- ;\n, 3 /* ; */";
  const auto statements = SplitStatements(one + ";SELECT 2");
  ASSERT_EQ(statements.size(), 2u);
  EXPECT_EQ(statements[0].sql, one);
}

TEST(SqlScript, WhatIsNotClosedGoesToTheEnd) {
  EXPECT_EQ(SplitStatements("SELECT 'a;b").size(), 1u);
  EXPECT_EQ(SplitStatements("SELECT 1 /* ; SELECT 2").size(), 1u);
  EXPECT_TRUE(SplitStatements(" -- nothing").empty());
  EXPECT_TRUE(SplitStatements("").empty());
}

TEST(SqlScript, LinesOfMessagesCountFromTheStatement) {
  const SqlStatement statement{"SELECT\n x", 10};
  EXPECT_EQ(LineOfMessage(statement, "Binder Error: no x\n\nLINE 2:  x\n         ^"), 11);
  EXPECT_EQ(LineOfMessage(statement, "Conversion Error: no line"), 10);
}

}  // namespace
}  // namespace auspex::simulate
