#include "flow/task_picture_store.h"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/error.h"

namespace auspex::flow {
namespace {

using nlohmann::json;

json Number(double value) { return std::isfinite(value) ? json(value) : json(nullptr); }
double NumberFrom(const json& value) { return value.is_null() ? std::numeric_limits<double>::quiet_NaN() : value.get<double>(); }

/// With as few digits as tell it from its neighbours: a double of the same digits is half as long as the float's own.
json Number(float value) {
  if (!std::isfinite(value)) return nullptr;
  std::array<char, 32> text{};
  double same = 0;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  std::from_chars(text.data(), end, same);
  return static_cast<float>(same) == value ? same : static_cast<double>(value);
}
float FloatFrom(const json& value) { return value.is_null() ? learn::kMissing : static_cast<float>(value.get<double>()); }

template <class... Numbers>
json Row(Numbers... values) {
  return json::array({Number(values)...});
}

json ToJson(const learn::BinaryMetrics& m) {
  return Row(m.weight, m.positive, m.roc_auc, m.average_precision, m.brier, m.log_loss, m.ece);
}
learn::BinaryMetrics MetricsFrom(const json& row) {
  const auto at = [&](size_t k) { return NumberFrom(row.at(k)); };
  return {at(0), at(1), at(2), at(3), at(4), at(5), at(6)};
}

json ToJson(const learn::Interval& interval) { return Row(interval.low, interval.high); }
learn::Interval IntervalFrom(const json& row) { return {NumberFrom(row.at(0)), NumberFrom(row.at(1))}; }

json ToJson(const learn::AucEstimate& of) { return Row(of.auc, of.variance, of.interval.low, of.interval.high); }
learn::AucEstimate EstimateFrom(const json& row) {
  return {NumberFrom(row.at(0)), NumberFrom(row.at(1)), {NumberFrom(row.at(2)), NumberFrom(row.at(3))}};
}

json ToJson(const learn::AucComparison& of) {
  return {ToJson(of.a), ToJson(of.b), Row(of.difference, of.standard_error, of.z, of.p_value, of.interval.low, of.interval.high)};
}
void Read(const json& parts, learn::AucComparison& comparison) {
  const json& rest = parts.at(2);
  const auto at = [&](size_t k) { return NumberFrom(rest.at(k)); };
  comparison = {EstimateFrom(parts.at(0)), EstimateFrom(parts.at(1)), at(0), at(1), at(2), at(3), {at(4), at(5)}};
}

json ToJson(const learn::MetricIntervals& of) {
  return {ToJson(of.auc), ToJson(of.average_precision), ToJson(of.log_loss), ToJson(of.brier), ToJson(of.ece)};
}
learn::MetricIntervals IntervalsFrom(const json& rows) {
  return {IntervalFrom(rows.at(0)), IntervalFrom(rows.at(1)), IntervalFrom(rows.at(2)), IntervalFrom(rows.at(3)), IntervalFrom(rows.at(4))};
}

json ToJson(const learn::CurvePoint& point) { return Row(point.threshold, point.x, point.y); }
json ToJson(const learn::GainPoint& point) { return Row(point.share, point.gain, point.lift); }
json ToJson(const KsPoint& point) { return Row(point.threshold, point.yes, point.no); }
json ToJson(const learn::CalibrationBin& bin) {
  return {Number(bin.mean), Number(bin.observed), Number(bin.low), Number(bin.high), bin.count, Number(bin.weight)};
}

/// A threshold above all scores is that of a curve's beginning.
void Read(const json& row, learn::CurvePoint& point) {
  point = {row.at(0).is_null() ? std::numeric_limits<double>::infinity() : row.at(0).get<double>(), NumberFrom(row.at(1)), NumberFrom(row.at(2))};
}
void Read(const json& row, learn::GainPoint& point) { point = {NumberFrom(row.at(0)), NumberFrom(row.at(1)), NumberFrom(row.at(2))}; }
void Read(const json& row, KsPoint& point) { point = {NumberFrom(row.at(0)), NumberFrom(row.at(1)), NumberFrom(row.at(2))}; }
void Read(const json& row, learn::CalibrationBin& bin) {
  bin = {NumberFrom(row.at(0)), NumberFrom(row.at(1)), NumberFrom(row.at(2)), NumberFrom(row.at(3)), row.at(4).get<uint64_t>(), NumberFrom(row.at(5))};
}

json ToJson(const ReportModel& model);
void Read(const json& object, ReportModel& model);
json ToJson(const FeatureSpread& of);
void Read(const json& object, FeatureSpread& of);

template <class Item>
json ListOf(const std::vector<Item>& items) {
  json list = json::array();
  for (const Item& item : items) list.push_back(ToJson(item));
  return list;
}
template <class Item>
void ReadList(const json& list, std::vector<Item>& items) {
  for (const json& row : list) Read(row, items.emplace_back());
}

json ToJson(const ReportModel& model) {
  return {{"name", model.name},
          {"metrics", ToJson(model.metrics)},
          {"intervals", ToJson(model.intervals)},
          {"against_best", ToJson(model.against_best)},
          {"as_good_as_best", model.as_good_as_best},
          {"ks", Row(model.ks.distance, model.ks.score)},
          {"roc", ListOf(model.roc)},
          {"precision_recall", ListOf(model.precision_recall)},
          {"gain", ListOf(model.gain)},
          {"calibration", ListOf(model.calibration)},
          {"ks_curve", ListOf(model.ks_curve)},
          {"settings", model.settings}};
}

void Read(const json& object, ReportModel& model) {
  model.name = object.at("name").get<std::string>();
  model.metrics = MetricsFrom(object.at("metrics"));
  model.intervals = IntervalsFrom(object.at("intervals"));
  Read(object.at("against_best"), model.against_best);
  model.as_good_as_best = object.at("as_good_as_best").get<bool>();
  model.ks = {NumberFrom(object.at("ks").at(0)), NumberFrom(object.at("ks").at(1))};
  ReadList(object.at("roc"), model.roc);
  ReadList(object.at("precision_recall"), model.precision_recall);
  ReadList(object.at("gain"), model.gain);
  ReadList(object.at("calibration"), model.calibration);
  ReadList(object.at("ks_curve"), model.ks_curve);
  model.settings = object.at("settings").get<ReportPairs>();
}

json ToJson(const FeatureSpread& of) {
  return {{"name", of.name}, {"categories", of.categories}, {"missing", of.missing}, {"spread", Row(of.least, of.low, of.median, of.high, of.most)}};
}
void Read(const json& object, FeatureSpread& of) {
  const json& spread = object.at("spread");
  of = {object.at("name").get<std::string>(), object.at("categories").get<std::vector<std::string>>(), object.at("missing").get<uint64_t>(),
        FloatFrom(spread.at(0)), FloatFrom(spread.at(1)), FloatFrom(spread.at(2)), FloatFrom(spread.at(3)), FloatFrom(spread.at(4))};
}

json FloatsOf(const std::vector<float>& values) {
  json list = json::array();
  for (const float value : values) list.push_back(Number(value));
  return list;
}
std::vector<float> FloatsFrom(const json& list) {
  std::vector<float> values;
  for (const json& value : list) values.push_back(FloatFrom(value));
  return values;
}

json ToJson(const ReportShap& shap) {
  return {{"model", shap.model}, {"of_probability", shap.of_probability}, {"rows", shap.rows}, {"base", Number(shap.base)},
          {"values", FloatsOf(shap.values)}, {"contributions", FloatsOf(shap.contributions)}};
}
ReportShap ShapFrom(const json& object) {
  return {object.at("model").get<std::string>(), object.at("of_probability").get<bool>(), object.at("rows").get<size_t>(),
          NumberFrom(object.at("base")), FloatsFrom(object.at("values")), FloatsFrom(object.at("contributions"))};
}

std::string TextOf(const json& value) { return value.dump(-1, ' ', false, json::error_handler_t::replace); }

void CreatePictureTable(store::Connection& connection) {
  connection.Run("CREATE TABLE IF NOT EXISTS task_pictures(run BIGINT, test VARCHAR, models VARCHAR, shap VARCHAR, features VARCHAR)");
}

}  // namespace

void StoreTaskPicture(store::Connection& connection, const TaskPicture& picture) {
  CreatePictureTable(connection);
  const json test = {{"cutoff", picture.cutoff}, {"rows", picture.rows}, {"positives", picture.positives}, {"pairs", ListOf(picture.pairs)}};
  connection.Query("DELETE FROM task_pictures WHERE run = ?", {picture.run});
  connection.Query("INSERT INTO task_pictures VALUES (?, ?, ?, ?, ?)", {picture.run, TextOf(test), TextOf(ListOf(picture.models)),
                                                                        TextOf(ToJson(picture.shap)), TextOf(ListOf(picture.features))});
}

std::optional<TaskPicture> ReadTaskPicture(store::Connection& connection, int64_t run, const PictureParts& parts) {
  if (connection.Integer("SELECT count(*) FROM duckdb_tables() WHERE schema_name = 'main' AND table_name = 'task_pictures'") == 0) return std::nullopt;
  const auto rows = connection.Query("SELECT test, models, features, CASE WHEN ? THEN shap END FROM task_pictures WHERE run = ?", {parts.shap, run}).Rows();
  if (rows.empty()) return std::nullopt;
  try {
    const auto part = [&](size_t k) { return json::parse(rows[0][k].value_or("")); };
    const json test = part(0);
    TaskPicture picture{.run = run, .cutoff = test.at("cutoff").get<std::string>(), .rows = test.at("rows").get<uint64_t>(),
                        .positives = test.at("positives").get<uint64_t>(), .models = {}, .pairs = {}, .shap = {}, .features = {}};
    ReadList(test.at("pairs"), picture.pairs);
    ReadList(part(1), picture.models);
    ReadList(part(2), picture.features);
    if (parts.shap) picture.shap = ShapFrom(part(3));
    return picture;
  } catch (const json::exception& error) {
    throw Error(Fault::kData, "what was measured of training run " + std::to_string(run) + " cannot be read: " + error.what(), "table task_pictures",
                "Train again: auspex -w DIR train");
  }
}

}  // namespace auspex::flow
