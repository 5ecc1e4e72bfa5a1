// One customer: journey, receipt, search, what-if; and the strategy on all of them.
#include "flow/what_if.h"

#include "flow/customer.h"
#include "flow/receipt.h"
#include "flow/runs.h"
#include "flow/small_workspace_for_test.h"
#include "flow/strategy_effect.h"

namespace auspex::flow {
namespace {

template <class F>
std::string MessageOf(F f) {
  try {
    f();
  } catch (const Error& error) {
    return error.message() + " | " + error.where() + " | " + error.advice();
  }
  return "no error";
}

class OneCustomer : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    small_ = new SmallWorkspace("insurance");
    small_->Simulate(400);
    small_->Train({"lstm"});
    small_->Predict();
  }
  static void TearDownTestSuite() { delete small_; }

  OneCustomer() : connection_(small_->workspace().Connect()), run_(*FindResultRun(connection_, 2)) {}

  std::vector<std::string> Some(size_t count) {
    std::vector<std::string> ids;
    const std::string sql = "SELECT customer FROM run_2_prediction ORDER BY customer LIMIT " + std::to_string(count);
    for (const auto& row : connection_.Query(sql).Rows()) ids.push_back(*row[0]);
    return ids;
  }
  Decision If(const std::string& customer, const std::string& symbol) {
    return DecideIf(small_->workspace(), small_->pack(), models_, run_, customer, symbol);
  }

  static SmallWorkspace* small_;
  store::Connection connection_;
  ResultRun run_;
  ModelCache models_;
};
SmallWorkspace* OneCustomer::small_ = nullptr;

void ExpectSame(const Decision& a, const Decision& b) {
  ASSERT_EQ(a.next.size(), b.next.size());
  for (size_t k = 0; k < a.next.size(); ++k) {
    EXPECT_EQ(a.next[k].name, b.next[k].name);
    EXPECT_NEAR(a.next[k].probability, b.next[k].probability, 1e-5);
  }
  ASSERT_EQ(a.conversions.size(), b.conversions.size());
  for (size_t k = 0; k < a.conversions.size(); ++k) EXPECT_NEAR(a.conversions[k].probability, b.conversions[k].probability, 1e-5);
  EXPECT_EQ(a.deciding, b.deciding);
  EXPECT_EQ(a.rule, b.rule);
  EXPECT_EQ(a.advice_texts, b.advice_texts);
  EXPECT_EQ(a.trace, b.trace);
  for (size_t f = 0; f < a.facts.size(); ++f) {
    const bool step = a.facts[f].first.starts_with("step_") || a.facts[f].first.ends_with("time") || a.facts[f].first == "now";
    if (step) {
      EXPECT_EQ(a.facts[f], b.facts[f]);
    }
  }
}

// The oracle is the long way: the step written into a file, loaded, and everything predicted again by the same model.
TEST_F(OneCustomer, WhatIfIsWhatAPredictionOnEventsWithThatStepSays) {
  const auto customers = Some(12);
  const std::vector<std::string> symbols = {"立即投保", "其他", "找服務（尋求服務與客服）", "完成O2O"};
  const auto longer = small_->Copy();
  store::Connection theirs = longer->workspace().Connect();
  const auto extra = longer->root() / "extra.csv";
  std::string rows;
  for (size_t i = 0; i < customers.size(); ++i) {
    rows += (i > 0 ? " UNION ALL " : "") + ("(SELECT user_pseudo_id, greatest(event_time, TIMESTAMP '" + run_.now + "' - INTERVAL 1 SECOND) AS event_time, '" +
            symbols[i % symbols.size()] + "' AS action_group, source, medium, platform, staytime, has_shared, revisit_count, NULL AS action FROM events "
            "WHERE user_pseudo_id = '" + customers[i] + "' ORDER BY events.event_time DESC, rowid DESC LIMIT 1)");
  }
  theirs.Run("COPY (" + rows + ") TO '" + extra.string() + "' (HEADER)");
  longer->Ingest(extra);
  PredictOptions options;
  options.from = ParseTime(run_.from), options.to = ParseTime(run_.to), options.now = ParseTime(run_.now);
  const auto summary = longer->Predict(options);
  size_t moved = 0;
  for (size_t i = 0; i < customers.size(); ++i) {
    SCOPED_TRACE(customers[i]);
    const auto after = If(customers[i], symbols[i % symbols.size()]);
    ExpectSame(after, ReadReceipt(longer->workspace(), longer->pack(), customers[i], summary.run));
    moved += after.next != ReadReceipt(small_->workspace(), small_->pack(), customers[i]).next;
  }
  EXPECT_EQ(moved, customers.size());
}

TEST_F(OneCustomer, WhatIfStoresNothing) {
  const auto tables = [&] {
    return connection_.Text("SELECT (SELECT count(*) FROM duckdb_tables()) || ' ' || (SELECT count(*) FROM duckdb_types())");
  };
  const auto before = tables();
  const auto events = connection_.Integer("SELECT count(*) FROM events");
  If(Some(1)[0], "其他");
  EXPECT_EQ(tables(), before);
  EXPECT_EQ(connection_.Integer("SELECT count(*) FROM events"), events);
}

TEST_F(OneCustomer, WhatIfRefusesWhatItDoesNotKnow) {
  const std::string customer = Some(1)[0];
  EXPECT_EQ(MessageOf([&] { If(customer, "飛行\n"); }),
            "the model does not know the step 飛行\\x0A | next | Choose one of the pack's vocabulary.");
  EXPECT_EQ(MessageOf([&] { If("nobody'--", "其他"); }),
            "prediction 2 has no customer nobody'-- |  | Check the id; the customer may have no event in the period.");
  ResultRun gone = run_;
  gone.model_run = 99;
  EXPECT_EQ(MessageOf([&] { DecideIf(small_->workspace(), small_->pack(), models_, gone, customer, "其他"); }),
            "the model of prediction 2 is no longer there | lstm | Predict again.");
  pack::Pack changed = small_->pack();
  changed.conversions.pop_back();
  EXPECT_EQ(MessageOf([&] { DecideIf(small_->workspace(), changed, models_, run_, customer, "其他"); }),
            "the pack has changed since this model was trained | run-1-lstm.auspex | Train again with: auspex -w DIR train");
}

TEST_F(OneCustomer, ModelsAreReadOnceUntilTheirFileChanges) {
  const auto file = small_->workspace().models_folder() / "run-1-lstm.auspex";
  const auto first = models_.Get(file);
  EXPECT_EQ(models_.Get(file), first);
  std::filesystem::last_write_time(file, std::filesystem::last_write_time(file) + std::chrono::seconds(5));
  EXPECT_NE(models_.Get(file), first);
  EXPECT_NE(MessageOf([&] { models_.Get(file.parent_path() / "none.auspex"); }).find("the model file cannot be read"), std::string::npos);
}

TEST_F(OneCustomer, JourneyIsTheLastStepsBeforeTheEndOldestFirst) {
  const std::string customer = connection_.Text("SELECT user_pseudo_id FROM events GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1");
  const auto all = connection_.Query("SELECT epoch_us(event_time), action_group, action, platform, has_shared, revisit_count FROM events "
                                     "WHERE user_pseudo_id = ? ORDER BY event_time, rowid", {customer}).Rows();
  const auto journey = ReadCustomer(connection_, small_->pack(), customer, *ParseTime(run_.to), 200);
  EXPECT_EQ(journey.events, all.size());
  EXPECT_EQ(journey.first, std::stoll(*all.front()[0]));
  EXPECT_EQ(journey.last, std::stoll(*all.back()[0]));
  ASSERT_EQ(journey.steps.size(), std::min<size_t>(all.size(), 200));
  for (size_t i = 0; i < journey.steps.size(); ++i) {
    const auto& row = all[all.size() - journey.steps.size() + i];
    const auto& step = journey.steps[i];
    EXPECT_EQ(step.time, std::stoll(*row[0]));
    EXPECT_EQ(step.symbol, *row[1]);
    EXPECT_EQ(step.detail, row[2]);
    const std::map<std::string, store::Value> values(step.values.begin(), step.values.end());
    EXPECT_EQ(std::get<std::string>(values.at("platform")), *row[3]);
    EXPECT_EQ(std::get<bool>(values.at("has_shared")), row[4] == "true");
    EXPECT_EQ(std::get<int64_t>(values.at("revisit_count")), std::stoll(*row[5]));
    EXPECT_EQ(values.size(), 6u);
    EXPECT_EQ(step.attributes.size(), small_->pack().journey.attributes.size());
  }
  const auto half = ReadCustomer(connection_, small_->pack(), customer, journey.steps[2].time, 1);
  EXPECT_LT(half.last, journey.steps[2].time);
  EXPECT_EQ(half.steps.size(), 1u);
  EXPECT_TRUE(ReadCustomer(connection_, small_->pack(), "nobody", *ParseTime(run_.to), 200).steps.empty());
}

TEST_F(OneCustomer, SearchFindsBeginningsFirstAndTakesWildcardsAsTheyAre) {
  connection_.Run("CREATE TABLE run_77_prediction AS SELECT * FROM (VALUES ('xab'), ('Ab2'), ('a%b'), ('aB1'), ('a_b'), ('other')) t(customer)");
  const auto found = [&](const std::string& text, size_t most = 50) {
    std::string all;
    for (const auto& id : SearchCustomers(connection_, 77, text, most)) all += id + " ";
    return all;
  };
  EXPECT_EQ(found("AB"), "Ab2 aB1 xab ");
  EXPECT_EQ(found("ab", 2), "Ab2 aB1 ");
  EXPECT_EQ(found("a%b"), "a%b ");
  EXPECT_EQ(found("a_b"), "a_b ");
  EXPECT_EQ(found("'; DROP"), "");
  EXPECT_EQ(found("", 3), "Ab2 a%b aB1 ");
  connection_.Run("DROP TABLE run_77_prediction");
}

TEST_F(OneCustomer, ReceiptIsOfTheRunThatIsAskedFor) {
  const std::string customer = Some(1)[0];
  connection_.Run("BEGIN; UPDATE run_2_advice SET advice = 'as stored'");
  EXPECT_EQ(ReadReceipt(connection_, small_->pack(), customer, 2).advice, "as stored");
  connection_.Run("ROLLBACK");
  const auto receipt = ReadReceipt(small_->workspace(), small_->pack(), customer);
  EXPECT_EQ(receipt.run, 2);
  EXPECT_EQ(receipt.next.size(), 5u);
  EXPECT_EQ(receipt.advice, receipt.advice_texts.at("zh-Hant"));
  EXPECT_EQ(receipt.advice_texts.size(), 3u);
  const auto ask = [&](const std::string& id, int64_t run) { return MessageOf([&] { ReadReceipt(small_->workspace(), small_->pack(), id, run); }); };
  EXPECT_EQ(ask(customer, 1), "there is no prediction 1 |  | Run: auspex -w DIR predict --out result.csv");
  EXPECT_EQ(ask("nobody", 2), "prediction 2 has no customer nobody |  | Check the id; the customer may have no event in the period.");
  pack::Pack changed = small_->pack();
  changed.fingerprint = "another", changed.journey.categories.push_back("weather");
  EXPECT_EQ(MessageOf([&] { ReadReceipt(small_->workspace(), changed, customer); }), "the pack has changed since prediction 2 was made |  | Predict again.");
}

TEST_F(OneCustomer, StrategyWithoutChangeCatchesWhomItCaught) {
  const auto effect = EffectOf(connection_, small_->pack(), 2, {});
  const auto caught = CountCaught(connection_, small_->pack(), 2);
  EXPECT_EQ(effect.changed, 0u);
  ASSERT_EQ(effect.rules.size(), caught.size());
  ASSERT_EQ(caught.size(), small_->pack().strategy->rules.size() + 1);
  uint64_t all = 0;
  for (size_t i = 0; i < caught.size(); ++i) {
    EXPECT_EQ(effect.rules[i].rule, caught[i].first);
    EXPECT_EQ(effect.rules[i].before, caught[i].second);
    EXPECT_EQ(effect.rules[i].after, caught[i].second);
    all += caught[i].second;
  }
  EXPECT_EQ(static_cast<int64_t>(all), connection_.Integer("SELECT count(*) FROM run_2_prediction"));
}

// The oracle: a workspace whose pack lacks the rule, predicted an hour later.
TEST_F(OneCustomer, StrategyEffectIsWhatAPredictionWithThatStrategySays) {
  const auto other = small_->Copy();
  pack::Pack pack = other->pack();
  std::erase_if(pack.strategy->rules, [](const pack::Rule& rule) { return rule.id == "offer_popup"; });
  PredictOptions options;
  options.from = ParseTime(run_.from), options.to = ParseTime(run_.to), options.now = *ParseTime(run_.now) + kHour;
  options.out = other->root() / "later.csv";
  Progress progress;
  const auto summary = flow::Predict(other->workspace(), pack, options, progress);
  store::Connection theirs = other->workspace().Connect();
  std::map<std::optional<std::string>, uint64_t> wanted;
  for (const auto& [rule, customers] : CountCaught(theirs, pack, summary.run)) wanted[rule] = customers;
  const auto effect = EffectOf(connection_, small_->pack(), 2, {{"offer_popup"}, 60});
  for (const auto& rule : effect.rules) EXPECT_EQ(rule.after, wanted[rule.rule]) << rule.rule.value_or("none");
  const auto changed = theirs.Integer("SELECT count(*) FROM run_2_decision a JOIN run_" + std::to_string(summary.run) +
                                      "_decision b USING (customer) WHERE a.rule IS DISTINCT FROM b.rule");
  EXPECT_GT(changed, 0);
  EXPECT_EQ(static_cast<int64_t>(effect.changed), changed);
}

TEST_F(OneCustomer, StrategyEffectNamesARuleThatThereIsNot) {
  EXPECT_EQ(MessageOf([&] { EffectOf(connection_, small_->pack(), 2, {{"offer_popup", "x'y"}, 0}); }),
            "the strategy has no rule x'y | without | Name rules by their ids.");
}

TEST(ALogWithoutStrategy, HasJourneysDecisionsAndWhatIfs) {
  SmallWorkspace small("eventlog", SeeFiveSteps);
  MakeSmallLog(small);
  store::Connection connection = small.workspace().Connect();
  const auto receipt = ReadReceipt(connection, small.pack(), "case-3", 0);
  EXPECT_EQ(receipt.rule + receipt.advice, "");
  EXPECT_TRUE(receipt.advice_texts.empty() && receipt.trace.empty() && receipt.conversions.empty());
  EXPECT_FALSE(receipt.next.empty());
  EXPECT_EQ(ReadCustomer(connection, small.pack(), "case-3", *ParseTime("2100-01-01"), 200).steps.back().attributes.size(), 0u);
  ModelCache models;
  const auto run = *FindResultRun(connection, 2);
  EXPECT_EQ(DecideIf(small.workspace(), small.pack(), models, run, "case-3", "pay").facts[0].second, "case-3");
  for (const char* symbol : {"(end)", "(unseen)"}) {
    EXPECT_EQ(MessageOf([&] { DecideIf(small.workspace(), small.pack(), models, run, "case-3", symbol); }),
              "the model does not know the step " + std::string(symbol) + " | next | Choose one of the pack's vocabulary.");
  }
  EXPECT_TRUE(EffectOf(connection, small.pack(), 2, {}).rules.empty());
}

}  // namespace
}  // namespace auspex::flow
