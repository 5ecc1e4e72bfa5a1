#include "base/format.h"
#include "flow/customer.h"
#include "flow/receipt.h"
#include "flow/what_if.h"
#include "serve/api.h"
#include "serve/asked_run.h"
#include "serve/json_answer.h"
#include "serve/json_fields.h"
#include "serve/problem.h"

namespace auspex::serve {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kSteps = 200;  ///< of a journey that is shown
constexpr int64_t kMostFound = 50;

/// Models that what-ifs asked for. By file, so that several workspaces in one process do not meet.
flow::ModelCache& Models() {
  static flow::ModelCache models;
  return models;
}

Json OrNull(const std::string& text) { return text.empty() ? Json() : Json(text); }

Json ValueJson(const store::Value& value) {
  return std::visit(
      [](const auto& v) {
        if constexpr (std::is_same_v<std::decay_t<decltype(v)>, std::monostate>) return Json();
        else return Json(v);
      },
      value);
}

Json DecisionJson(const flow::Decision& decision) {
  Json next = Json::array(), conversions = Json::array(), trace = Json::array(), texts = Json::object();
  for (const auto& each : decision.next) next.push_back({{"symbol", each.name}, {"confidence", each.probability}});
  for (const auto& each : decision.conversions) conversions.push_back({{"name", each.name}, {"probability", each.probability}});
  for (const auto& line : decision.trace) {
    trace.push_back({{"rule", line.rule}, {"condition", line.condition}, {"value", OrNull(line.value)}, {"holds", line.holds}});
  }
  for (const auto& [language, text] : decision.advice_texts) texts[language] = text;
  return {{"next", std::move(next)},
          {"deciding", OrNull(decision.deciding)},
          {"conversions", std::move(conversions)},
          {"rule", OrNull(decision.rule)},
          {"channel", OrNull(decision.channel)},
          {"action", OrNull(decision.action)},
          {"advice", decision.advice},
          {"advice_texts", std::move(texts)},
          {"trace", std::move(trace)}};
}

Json StepJson(const flow::CustomerStep& step) {
  Json attributes = Json::object(), values = Json::object();
  for (const auto& [name, value] : step.attributes) attributes[name] = value ? Json(*value) : Json();
  for (const auto& [name, value] : step.values) values[name] = ValueJson(value);
  return {{"time", FormatTime(step.time)},
          {"symbol", step.symbol},
          {"detail", step.detail ? Json(*step.detail) : Json()},
          {"attributes", std::move(attributes)},
          {"values", std::move(values)}};
}

/// Asks for a customer's answer; one whom the prediction does not know is not found.
template <class Ask>
auto OfKnown(const Ask& ask) {
  try {
    return ask();
  } catch (const flow::UnknownCustomer& error) {
    throw HttpError(404, "not_found", error.message(), "id", error.advice());
  }
}

Response SearchCustomers(Context& context, const Caller&, Request& request) {
  const int64_t limit = QueryInteger(request, "limit", 20, 1, kMostFound);
  store::Connection connection = context.workspace.Connect();
  const auto run = FindPrediction(connection, 0);
  const auto found = flow::SearchCustomers(connection, run.run, request.Query("search").value_or(""), static_cast<size_t>(limit));
  return JsonAnswer({{"customers", found}});
}

Response ShowCustomer(Context& context, const Caller&, Request& request) {
  const std::string& id = request.parameters.at("id");
  store::Connection connection = context.workspace.Connect();
  const auto run = FindPrediction(connection, AskedRun(request));
  const auto receipt = OfKnown([&] { return flow::ReadReceipt(connection, context.pack, id, run.run); });
  const auto to = ParseTime(run.to);
  if (!to) throw Error(Fault::kInternal, "the run's settings hold no time: " + run.to, "runs");
  const auto journey = flow::ReadCustomer(connection, context.pack, id, *to, kSteps);
  Json steps = Json::array(), facts = Json::array();
  for (const auto& step : journey.steps) steps.push_back(StepJson(step));
  for (const auto& [name, value] : receipt.facts) facts.push_back({{"name", name}, {"value", value}});
  return JsonAnswer({{"customer", id},
                     {"run", RunJson(run)},
                     {"events", journey.events},
                     {"first", FormatTime(journey.first)},
                     {"last", FormatTime(journey.last)},
                     {"journey", std::move(steps)},
                     {"decision", DecisionJson(receipt)},
                     {"facts", std::move(facts)}});
}

Response ShowWhatIf(Context& context, const Caller&, Request& request) {
  const std::string& id = request.parameters.at("id");
  const auto symbol = request.Query("next");
  if (!symbol || symbol->empty()) throw BadRequest("is missing", "next", "Name the step that is supposed to come next.");
  store::Connection connection = context.workspace.Connect();
  const auto run = FindPrediction(connection, AskedRun(request));
  return OfKnown([&] {
    const auto before = flow::ReadReceipt(connection, context.pack, id, run.run);
    const auto after = flow::DecideIf(context.workspace, context.pack, Models(), run, id, *symbol);
    return JsonAnswer({{"symbol", *symbol}, {"before", DecisionJson(before)}, {"after", DecisionJson(after)}});
  });
}

constexpr Route kRoutes[] = {
    {.method = "GET", .pattern = "/api/v1/customers", .least = Role::kViewer, .handler = SearchCustomers, .needs = Needs::kJourneys},
    {.method = "GET", .pattern = "/api/v1/customers/{id}", .least = Role::kViewer, .handler = ShowCustomer, .needs = Needs::kJourneys},
    {.method = "GET", .pattern = "/api/v1/customers/{id}/what-if", .least = Role::kViewer, .handler = ShowWhatIf, .needs = Needs::kJourneys},
};

}  // namespace

std::span<const Route> CustomerRoutes() { return kRoutes; }

}  // namespace auspex::serve
