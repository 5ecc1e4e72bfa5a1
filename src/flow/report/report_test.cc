#include "flow/report/report.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>

#include "base/error.h"
#include "base/threads.h"
#include "draw/numbers.h"
#include "flow/report/print_pdf.h"
#include "flow/report/report_figures.h"
#include "flow/report/report_fixture.h"

namespace auspex::flow {
namespace {

const ReportData& Data(const std::string& language) {
  static std::map<std::string, ReportData> made;
  const auto found = made.find(language);
  if (found != made.end()) return found->second;
  SetThreads(1);  // several spin where the machine has other work
  const ReportData& data = made.emplace(language, SyntheticReport(language, 1000)).first->second;
  SetThreads(0);
  return data;
}

const std::string& Page(const std::string& language) {
  static std::map<std::string, std::string> made;
  const auto found = made.find(language);
  return found != made.end() ? found->second : made.emplace(language, ReportHtml(Data(language))).first->second;
}

constexpr const char* kLanguages[] = {"en", "zh-Hant", "zh-Hans"};

bool Holds(const std::string& page, const std::string& text) { return page.find(text) != std::string::npos; }

size_t Count(const std::string& text, const std::string& part) {
  size_t count = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

/// The tags are nested, attributes quoted, and & begins an entity; what is wrong, or nothing.
std::string WhatIsWrong(std::string page) {
  std::vector<std::string> open;
  const size_t style = page.find("<style>"), end = page.find("</style>");
  page.erase(style + 7, end - style - 7);
  size_t at = page.find("<html");
  while (at < page.size()) {
    const size_t begin = page.find('<', at);
    const std::string between = page.substr(at, begin - at);
    if (between.find('>') != std::string::npos) return "a bare > in " + between;
    for (size_t k = between.find('&'); k != std::string::npos; k = between.find('&', k + 1)) {
      const size_t semicolon = between.find(';', k);
      if (semicolon == std::string::npos || semicolon - k > 6) return "a bare & in " + between;
    }
    if (begin == std::string::npos) break;
    const size_t close = page.find('>', begin);
    const std::string tag = page.substr(begin + 1, close - begin - 1);
    if (tag.find('<') != std::string::npos) return "< inside " + tag;
    const std::string name = tag.substr(tag[0] == '/', tag.find_first_of(" /", 1) - (tag[0] == '/'));
    if (tag[0] == '/') {
      if (open.empty() || open.back() != tag.substr(1)) return "</" + tag.substr(1) + "> closes " + (open.empty() ? "nothing" : open.back());
      open.pop_back();
    } else if (tag.back() != '/') {
      open.push_back(name);
    }
    if (std::count(tag.begin(), tag.end(), '"') % 2 != 0) return "quotes in " + tag;
    at = close + 1;
  }
  return open.empty() ? "" : "<" + open.back() + "> is not closed";
}

TEST(ReportTexts, AreThereInThreeLanguages) {
  for (const auto& [key, text] : ReportTexts()) {
    EXPECT_FALSE(text.english.empty() || text.traditional.empty() || text.simplified.empty()) << key;
  }
  EXPECT_GT(ReportTexts().size(), 200u);
}

TEST(ReportTexts, ChineseSentencesAreChinese) {
  for (const auto& [key, text] : ReportTexts()) {
    if (!key.starts_with("finding") && !key.starts_with("method") && !key.starts_with("section")) continue;
    EXPECT_NE(text.traditional, text.english) << key;
    EXPECT_TRUE(std::any_of(text.simplified.begin(), text.simplified.end(), [](char c) { return static_cast<unsigned char>(c) > 0xE2; })) << key;
  }
}

TEST(ReportTexts, ABlockThatDoesNotHoldIsNamed) {
  const auto message = [](const std::string& text) -> std::string {
    try {
      ParseReportTexts(text);
    } catch (const Error& error) {
      return error.message() + " @ " + error.where();
    }
    return "";
  };
  EXPECT_EQ(message("a\nA\nB\n"), "the block has 3 lines @ report.txt:4");
  EXPECT_EQ(message("# c\na\nA {x}\nB {y}\nC {x}\n\n"), "the placeholders of a differ between the languages @ report.txt:6");
  EXPECT_EQ(message("a\nA\nB\nC\n\na\nA\nB\nC\n"), "the text is there twice: a @ report.txt:10");
}

TEST(ReportWords, RefuseWhatIsNotThere) {
  try {
    ReportWords("fr");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.message() + " | " + error.advice(), "a report cannot be written in fr | The languages are zh-Hant, zh-Hans and en.");
  }
  const ReportWords words("en");
  EXPECT_THROW(words("no.such.key"), Error);
  EXPECT_THROW(words("times"), Error);
  EXPECT_EQ(words("times", {{"number", "3"}}), "3 times");
  EXPECT_EQ(words.List({"a", "b", "c"}), "a, b and c");
  EXPECT_EQ(words.List({}), "");
  EXPECT_EQ(words.Both("A.", "B."), "A. B.");
  EXPECT_EQ(words.Both("", "B."), "B.");
  EXPECT_EQ(words.Model("logistic"), "Logistic regression");
  EXPECT_EQ(words.Model("my own"), "my own");
  EXPECT_EQ(ReportWords("zh-Hant").All({"甲", "乙"}), "甲，且乙");
}

TEST(Report, IsWellFormedInEveryLanguage) {
  for (const char* language : kLanguages) EXPECT_EQ(WhatIsWrong(Page(language)), "") << language;
}

TEST(Report, RefersToNothingOutside) {
  for (const char* language : kLanguages) {
    std::string page = Page(language);
    for (size_t at; (at = page.find("xmlns=\"http://www.w3.org/2000/svg\"")) != std::string::npos;) page.erase(at, 34);
    for (const char* reference : {"http:", "https:", "src=", "href=", "url(", "@import", "<script", "<link", "<iframe"}) {
      EXPECT_FALSE(Holds(page, reference)) << language << " " << reference;
    }
  }
}

TEST(Report, EscapesNamesOfEveryKind) {
  for (const char* language : kLanguages) {
    const std::string& page = Page(language);
    for (const char* raw : {"<2025>", "<b>&", "<img>", "<x>"}) EXPECT_FALSE(Holds(page, raw)) << raw;
    for (const char* escaped : {"&lt;2025&gt; &amp;", "&lt;b&gt;&amp;&quot;", "U0001 &lt;img&gt;", "&lt;x&gt;"})
      EXPECT_TRUE(Holds(page, escaped)) << escaped;
  }
}

TEST(Report, HoldsEveryPicture) {
  for (const char* language : kLanguages) {
    // six of quality, bars, beeswarm, four dependences, coefficients, tree, waterfall, profiles, choice
    EXPECT_EQ(Count(Page(language), "<svg "), 17u);
    EXPECT_EQ(Count(Page(language), "<figure"), 17u);
  }
}

TEST(Report, LayersAreShownWithThoseOfWhomNothingIsKnown) {
  ReportLayers layers;
  layers.month = "2025-12", layers.customers = 1'234'567, layers.measures = {"Mean <assets>"};
  ReportLayer city{"City & level", {}};
  for (int i = 0; i < 15; ++i) city.rows.push_back({"", "City " + std::to_string(i), 1000, 0.05, {"12,345"}});
  city.rows.push_back({"missing", "", 77, 0.25, {"–"}});
  layers.layers.push_back(city);
  layers.columns = {"Assets", "Age", "Visits"};
  const std::vector<std::vector<float>> columns = {{1, 2, 3, 4, 5}, {2, 1, 4, 3, 5}, {5, 4, 3, 2, 1}};
  layers.pearson = learn::Correlate(columns, learn::CorrelationKind::kPearson);
  layers.spearman = learn::Correlate(columns, learn::CorrelationKind::kSpearman);
  for (const char* language : kLanguages) {
    ReportData data;
    data.language = language, data.title = "Report", data.layers = layers;
    const std::string page = ReportHtml(data);
    EXPECT_EQ(WhatIsWrong(page), "") << language;
    for (const char* part : {"City &amp; level", "Mean &lt;assets&gt;", "City 11", "1,234,567", ">77<", "12,345", "0.800 [", "−1.000 ["}) EXPECT_TRUE(Holds(page, part)) << part;
    EXPECT_FALSE(Holds(page, "City 12"));
    EXPECT_EQ(Count(page, "<svg "), 2u);
  }
}

TEST(Report, NumbersAreThoseOfTheStruct) {
  const ReportData& data = Data("en");
  const std::string& page = Page("en");
  for (const ReportModel& model : data.models) {
    EXPECT_TRUE(Holds(page, WithInterval(model.metrics.roc_auc, model.intervals.auc, 4))) << model.name;
    EXPECT_TRUE(Holds(page, "AUC " + WithInterval(model.metrics.roc_auc, model.intervals.auc))) << model.name;
    EXPECT_TRUE(Holds(page, draw::Decimal(model.metrics.log_loss, 4))) << model.name;
  }
  EXPECT_TRUE(Holds(page, "The list as of 2025-12 holds 20,000 of the 912,345 customers that were scored. About 11,988 of them"));
  EXPECT_TRUE(Holds(page, "29.1% are on the list, which holds 2.2% of the customers"));
  for (const learn::LogisticTerm& term : data.logistic->table.terms) EXPECT_TRUE(Holds(page, draw::Significant(term.coefficient))) << term.name;
  for (const ReportRule& rule : data.rules) EXPECT_TRUE(Holds(page, draw::Percent(rule.positive_share))) << rule.positive_share;
  for (const auto& [feature, mean] : ImportanceOf(*data.shap, data.features.size())) EXPECT_TRUE(Holds(page, ">" + draw::Decimal(mean, 3) + "<"));
  EXPECT_TRUE(Holds(page, draw::Percent(data.customer->probability)));
  for (const ReportSegment& segment : data.segments->segments) EXPECT_TRUE(Holds(page, draw::Percent(segment.profile.share)));
  EXPECT_TRUE(Holds(page, ">12,000,000<"));
}

TEST(Report, SaysWhetherWhatWasAskedForIsMet) {
  ReportData data;
  data.language = "en";
  data.models = {Data("en").models[0]};
  const auto says = [&](double asked, const std::string& text) {
    data.asked_auc = asked;
    return Holds(ReportHtml(data), text);
  };
  EXPECT_TRUE(says(0.5, "The 0.50 that was asked for is met"));
  EXPECT_TRUE(says(data.models[0].metrics.roc_auc - 1e-6, "but the interval reaches below it"));
  EXPECT_TRUE(says(0.99, "The 0.99 that was asked for is not met."));
  data.truth = ReportTruth{};
  data.truth->optimum.roc_auc = 0.9;
  EXPECT_TRUE(says(0.99, "No model could: even the best possible one has 0.900"));
  EXPECT_FALSE(says(0.85, "No model could"));
}

TEST(Report, TellsTheRuleThatIsSureNotTheSmallest) {
  ReportData data;
  data.language = "en";
  data.rules = {{{"few"}, 3, 0.001, 1, 1, 9}, {{"many"}, 900, 0.3, 0.6, 0.6, 5.4}};
  EXPECT_TRUE(
      Holds(ReportHtml(data), "Of the customers with many, 60.0% reached the outcome: 5.40 times the average (900 customers in training)."));
}

TEST(Report, ShowsCalibrationOfTheModelThatIsUsed) {
  ReportData data;
  data.language = "en";
  data.models = Data("en").models;
  data.chosen = "tree";
  const std::string page = ReportHtml(data);
  EXPECT_TRUE(Holds(page, "Calibration: Decision tree"));
  EXPECT_TRUE(Holds(page, "The model used is Decision tree."));
  EXPECT_TRUE(Holds(page, "<tr class=\"marked\"><td>Decision tree</td>"));
}

TEST(Report, OfNothingIsAPageWithoutPictures) {
  for (const char* language : kLanguages) {
    ReportData data;
    data.language = language;
    const std::string page = ReportHtml(data);
    EXPECT_EQ(WhatIsWrong(page), "");
    EXPECT_EQ(Count(page, "<svg"), 0u);
    EXPECT_EQ(Count(page, "<section"), 2u);
  }
}

TEST(Report, IsTheSameBytesTwice) { EXPECT_EQ(ReportHtml(Data("zh-Hant")), Page("zh-Hant")); }

TEST(Report, RefusesPartsThatDoNotFitTogether) {
  ReportData data = Data("en");
  data.logistic->columns.pop_back();
  EXPECT_THROW(ReportHtml(data), Error);
  data = Data("en");
  data.shap->contributions.pop_back();
  EXPECT_THROW(ReportHtml(data), Error);
  data = Data("en");
  data.logistic->columns[0].feature = 99;
  EXPECT_THROW(ReportHtml(data), Error);
}

TEST(ReportTree, SharesOfARootAreThoseOfItsRows) {
  const ReportData& data = Data("en");
  ASSERT_FALSE(data.tree.empty());
  EXPECT_NEAR(data.tree[0].positive_share, static_cast<double>(data.rows[0].positives) / static_cast<double>(data.rows[0].rows), 1e-6);
  EXPECT_EQ(data.tree[0].share, 1);
  double leaves = 0, support = 0;
  for (const ReportTreeNode& node : data.tree) leaves += node.condition.empty() ? node.share : 0;
  for (const ReportRule& rule : data.rules) support += rule.support;
  EXPECT_NEAR(leaves, 1, 1e-9);
  EXPECT_NEAR(support, static_cast<double>(data.rows[0].rows), 1e-6);
  EXPECT_TRUE(
      std::is_sorted(data.rules.begin(), data.rules.end(), [](const auto& a, const auto& b) { return a.positive_share > b.positive_share; }));
}

TEST(ReportTree, ConditionsAreInWords) {
  learn::Forest forest;
  forest.schema = {{"aum", {}}, {"job", {"doctor", "engineer", "service"}}};
  forest.link = learn::Link::kIdentity;
  forest.category_sets = {{0b011}};
  forest.trees.resize(1);
  forest.trees[0].nodes = {{.feature = 0, .threshold = 400000, .left = 1, .right = 2, .missing_left = true, .cover = 10},
                           {.feature = 1, .left = 3, .right = 4, .categories = 1, .cover = 6},
                           {.value = 0.5, .cover = 4}, {.value = 0.25, .cover = 4}, {.value = 0, .cover = 2}};
  const std::vector<ReportFeature> features = {{"aum", "Assets", "TWD", "", false, true},
                                               {"job", "Occupation", "", "", false, false, {"Doctor", "Engineer", "Service"}}};
  const ReportWords words("en");
  const auto tree = TreeOf(forest, 0, features, words);
  EXPECT_EQ(tree[0].condition, "Assets ≤ 400,000 TWD");
  EXPECT_EQ(tree[1].condition, "Occupation is Doctor and Engineer");
  EXPECT_NEAR(tree[0].positive_share, 0.3, 1e-12);  // (4 × 0.5 + 4 × 0.25) ÷ 10
  const auto rules = RulesInWords(forest, 0, features, words);
  ASSERT_EQ(rules.size(), 3u);
  EXPECT_EQ(rules[0].conditions, std::vector<std::string>{"Assets > 400,000 TWD"});
  EXPECT_EQ(rules[1].conditions[0], "Assets ≤ 400,000 TWD or missing");
  EXPECT_NEAR(rules[0].lift, 0.5 / 0.3, 1e-9);
  EXPECT_THROW(TreeOf(forest, 1, features, words), Error);
  EXPECT_THROW(RulesInWords(forest, 0, {}, words), Error);
}

TEST(ReportWords, ValuesHaveUnitsAndWords) {
  const ReportWords words("en");
  const std::vector<ReportFeature> features = FeaturesIn("en");
  EXPECT_EQ(ValueOf(features[0], 1234567.8, words), "1,234,568 TWD");
  EXPECT_EQ(ValueOf(features[1], -0.034, words), "−3.4%");
  EXPECT_EQ(ValueOf(features[2], learn::kMissing, words), "missing");
  EXPECT_EQ(ValueOf(features[3], 1, words), "Engineer");
  EXPECT_EQ(ValueOf(features[3], 9, words), "missing");
  EXPECT_EQ(LabelWithUnit(features[0]), "Total assets (TWD)");
  EXPECT_EQ(LabelOf({"plain"}), "plain");
}

TEST(ReportWords, TermsNameTheirStepAndReference) {
  const ReportData& data = Data("en");
  const ReportWords words("en");
  std::set<std::string> terms;
  for (size_t c = 0; c < data.logistic->columns.size(); ++c) {
    const TermWords told = TermInWords(data, c, words);
    terms.insert(data.logistic->columns[c].one_hot ? told.label + " / " + told.step : told.label);
  }
  EXPECT_TRUE(terms.contains("Total assets"));
  EXPECT_TRUE(terms.contains("App visits a month: missing / against a known value"));
  EXPECT_EQ(std::count_if(terms.begin(), terms.end(), [](const std::string& term) { return term.starts_with("Occupation: "); }), 2);
}

TEST(ReportExplain, ACustomersLinesAddUpToTheMargin) {
  const ReportCustomer& customer = *Data("en").customer;
  double sum = customer.base;
  for (const ReportCustomer::Line& line : customer.lines) sum += line.contribution;
  EXPECT_NEAR(sum, customer.margin, 1e-9);
  EXPECT_NEAR(1 / (1 + std::exp(-customer.margin)), customer.probability, 1e-5);
}

TEST(ReportMeasure, FollowsTheLibrary) {
  const std::vector<float> probabilities = {0.9f, 0.8f, 0.7f, 0.3f, 0.2f, 0.1f};
  const std::vector<int8_t> labels = {1, 1, 0, 1, 0, 0};
  const ReportModel model = MeasureModel("x", probabilities, labels, {.replicates = 20});
  EXPECT_NEAR(model.metrics.roc_auc, 8.0 / 9, 1e-12);  // one of nine pairs is the wrong way round
  EXPECT_NEAR(model.ks.distance, 2.0 / 3, 1e-12);
  EXPECT_EQ(model.ks_curve.size(), 6u);
  EXPECT_EQ(model.ks_curve.back().yes, 1);
  EXPECT_LE(model.intervals.brier.low, model.metrics.brier);
  EXPECT_TRUE(std::isnan(MeasureModel("x", probabilities, labels, {.replicates = 0}).intervals.brier.low));
}

TEST(ReportMeasure, IsTheSameForAnyNumberOfThreads) {
  Random random(3);
  std::vector<float> probabilities;
  std::vector<int8_t> labels;
  for (int k = 0; k < 2000; ++k) {
    probabilities.push_back(static_cast<float>(random.Uniform()));
    labels.push_back(random.Bernoulli(probabilities.back()));
  }
  std::set<std::pair<double, double>> intervals;
  for (const size_t threads : {1, 2, 7}) {
    SetThreads(threads);
    const ReportModel model = MeasureModel("x", probabilities, labels, {.replicates = 50});
    intervals.emplace(model.intervals.log_loss.low, model.intervals.ece.high);
  }
  SetThreads(0);
  EXPECT_EQ(intervals.size(), 1u);
}

TEST(ReportMeasure, RanksByAucAndComparesWithTheBest) {
  const std::vector<int8_t> labels = {1, 1, 0, 1, 0, 0, 1, 0};
  const std::vector<std::vector<float>> probabilities = {{.5f, .4f, .6f, .5f, .5f, .3f, .2f, .1f}, {.9f, .8f, .1f, .7f, .2f, .3f, .6f, .4f}};
  std::vector<ReportModel> models = {MeasureModel("worse", probabilities[0], labels, {.replicates = 0}),
                                     MeasureModel("better", probabilities[1], labels, {.replicates = 0})};
  RankModels(models, probabilities, labels);
  EXPECT_EQ(models[0].name, "better");
  EXPECT_EQ(models[0].against_best.difference, 0);
  EXPECT_EQ(models[0].against_best.p_value, 1);
  EXPECT_NEAR(models[1].against_best.difference, models[0].metrics.roc_auc - models[1].metrics.roc_auc, 1e-12);
}

class ReportFiles : public testing::Test {
 protected:
  ReportFiles() {
    std::string name = (std::filesystem::temp_directory_path() / "auspex-report-XXXXXX").string();
    folder_ = mkdtemp(name.data());
  }
  ~ReportFiles() override { std::filesystem::remove_all(folder_); }
  static std::string Read(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  std::filesystem::path folder_;
};

TEST_F(ReportFiles, HaveTheNamesOfTheSpecification) {
  const auto files = WriteReport(Data("zh-Hant"), folder_ / "new" / "out");
  std::set<std::string> names;
  for (const auto& file : files) names.insert(file.filename().string());
  EXPECT_EQ(names, (std::set<std::string>{"report.html", "roc_curve.png", "logistic_regression_coefficients.png"}));
  EXPECT_EQ(Read(folder_ / "new/out/report.html"), Page("zh-Hant"));
  for (const char* picture : {"roc_curve.png", "logistic_regression_coefficients.png"})
    EXPECT_EQ(Read(folder_ / "new/out" / picture).substr(0, 4), "\x89PNG");
}

TEST_F(ReportFiles, AFileInTheWayIsNamed) {
  std::ofstream(folder_ / "file") << "x";
  try {
    WriteReport(Data("en"), folder_ / "file" / "out");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::kUsage);
    EXPECT_TRUE(Holds(error.message(), "the folder cannot be made")) << error.message();
  }
}

TEST_F(ReportFiles, WithoutAChromiumThePdfIsRefusedInAClearSentence) {
  setenv("AUSPEX_CHROMIUM", "/nowhere/chromium", 1);
  try {
    WriteReport(Data("en"), folder_, {.pdf = true});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::kUsage);
    EXPECT_EQ(error.message(), "there is no Chromium to make the PDF with");
    EXPECT_TRUE(Holds(error.advice(), "open the HTML file in any browser"));
  }
  unsetenv("AUSPEX_CHROMIUM");
  EXPECT_TRUE(std::filesystem::exists(folder_ / "report.html"));
}

TEST_F(ReportFiles, ABrowserThatFailsLeavesNoPdf) {
  setenv("AUSPEX_CHROMIUM", "/bin/false", 1);
  EXPECT_THROW(PrintPdf(folder_ / "report.html", folder_ / "report.pdf"), Error);
  unsetenv("AUSPEX_CHROMIUM");
  EXPECT_TRUE(std::filesystem::is_empty(folder_));
}

TEST_F(ReportFiles, ThePdfIsOne) {
  if (FindChromium().empty()) GTEST_SKIP() << "no Chromium here";
  std::ofstream(folder_ / "a b.html") << "<!DOCTYPE html><html><body>A &amp; B</body></html>";
  PrintPdf(folder_ / "a b.html", folder_ / "a.pdf");
  EXPECT_EQ(Read(folder_ / "a.pdf").substr(0, 5), "%PDF-");
}

}  // namespace
}  // namespace auspex::flow
