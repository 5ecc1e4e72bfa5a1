#include "flow/task_words.h"

#include <array>
#include <cmath>
#include <cstdio>

#include "base/error.h"
#include "base/format.h"

namespace auspex::flow {
namespace {

struct Words {
  const char *key, *hant, *hans, *english;
};
constexpr Words kWords[] = {{"customer", "顧客編號", "客户编号", "customer"},
                            {"cutoff", "截至月份", "截至月份", "cutoff"},
                            {"probability", "機率", "概率", "probability"},
                            {"rank", "名次", "名次", "rank"},
                            {"listed", "列入名單", "列入名单", "on the list"},
                            {"entered", "新進名單", "新进名单", "new on the list"},
                            {"reason", "原因", "原因", "reason"},
                            {"yes", "是", "是", "yes"},
                            {"no", "否", "否", "no"},
                            {"missing", "沒有資料", "没有资料", "not known"},
                            {"change", "變動", "变动", "change"},
                            {"rank_before", "上次名次", "上次名次", "rank before"},
                            {"change_entered", "新進名單", "新进名单", "new on the list"},
                            {"change_reached", "已達成，離開名單", "已达成，离开名单", "left: it has happened"},
                            {"change_fell", "名次落到名單之外", "名次落到名单之外", "left: fell below the cut"},
                            {"change_gone", "已不在預測對象中", "已不在预测对象中", "left: no longer among those foretold"}};

/// 1234.5 with `decimals`, commas between thousands.
std::string Grouped(double value, int decimals) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", decimals, std::abs(value));
  const std::string digits = text;
  const size_t point = std::min(digits.find('.'), digits.size());
  const bool negative = value < 0 && digits.find_first_not_of("0.") != std::string::npos;
  return (negative ? "-" : "") + WithCommas(std::stoull(digits.substr(0, point))) + digits.substr(point);
}

}  // namespace

std::string Word(const std::string& key, const std::string& language) {
  for (const Words& words : kWords) {
    if (key == words.key) return language == "zh-Hant" ? words.hant : language == "zh-Hans" ? words.hans : words.english;
  }
  throw Error(Fault::kInternal, "there is no word for " + key);
}

const std::map<std::string, std::string>& TextsOf(const pack::Pack& pack, const std::string& language) {
  const auto texts = pack.wording.find(language);
  return texts == pack.wording.end() ? pack.wording.at(pack.language) : texts->second;
}

std::string ValueInWords(float value, const learn::FeatureInfo& info, pack::ValueFormat format, const std::string& language) {
  if (std::isnan(value)) return Word("missing", language);
  if (info.is_category()) return info.categories[static_cast<size_t>(value)];
  const auto number = static_cast<double>(value);
  if (std::abs(number) >= 1e18) return std::to_string(number);
  switch (format) {
    case pack::ValueFormat::kInteger:
    case pack::ValueFormat::kMoney:
      return Grouped(number, 0);
    case pack::ValueFormat::kPercent:
      return Grouped(100 * number, 1) + " %";
    case pack::ValueFormat::kNumber:
    case pack::ValueFormat::kText:
      break;
  }
  return Grouped(number, std::abs(number) < 10 ? 2 : 1);
}

std::string ReasonInWords(const pack::TaskFeature& feature, bool raises, float value, const learn::FeatureInfo& info, const pack::Pack& pack,
                          const std::string& language) {
  const auto& texts = TextsOf(pack, language);
  return pack::FillWording(texts.at(raises ? feature.up : feature.down),
                           {{"value", ValueInWords(value, info, feature.format, language.empty() ? pack.language : language)}, {"meaning", texts.at(feature.meaning)}});
}

std::string OutcomeInWords(const pack::Pack& pack, const std::string& language) {
  const pack::TableTask& task = *pack.table_task;
  std::map<std::string, std::string> values = {{"horizon_months", std::to_string(task.horizon_months)}};
  for (const auto& setting : task.settings) {
    const bool whole = std::abs(setting.value) < 1e18 && setting.value == std::floor(setting.value);
    values[setting.name] = Grouped(setting.value, whole ? 0 : 2);
  }
  return pack::FillWording(TextsOf(pack, language).at(task.outcome), values);
}

}  // namespace auspex::flow
