// Every pack's own cases, one test a file; and that a case that should fail does, and says why.
#include "decide/cases.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <set>

namespace auspex::decide {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> Packs() {
  std::vector<fs::path> folders;
  for (const auto& entry : fs::directory_iterator(fs::path(AUSPEX_SOURCE_DIR) / "packs")) {
    if (fs::exists(entry.path() / "pack.toml")) folders.push_back(entry.path());
  }
  std::ranges::sort(folders);
  return folders;
}

std::vector<fs::path> AllCaseFiles() {
  std::vector<fs::path> files;
  for (const auto& folder : Packs()) {
    for (const auto& file : pack::CaseFiles(folder)) files.push_back(file);
  }
  return files;
}

std::string TestName(const fs::path& path) {
  std::string name = path.parent_path().stem() == "cases" ? path.parent_path().parent_path().stem().string() + "_" + path.stem().string()
                                                          : path.stem().string();
  for (char& c : name) c = std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  return name;
}

class CaseFile : public testing::TestWithParam<fs::path> {};

TEST_P(CaseFile, Holds) {
  const pack::Pack pack = pack::ReadPack(GetParam().parent_path().parent_path());
  for (const CaseReport& report : RunCases(pack, pack::ReadCases(GetParam(), pack))) EXPECT_TRUE(report.passed) << report.explanation;
}

INSTANTIATE_TEST_SUITE_P(Packs, CaseFile, testing::ValuesIn(AllCaseFiles()), [](const auto& file) { return TestName(file.param); });

class PackCases : public testing::TestWithParam<fs::path> {};

TEST_P(PackCases, SqlOfThePackBinds) { EXPECT_NO_THROW(RunCases(pack::ReadPack(GetParam()), {})); }

TEST_P(PackCases, FireAndJustMissEveryRule) {
  const pack::Pack pack = pack::ReadPack(GetParam());
  std::set<std::string> fired, missed;
  for (const auto& file : pack::CaseFiles(GetParam())) {
    for (const auto& each : pack::ReadCases(file, pack)) fired.insert(each.rule), missed.insert(each.misses);
  }
  if (!pack.strategy) return;
  for (const auto& rule : pack.strategy->rules) {
    EXPECT_TRUE(fired.contains(rule.id)) << "no case fires " << rule.id;
    EXPECT_TRUE(missed.contains(rule.id)) << "no case just misses " << rule.id;
  }
}

INSTANTIATE_TEST_SUITE_P(Packs, PackCases, testing::ValuesIn(Packs()), [](const auto& folder) { return TestName(folder.param); });

pack::Pack SmallPack() {
  pack::Pack pack;
  pack.name = "small", pack.language = "en", pack.top = 2;
  pack.journey.attributes = {"level"};
  pack.journey.vocabulary = {{"look", {{"level", "1"}}}, {"buy", {{"level", "2"}}}};
  pack.wording["en"] = {{"none", "wait"}, {"go", "go"}};
  pack.strategy.emplace();
  pack.strategy->none_text = "none";
  pack.strategy->conditions = {{"next_buy", "deciding = 'buy'", "deciding", 1}, {"looked", "list_contains(step_symbol, 'look')", "", 2}};
  pack.strategy->rules = {{"go", {"next_buy", "looked"}, "site", "go", "go", 3}};
  return pack;
}

pack::Case SmallCase(const std::string& rule, const std::string& next) {
  pack::Case out;
  out.file = "some.toml", out.line = 7, out.name = "a case", out.rule = rule;
  out.candidates = {{next, 0.5}};
  out.steps = {{"look", "", 0}};
  return out;
}

TEST(RunCases, WrongRuleIsReportedWithTheTrace) {
  const auto reports = RunCases(SmallPack(), {SmallCase("go", "look")});
  ASSERT_EQ(reports.size(), 1u);
  EXPECT_FALSE(reports[0].passed);
  EXPECT_EQ(reports[0].explanation,
            "some.toml:7: a case\n"
            "  rule wanted: go, fired: \n"
            "    go: next_buy does not hold (look)\n"
            "    go: looked holds (true)\n");
}

TEST(RunCases, WrongAdviceIsReported) {
  pack::Case wanted = SmallCase("go", "buy");
  wanted.advice = "stop";
  const auto reports = RunCases(SmallPack(), {wanted});
  EXPECT_FALSE(reports[0].passed);
  EXPECT_NE(reports[0].explanation.find("advice wanted: stop, given: go"), std::string::npos);
}

TEST(RunCases, NearMissHasExactlyOneFailingCondition) {
  pack::Case near = SmallCase("", "look"), far = near;
  near.misses = far.misses = "go";
  far.steps.clear();
  const auto reports = RunCases(SmallPack(), {near, far});
  EXPECT_TRUE(reports[0].passed) << reports[0].explanation;
  EXPECT_FALSE(reports[1].passed);
  EXPECT_NE(reports[1].explanation.find("of go exactly one condition has to fail; it is 2"), std::string::npos);
}

}  // namespace
}  // namespace auspex::decide
