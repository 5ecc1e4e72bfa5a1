// Training runs of a task over tables: the leaderboards; a training's curves, and what its logistic regression and its tree say, in the caller's words.
#include <algorithm>
#include <cmath>

#include "flow/report/report_figures.h"
#include "flow/task_model_words.h"
#include "flow/task_picture_store.h"
#include "flow/task_trainings.h"
#include "flow/task_words.h"
#include "serve/answer_cache.h"
#include "serve/api.h"
#include "serve/json_answer.h"
#include "serve/json_fields.h"
#include "serve/problem.h"

namespace auspex::serve {
namespace {

using Json = nlohmann::ordered_json;

Json Number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

template <class... Numbers>
Json Row(Numbers... values) {
  return Json::array({Number(values)...});
}

Json Measured(double value, const learn::Interval& interval) {
  return {{"value", Number(value)}, {"low", Number(interval.low)}, {"high", Number(interval.high)}};
}

Json RowsOf(const flow::CutoffRows& of) {
  return {{"cutoff", data::MonthText(of.cutoff)}, {"rows", of.rows}, {"positives", of.positives}, {"unknown", of.unknown}};
}

Json LineOf(const flow::RecordedModel& model) {
  return {{"name", model.record.name},
          {"chosen", model.record.chosen},
          {"seconds", model.record.seconds},
          {"rows", model.record.windows},
          {"calibration", model.calibration},
          {"auc", Measured(model.auc, {model.auc_low, model.auc_high})},
          {"average_precision", Number(model.average_precision)},
          {"log_loss", Number(model.log_loss)},
          {"brier", Number(model.brier)},
          {"ece", Number(model.ece)},
          {"ks", Number(model.ks)},
          {"as_good_as_best", model.as_good_as_best ? Json(*model.as_good_as_best) : Json(nullptr)}};
}

Json TrainingOf(const flow::TaskTraining& training) {
  Json cutoffs = Json::array(), models = Json::array();
  for (const auto& rows : training.training) cutoffs.push_back(RowsOf(rows));
  for (const auto& model : training.models) models.push_back(LineOf(model));
  return {{"run", training.run},
          {"finished", training.finished},
          {"seconds", training.seconds},
          {"seed", training.seed},
          {"horizon_months", training.horizon_months},
          {"features", training.features},
          {"calibration_rows", training.calibration_rows},
          {"share", training.share},
          {"training", std::move(cutoffs)},
          {"test", RowsOf(training.test)},
          {"models", std::move(models)}};
}

/// The answer kept under the question, or a new one.
template <class Make>
Response Kept(Context& context, const std::string& question, const Make& make) {
  Response response;
  const std::string asked = question + " " + std::to_string(context.answers.Version());
  if (const auto kept = context.answers.Find(asked)) {
    response.body = *kept;
    return response;
  }
  response = JsonAnswer(make());
  context.answers.Keep(asked, response.body);
  return response;
}

Response ListTrainings(Context& context, const Caller&, Request&) {
  return Kept(context, "task trainings", [&] {
    store::Connection connection = context.workspace.Connect();
    Json trainings = Json::array();
    for (const auto& training : flow::TaskTrainings(connection)) trainings.push_back(TrainingOf(training));
    return Json{{"trainings", std::move(trainings)}};
  });
}

template <class Item, class ToRow>
Json ListOf(const std::vector<Item>& items, const ToRow& row) {
  Json list = Json::array();
  for (const Item& item : items) list.push_back(row(item));
  return list;
}

Json CurvesOf(const flow::ReportModel& model) {
  const auto point = [](const learn::CurvePoint& p) { return Row(p.x, p.y, p.threshold); };
  return {{"name", model.name},
          {"auc", Measured(model.metrics.roc_auc, model.intervals.auc)},
          {"average_precision", Measured(model.metrics.average_precision, model.intervals.average_precision)},
          {"log_loss", Measured(model.metrics.log_loss, model.intervals.log_loss)},
          {"brier", Measured(model.metrics.brier, model.intervals.brier)},
          {"ece", Measured(model.metrics.ece, model.intervals.ece)},
          {"ks", {{"distance", Number(model.ks.distance)}, {"threshold", Number(model.ks.score)}}},
          {"roc", ListOf(model.roc, point)},
          {"precision_recall", ListOf(model.precision_recall, point)},
          {"gain", ListOf(model.gain, [](const learn::GainPoint& p) { return Row(p.share, p.gain, p.lift); })},
          {"ks_curve", ListOf(model.ks_curve, [](const flow::KsPoint& p) { return Row(p.threshold, p.yes, p.no); })},
          {"calibration", ListOf(model.calibration, [](const learn::CalibrationBin& bin) {
             return Json{{"mean", bin.mean}, {"observed", bin.observed}, {"low", bin.low}, {"high", bin.high}, {"count", bin.count}};
           })}};
}

Json PairsOf(const flow::TaskPicture& picture) {
  Json pairs = Json::array();
  size_t k = 0;
  for (size_t a = 0; a < picture.models.size(); ++a) {
    for (size_t b = a + 1; b < picture.models.size(); ++b, ++k) {
      const learn::AucComparison& pair = picture.pairs[k];
      pairs.push_back({{"a", picture.models[a].name}, {"b", picture.models[b].name},
                       {"difference", Measured(pair.difference, pair.interval)}, {"p", Number(pair.p_value)}});
    }
  }
  return pairs;
}

Json LogisticJson(const flow::ReportData& data) {
  if (!data.logistic) return nullptr;
  const flow::ReportWords words(data.language);
  const learn::LogisticTable& table = data.logistic->table;
  Json terms = Json::array();
  for (size_t k = 0; k < table.terms.size(); ++k) {
    const learn::LogisticTerm& term = table.terms[k];
    Json object = {{"name", term.name}, {"label", nullptr}, {"step", nullptr}, {"feature", nullptr}, {"deviation", 1.0},
                   {"coefficient", Number(term.coefficient)}, {"standard_error", Number(term.standard_error)},
                   {"low", Number(term.low)}, {"high", Number(term.high)}, {"z", Number(term.z)}, {"p", Number(term.p)}};
    if (k > 0) {
      const learn::DesignColumn& column = data.logistic->columns.at(k - 1);
      const flow::TermWords told = flow::TermInWords(data, k - 1, words);
      object["label"] = told.label, object["step"] = told.step, object["feature"] = data.features.at(column.feature).name;
      object["deviation"] = column.one_hot ? 1.0 : column.deviation;
    }
    terms.push_back(std::move(object));
  }
  return {{"terms", std::move(terms)}, {"has_errors", table.has_errors}, {"rows", table.rows}, {"deviance", Number(table.deviance)},
          {"null_deviance", Number(table.null_deviance)}, {"aic", Number(table.aic)}};
}

Json TreeJson(const flow::ReportData& data) {
  return {{"nodes", ListOf(data.tree, [](const flow::ReportTreeNode& node) {
             return Json{{"condition", node.condition}, {"left", node.left}, {"right", node.right}, {"share", node.share},
                         {"positive_share", node.positive_share}};
           })},
          {"rules", ListOf(data.rules, [](const flow::ReportRule& rule) {
             return Json{{"conditions", rule.conditions}, {"support", rule.support}, {"support_share", rule.support_share},
                         {"positive_share", rule.positive_share}, {"purity", rule.purity}, {"lift", rule.lift}};
           })}};
}

/// What logistic regression and tree say. Words need to know of each feature whether values were missing: of a run of a previous version, which kept
/// no picture, it is not known, and conditions do not speak of it.
flow::ReportData WordsOf(Context& context, const pack::Pack& pack, const flow::TaskTraining& training,
                         const std::optional<flow::TaskPicture>& picture) {
  flow::ReportData data;
  data.language = pack.language;
  std::vector<flow::ModelRecord> records;
  for (const auto& model : training.models) records.push_back(model.record);
  const auto folder = context.workspace.models_folder();
  try {
    std::vector<flow::FeatureSpread> features;
    if (picture) features = picture->features;
    else features = flow::FeaturesOf(flow::ReadTableModel(folder / records.front().file).schema());
    data.features = flow::FeaturesInWords(features, pack);
    flow::PutModelsInWords(records, folder, data);
  } catch (const Error& error) {
    throw HttpError(500, "damaged_model", error.message(), error.where(), error.advice());
  }
  return data;
}

/// A run of a previous version recorded no intervals; its picture, once it was measured, has them.
void AddIntervals(const flow::TaskPicture& picture, flow::TaskTraining& training) {
  for (flow::RecordedModel& model : training.models) {
    const auto measured = std::ranges::find(picture.models, model.record.name, &flow::ReportModel::name);
    if (measured == picture.models.end()) continue;
    model.auc_low = measured->intervals.auc.low, model.auc_high = measured->intervals.auc.high;
    model.as_good_as_best = measured->as_good_as_best;
  }
}

Json DetailOf(Context& context, const std::string& language, int64_t run) {
  store::Connection connection = context.workspace.Connect();
  auto trainings = flow::TaskTrainings(connection, run);
  if (trainings.empty()) throw NotFound("there is no such training", std::to_string(run));
  pack::Pack pack = context.pack;
  pack.language = language;
  const auto picture = flow::ReadTaskPicture(connection, run, {.shap = false});
  if (picture) AddIntervals(*picture, trainings.front());
  const flow::ReportData words = WordsOf(context, pack, trainings.front(), picture);
  const auto& settings = pack.table_task->settings;
  const auto asked = std::ranges::find(settings, "asked_auc", &pack::TaskSetting::name);
  return {{"training", TrainingOf(trainings.front())},
          {"outcome", flow::OutcomeInWords(pack)},
          {"asked_auc", asked == settings.end() ? Json(nullptr) : Json(asked->value)},
          {"curves", picture ? ListOf(picture->models, CurvesOf) : Json(nullptr)},
          {"pairs", picture ? PairsOf(*picture) : Json::array()},
          {"logistic", LogisticJson(words)},
          {"tree", words.tree.empty() ? Json(nullptr) : TreeJson(words)}};
}

Response ShowTraining(Context& context, const Caller& caller, Request& request) {
  const int64_t run = PathInteger(request, "run");
  const std::string language = context.pack.wording.contains(caller.language) ? caller.language : context.pack.language;
  return Kept(context, "task training " + std::to_string(run) + " " + language, [&] { return DetailOf(context, language, run); });
}

constexpr Route kRoutes[] = {
    {.method = "GET", .pattern = "/api/v1/task/models", .least = Role::kViewer, .handler = ListTrainings, .needs = Needs::kTask},
    {.method = "GET", .pattern = "/api/v1/task/models/{run}", .least = Role::kViewer, .handler = ShowTraining, .needs = Needs::kTask},
};

}  // namespace

std::span<const Route> TaskModelRoutes() { return kRoutes; }

}  // namespace auspex::serve
