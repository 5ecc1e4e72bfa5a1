// A task over tables explained: what its model leans on, one customer's score and why, and what it would be with other values.
#include <algorithm>
#include <cmath>

#include "base/format.h"
#include "base/progress.h"
#include "flow/customer_segment.h"
#include "flow/task_rows.h"
#include "flow/task_what_if.h"
#include "flow/task_words.h"
#include "serve/answer_cache.h"
#include "serve/api.h"
#include "serve/json_answer.h"
#include "serve/json_fields.h"
#include "serve/problem.h"
#include "serve/task_answers.h"

namespace auspex::serve {
namespace {

using Json = nlohmann::ordered_json;

constexpr int64_t kMostFound = 50;
constexpr size_t kPicturedFeatures = 15;  ///< whose points come without being asked for

/// Models that answers were made with. By file, so that several workspaces in one process do not meet.
flow::ScorerCache& Scorers() {
  static flow::ScorerCache scorers;
  return scorers;
}

flow::TaskExplainOptions InLanguageOf(const Caller& caller) { return {.language = caller.language, .scorers = &Scorers()}; }

/// What is not there is not found.
template <class Ask>
auto OfKnown(const Ask& ask) {
  try {
    return ask();
  } catch (const flow::UnscoredCustomer& error) {
    throw HttpError(404, "not_found", error.message(), "id", error.advice());
  } catch (const flow::NothingScored& error) {
    throw HttpError(404, "no_prediction", error.message(), {}, error.advice());
  }
}

/// The answer kept since the workspace changed last, or a new one.
template <class Make>
std::shared_ptr<const std::string> Kept(Context& context, const std::string& what, const Make& make) {
  const std::string question = "task/" + std::to_string(context.answers.Version()) + "/" + what;
  if (auto kept = context.answers.Find(question)) return kept;
  auto made = std::make_shared<const std::string>(make());
  context.answers.Keep(question, *made);
  return made;
}

flow::TaskPicture PictureOf(Context& context, store::Connection& connection, int64_t model_run) {
  Progress quiet;
  return flow::PictureOfRun(context.workspace, context.pack, flow::ModelsOf(connection, model_run), quiet);
}

Json FeatureInfos(Context& context, store::Connection& connection, int64_t model_run, const std::string& language) {
  return Json::parse(*Kept(context, "features " + std::to_string(model_run) + " " + language, [&] {
    return FeatureInfosJson(context.pack, PictureOf(context, connection, model_run), language).dump(-1, ' ', false, Json::error_handler_t::replace);
  }));
}

Response SearchCustomers(Context& context, const Caller&, Request& request) {
  const int64_t limit = QueryInteger(request, "limit", 20, 1, kMostFound);
  store::Connection connection = context.workspace.Connect();
  return OfKnown([&] {
    const flow::ScoredRun run = flow::NewestScores(connection);
    Json customers = Json::array();
    for (const auto& line : flow::SearchScored(connection, run, request.Query("search").value_or(""), static_cast<size_t>(limit))) {
      customers.push_back({{"customer", line.customer}, {"probability", line.probability}, {"rank", line.rank}, {"listed", line.listed}});
    }
    return JsonAnswer({{"run", run.run}, {"customers", std::move(customers)}});
  });
}

Response ShowCustomer(Context& context, const Caller& caller, Request& request) {
  const std::string& id = request.parameters.at("id");
  const auto receipt = OfKnown([&] { return flow::ExplainCustomer(context.workspace, context.pack, id, InLanguageOf(caller)); });
  store::Connection connection = context.workspace.Connect();
  const auto segment = flow::SegmentOf(connection, context.pack, id, caller.language);
  return JsonAnswer({{"customer", receipt.customer},
                     {"run", receipt.run},
                     {"cutoff", receipt.cutoff},
                     {"task", receipt.task},
                     {"outcome", receipt.outcome},
                     {"horizon_months", context.pack.table_task->horizon_months},
                     {"model", receipt.model},
                     {"model_run", receipt.model_run},
                     {"calibration", receipt.calibration},
                     {"customers", receipt.customers},
                     {"base", receipt.base},
                     {"unit", receipt.margin_is_probability ? "probability" : "log_odds"},
                     {"segment", segment ? Json{{"id", segment->id}, {"name", segment->name}} : Json()},
                     {"score", ScoreJson(receipt)},
                     {"features", FeatureInfos(context, connection, receipt.model_run, caller.language)}});
}

flow::FeatureChanges ChangesOf(const nlohmann::json& body) {
  flow::FeatureChanges changes;
  const auto field = body.find("changes");
  if (field == body.end() || !field->is_object()) throw BadRequest("must be an object of values by feature", "changes");
  for (const auto& [feature, value] : field->items()) {
    if (value.is_null()) changes[feature] = std::monostate();
    else if (value.is_number()) changes[feature] = value.get<double>();
    else if (value.is_string()) changes[feature] = value.get<std::string>();
    else throw BadRequest("must be a number, a text or null", Excerpt(feature));
  }
  return changes;
}

Response ShowWhatIf(Context& context, const Caller& caller, Request& request) {
  const flow::FeatureChanges changes = ChangesOf(ParseBody(request.body));
  const auto answer = OfKnown([&] { return flow::ExplainIf(context.workspace, context.pack, request.parameters.at("id"), changes, InLanguageOf(caller)); });
  return JsonAnswer({{"before", ScoreJson(answer.before)}, {"after", ScoreJson(answer.after)}, {"moved", answer.moved}});
}

Response ShowContact(Context& context, const Caller& caller, Request& request) {
  if (context.pack.act.empty()) throw NotFound("the pack says nothing about channels");
  try {
    return JsonAnswer(ContactJson(flow::ReadContactReceipt(context.workspace, context.pack, request.parameters.at("id"), caller.language)));
  } catch (const Error& error) {
    if (error.fault() != Fault::kUsage) throw;
    throw HttpError(404, "no_contact", error.message(), error.where(), error.advice());
  }
}

/// A sample is drawn, not read off: five digits are enough.
Json Rounded(double value) { return std::isfinite(value) ? Json(std::stod(FormatText("%.5g", value))) : Json(); }

Json PointsJson(const flow::ReportShap& shap, size_t feature, size_t features) {
  Json values = Json::array(), shares = Json::array();
  for (size_t r = 0; r < shap.rows; ++r) {
    values.push_back(Rounded(shap.values[r * features + feature]));
    shares.push_back(Rounded(shap.contributions[r * features + feature]));
  }
  return {{"values", std::move(values)}, {"shares", std::move(shares)}};
}

/// Business features by wording key; a feature that the pack no longer describes is one of its own.
learn::ReasonGroups GroupsOf(const flow::TaskPicture& picture, const pack::Pack& pack) {
  learn::ReasonGroups groups;
  for (const auto& spread : picture.features) {
    const pack::TaskFeature* feature = pack.table_task->Find(spread.name);
    const std::string& name = feature == nullptr ? spread.name : feature->group;
    const auto at = std::ranges::find(groups.names, name);
    groups.group.push_back(static_cast<uint32_t>(at - groups.names.begin()));
    if (at == groups.names.end()) groups.names.push_back(name);
  }
  return groups;
}

/// Places from the largest value down; equal ones in their order.
std::vector<size_t> LargestFirst(const std::vector<double>& values) {
  std::vector<size_t> order(values.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::ranges::stable_sort(order, std::greater(), [&](size_t i) { return values[i]; });
  return order;
}

std::string TextOf(const pack::Pack& pack, const std::string& language, const std::string& key) {
  const auto& texts = flow::TextsOf(pack, language);
  const auto at = texts.find(key);
  return at == texts.end() ? key : at->second;
}

Json ExplanationJson(const flow::TaskPicture& picture, const pack::Pack& pack, const std::string& language, const std::string& asked) {
  const learn::ReasonGroups groups = GroupsOf(picture, pack);
  const auto importance = learn::ImportanceOf(picture.shap.contributions, picture.shap.rows, groups);
  Json group_list = Json::array(), feature_list = Json::array(), points = Json::object();
  for (const size_t g : LargestFirst(importance.groups)) {
    group_list.push_back({{"group", TextOf(pack, language, groups.names[g])}, {"mean_absolute", Rounded(importance.groups[g])}});
  }
  const auto order = LargestFirst(importance.features);
  for (size_t i = 0; i < order.size(); ++i) {
    const std::string& name = picture.features[order[i]].name;
    feature_list.push_back({{"name", name}, {"mean_absolute", Rounded(importance.features[order[i]])}});
    if (asked.empty() ? i < kPicturedFeatures : name == asked) points[name] = PointsJson(picture.shap, order[i], picture.features.size());
  }
  if (!asked.empty() && points.empty()) throw NotFound("the model has no feature " + Excerpt(asked), "feature");
  return {{"run", picture.run},
          {"cutoff", picture.cutoff},
          {"outcome", flow::OutcomeInWords(pack, language)},
          {"horizon_months", pack.table_task->horizon_months},
          {"model", picture.shap.model},
          {"unit", picture.shap.of_probability ? "probability" : "log_odds"},
          {"base", picture.shap.base},
          {"rows", picture.shap.rows},
          {"groups", std::move(group_list)},
          {"importance", std::move(feature_list)},
          {"points", std::move(points)},
          {"features", FeatureInfosJson(pack, picture, language)}};
}

/// The training that the newest scores were made with; the newest one where there are none.
int64_t ExplainedTraining(store::Connection& connection) {
  try {
    return flow::NewestScores(connection).model_run;
  } catch (const flow::NothingScored&) {
    return flow::NewestModels(connection).front().run;
  }
}

Response ShowExplanation(Context& context, const Caller& caller, Request& request) {
  const std::string asked = request.Query("feature").value_or("");
  Response response;
  response.body = *Kept(context, "explanation " + caller.language + " " + asked, [&] {
    store::Connection connection = context.workspace.Connect();
    const auto picture = PictureOf(context, connection, ExplainedTraining(connection));
    return ExplanationJson(picture, context.pack, caller.language, asked).dump(-1, ' ', false, Json::error_handler_t::replace);
  });
  return response;
}

constexpr Route kRoutes[] = {
    {.method = "GET", .pattern = "/api/v1/task/customers", .least = Role::kViewer, .handler = SearchCustomers, .needs = Needs::kTask},
    {.method = "GET", .pattern = "/api/v1/task/customers/{id}", .least = Role::kViewer, .handler = ShowCustomer, .needs = Needs::kTask},
    {.method = "POST", .pattern = "/api/v1/task/customers/{id}/what-if", .least = Role::kViewer, .handler = ShowWhatIf, .needs = Needs::kTask},
    {.method = "GET", .pattern = "/api/v1/task/customers/{id}/contact", .least = Role::kViewer, .handler = ShowContact, .needs = Needs::kTask},
    {.method = "GET", .pattern = "/api/v1/task/explanation", .least = Role::kViewer, .handler = ShowExplanation, .needs = Needs::kTask},
};

}  // namespace

std::span<const Route> TaskCustomerRoutes() { return kRoutes; }

}  // namespace auspex::serve
