#include <chrono>
#include <map>
#include <mutex>

#include "base/progress.h"
#include "decide/cases.h"
#include "flow/strategy_effect.h"
#include "serve/api.h"
#include "serve/asked_run.h"
#include "serve/json_answer.h"
#include "serve/json_fields.h"
#include "serve/problem.h"
#include "serve/time_limit.h"

namespace auspex::serve {
namespace {

using Json = nlohmann::ordered_json;

constexpr int64_t kMostMinutes = 366 * 24 * 60;
constexpr auto kMostTime = std::chrono::seconds(20);  ///< of a what-if; a million customers take about one

/// The texts of a wording's key by language; `otherwise` where it has none.
Json TextsOf(const pack::Pack& pack, const std::string& key, const std::string& otherwise) {
  Json texts = Json::object();
  for (const auto& [language, wording] : pack.wording) {
    const auto text = wording.find(key);
    texts[language] = text == wording.end() ? otherwise : text->second;
  }
  return texts;
}

/// The same of an advice: what is filled in for each customer shows as "…".
Json AdviceTexts(const pack::Pack& pack, const std::string& key) {
  std::map<std::string, std::string> values;
  for (const auto& definition : pack.strategy->definitions) values[definition.name] = "…";
  Json texts = TextsOf(pack, key, "");
  for (auto& [language, text] : texts.items()) text = pack::FillWording(text.get<std::string>(), values);
  return texts;
}

std::vector<pack::Case> CasesOf(const pack::Pack& pack) {
  std::vector<pack::Case> cases;
  for (const auto& file : pack::CaseFiles(pack.folder)) {
    for (auto& each : pack::ReadCases(file, pack)) cases.push_back(std::move(each));
  }
  return cases;
}

using Caught = std::map<std::optional<std::string>, uint64_t>;

Json CustomersOf(const Caught& caught, const std::optional<std::string>& rule) {
  const auto at = caught.find(rule);
  return at == caught.end() ? Json() : Json(at->second);
}

Json RulesJson(const pack::Pack& pack, const Caught& caught) {
  std::map<std::string, int> cases;
  for (const auto& each : CasesOf(pack)) ++cases[each.rule];
  Json rules = Json::array();
  for (const auto& rule : pack.strategy->rules) {
    Json conditions = Json::array();
    for (const auto& name : rule.conditions) {
      const auto& all = pack.strategy->conditions;
      const auto at = std::find_if(all.begin(), all.end(), [&](const pack::Condition& each) { return each.name == name; });
      conditions.push_back({{"name", name}, {"texts", TextsOf(pack, "condition." + name, name)}, {"sql", at == all.end() ? "" : at->sql}});
    }
    rules.push_back({{"id", rule.id},
                     {"position", rules.size() + 1},
                     {"channel", rule.channel},
                     {"action", rule.action},
                     {"texts", AdviceTexts(pack, rule.text)},
                     {"conditions", std::move(conditions)},
                     {"customers", CustomersOf(caught, rule.id)},
                     {"cases", cases[rule.id]}});
  }
  return rules;
}

Response ShowStrategies(Context& context, const Caller&, Request& request) {
  const pack::Pack& pack = context.pack;
  store::Connection connection = context.workspace.Connect();
  const int64_t asked = AskedRun(request);
  std::optional<int64_t> run = asked == 0 ? flow::NewestPrediction(connection) : FindPrediction(connection, asked).run;
  Caught caught;
  if (run) {
    for (const auto& [rule, customers] : flow::CountCaught(connection, pack, *run)) caught[rule] = customers;
  }
  Json answer = {{"run", run ? Json(*run) : Json()}};
  answer["rank_by"] = pack.strategy ? pack.strategy->rank_by : "";
  answer["least_confidence"] = pack.strategy ? pack.strategy->least_confidence : 0;
  answer["rules"] = pack.strategy ? RulesJson(pack, caught) : Json::array();
  answer["none"] = {{"texts", pack.strategy ? AdviceTexts(pack, pack.strategy->none_text) : Json::object()}, {"customers", CustomersOf(caught, {})}};
  return JsonAnswer(answer);
}

Json CaseJson(const pack::Pack& pack, const pack::Case& each, const decide::CaseReport& report) {
  Json steps = Json::array(), candidates = Json::array();
  for (const auto& step : each.steps) steps.push_back({{"time", FormatTime(step.time)}, {"symbol", step.symbol}, {"detail", step.detail}});
  for (const auto& candidate : each.candidates) candidates.push_back({{"symbol", candidate.symbol}, {"confidence", candidate.confidence}});
  return {{"name", each.name},
          {"file", each.file.lexically_relative(pack.folder).generic_string()},
          {"rule", each.rule},
          {"misses", each.misses},
          {"passed", report.passed},
          {"explanation", report.explanation},
          {"now", FormatTime(each.now)},
          {"steps", std::move(steps)},
          {"candidates", std::move(candidates)}};
}

std::string RunAllCases(const pack::Pack& pack) {
  const auto cases = CasesOf(pack);
  const auto reports = decide::RunCases(pack, cases);
  Json list = Json::array();
  for (size_t i = 0; i < cases.size(); ++i) list.push_back(CaseJson(pack, cases[i], reports[i]));
  return JsonAnswer({{"cases", std::move(list)}}).body;
}

/// The answer of a pack's cases, run once for each of its fingerprints.
Response ShowCases(Context& context, const Caller&, Request&) {
  static std::mutex mutex;
  static std::pair<std::string, std::string> kept;  // fingerprint, answer
  const std::lock_guard lock(mutex);
  const pack::Pack& pack = context.pack;
  const std::string which = pack.folder.string() + " " + pack.fingerprint;
  if (kept.first != which) kept = {which, RunAllCases(pack)};
  Response response;
  response.body = kept.second;
  return response;
}

std::vector<std::string> RuleIds(const nlohmann::json& body) {
  std::vector<std::string> ids;
  const auto field = body.find("without");
  if (field == body.end() || field->is_null()) return ids;
  if (!field->is_array()) throw BadRequest("must be a list of rules' ids", "without");
  for (const auto& id : *field) {
    if (!id.is_string()) throw BadRequest("must be a list of rules' ids", "without");
    ids.push_back(id.get<std::string>());
  }
  return ids;
}

/// One at a time: it takes all cores.
flow::StrategyEffect Evaluate(Context& context, int64_t run, const flow::StrategyChange& change) {
  static std::timed_mutex alone;
  const std::unique_lock lock(alone, kMostTime);
  if (!lock) throw HttpError(503, "busy", "others are asking the same of the strategy", {}, "Try again in a moment.");
  store::Connection connection = context.workspace.Connect();
  const TimeLimit limit(kMostTime);
  try {
    return flow::EffectOf(connection, context.pack, run, change);
  } catch (const Error& error) {
    if (!limit.Passed()) throw;
    throw HttpError(503, "busy", "this took longer than 20 s and was stopped; nothing was changed", {}, "Try again when less is going on.");
  }
}

Response ShowEffect(Context& context, const Caller&, Request& request) {
  const auto body = ParseBody(request.body);
  const int64_t asked = OptionalInteger(body, "run", 1, INT64_MAX).value_or(0);
  const flow::StrategyChange change{RuleIds(body), OptionalInteger(body, "later_minutes", 0, kMostMinutes).value_or(0)};
  store::Connection connection = context.workspace.Connect();
  const int64_t run = FindPrediction(connection, asked).run;
  const auto effect = Evaluate(context, run, change);
  Json rules = Json::array();
  for (const auto& rule : effect.rules) {
    rules.push_back({{"id", rule.rule ? Json(*rule.rule) : Json()}, {"before", rule.before}, {"after", rule.after}});
  }
  return JsonAnswer({{"run", run}, {"changed", effect.changed}, {"rules", std::move(rules)}});
}

constexpr Route kRoutes[] = {
    {.method = "GET", .pattern = "/api/v1/strategies", .least = Role::kViewer, .handler = ShowStrategies, .needs = Needs::kJourneys},
    {.method = "GET", .pattern = "/api/v1/strategies/cases", .least = Role::kViewer, .handler = ShowCases, .needs = Needs::kJourneys},
    {.method = "POST", .pattern = "/api/v1/strategies/what-if", .least = Role::kViewer, .handler = ShowEffect, .needs = Needs::kJourneys},
};

}  // namespace

std::span<const Route> StrategyRoutes() { return kRoutes; }

}  // namespace auspex::serve
