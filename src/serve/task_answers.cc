#include "serve/task_answers.h"

#include <cmath>

#include "flow/task_words.h"

namespace auspex::serve {
namespace {

using Json = nlohmann::ordered_json;

Json LineJson(const flow::ReceiptLine& line) {
  const bool there = !std::isnan(line.number), is_category = !line.categories.empty();
  return {{"name", line.feature},
          {"share", line.share},
          {"value", line.value},
          {"number", there && !is_category ? Json(line.number) : Json()},
          {"category", there && is_category ? Json(line.categories.at(static_cast<size_t>(line.number))) : Json()}};
}

std::string Stored(const flow::ContactReceipt& receipt, const char* name) {
  const auto at = receipt.stored.find(name);
  return at == receipt.stored.end() ? "" : at->second;
}

Json OrNull(const std::string& text) { return text.empty() ? Json() : Json(text); }

}  // namespace

Json FiniteOrNull(double value) { return std::isfinite(value) ? Json(value) : Json(); }

Json FeatureInfosJson(const pack::Pack& pack, const flow::TaskPicture& picture, const std::string& language) {
  const auto& texts = flow::TextsOf(pack, language);
  Json infos = Json::array();
  for (const auto& spread : picture.features) {
    const pack::TaskFeature* feature = pack.table_task->Find(spread.name);
    if (feature == nullptr) continue;
    infos.push_back({{"name", feature->name},
                     {"meaning", texts.at(feature->meaning)},
                     {"group", texts.at(feature->group)},
                     {"unit", feature->unit.empty() ? "" : texts.at(feature->unit)},
                     {"source", feature->source},
                     {"format", pack::ValueFormatName(feature->format)},
                     {"categories", spread.categories},
                     {"follows", feature->follows_from},
                     {"missing", spread.missing},
                     {"least", FiniteOrNull(spread.least)},
                     {"low", FiniteOrNull(spread.low)},
                     {"median", FiniteOrNull(spread.median)},
                     {"high", FiniteOrNull(spread.high)},
                     {"most", FiniteOrNull(spread.most)}});
  }
  return infos;
}

Json ScoreJson(const flow::TaskReceipt& receipt) {
  Json reasons = Json::array(), lines = Json::array();
  for (const auto& reason : receipt.reasons) {
    reasons.push_back({{"group", reason.group}, {"feature", reason.feature}, {"share", reason.share}, {"text", reason.text}});
  }
  for (const auto& line : receipt.features) lines.push_back(LineJson(line));
  return {{"probability", receipt.probability}, {"raw", receipt.raw},       {"rank", receipt.rank},        {"listed", receipt.listed},
          {"margin", receipt.margin},           {"reasons", reasons}, {"features", std::move(lines)}};
}

Json ContactJson(const flow::ContactReceipt& receipt) {
  Json channels = Json::array();
  for (const auto& line : receipt.channels) {
    size_t held = 0;
    for (const auto& condition : line.conditions) held += condition.second ? 1 : 0;
    channels.push_back({{"name", line.channel},
                        {"allowed", line.allowed},
                        {"first_day", line.first_day},
                        {"value", line.value},
                        {"conditions", line.conditions.size()},
                        {"held", held},
                        {"against", line.against}});
  }
  const std::string value = Stored(receipt, "value");
  return {{"run", receipt.run},
          {"month", receipt.month},
          {"customer", receipt.customer},
          {"channel", OrNull(receipt.channel)},
          {"day", receipt.channel.empty() ? Json() : OrNull(Stored(receipt, "day"))},
          {"message", OrNull(receipt.message)},
          {"value", value.empty() ? Json() : FiniteOrNull(std::stod(value))},
          {"why", OrNull(Stored(receipt, "why"))},
          {"left_out", OrNull(receipt.left_out)},
          {"channels", std::move(channels)}};
}

}  // namespace auspex::serve
