#include "flow/report/report_words.h"

#include <cmath>
#include <set>

#include "base/error.h"
#include "draw/numbers.h"
#include "pack/pack.h"

// The assembler copies the file as it is; CMakeLists.txt names it and builds this anew when it changes.
asm(".section .rodata\n"
    "auspex_report_texts:\n"
    ".incbin \"" AUSPEX_REPORT_TEXTS "\"\n"
    "auspex_report_texts_end:\n"
    ".byte 0\n"
    ".previous\n");

extern "C" {
extern const char auspex_report_texts[], auspex_report_texts_end[];
}

namespace auspex::flow {
namespace {

std::set<std::string> Placeholders(std::string_view text) {
  std::set<std::string> names;
  for (size_t open = text.find('{'); open != std::string_view::npos; open = text.find('{', open + 1)) {
    const size_t close = text.find('}', open);
    if (close != std::string_view::npos) names.insert(std::string(text.substr(open + 1, close - open - 1)));
  }
  return names;
}

[[noreturn]] void Refuse(const std::string& what, size_t line) {
  throw Error(Fault::kInternal, what, "report.txt:" + std::to_string(line), "A block is a key, English, zh-Hant and zh-Hans.");
}

void Take(const std::vector<std::string>& block, size_t line, std::map<std::string, ReportText>& texts) {
  if (block.size() != 4) Refuse("the block has " + std::to_string(block.size()) + " lines", line);
  for (const size_t k : {2, 3}) {
    if (Placeholders(block[k]) != Placeholders(block[1])) Refuse("the placeholders of " + block[0] + " differ between the languages", line);
  }
  if (!texts.emplace(block[0], ReportText{block[1], block[2], block[3]}).second) Refuse("the text is there twice: " + block[0], line);
}

}  // namespace

std::map<std::string, ReportText> ParseReportTexts(std::string_view text) {
  std::map<std::string, ReportText> texts;
  std::vector<std::string> block;
  size_t number = 1;
  for (; !text.empty(); ++number) {
    const std::string line(text.substr(0, text.find('\n')));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line.starts_with('#')) continue;
    if (!line.empty()) {
      block.push_back(line);
    } else if (!block.empty()) {
      Take(block, number, texts);
      block.clear();
    }
  }
  if (!block.empty()) Take(block, number, texts);
  return texts;
}

const std::map<std::string, ReportText>& ReportTexts() {
  static const auto texts = ParseReportTexts({auspex_report_texts, static_cast<size_t>(auspex_report_texts_end - auspex_report_texts)});
  return texts;
}

ReportWords::ReportWords(std::string language) : language_(std::move(language)) {
  if (language_ != "en" && language_ != "zh-Hant" && language_ != "zh-Hans") {
    throw Error(Fault::kUsage, "a report cannot be written in " + language_, {}, "The languages are zh-Hant, zh-Hans and en.");
  }
}

std::string ReportWords::operator()(const std::string& key, const Values& values) const {
  const auto found = ReportTexts().find(key);
  if (found == ReportTexts().end()) throw Error(Fault::kInternal, "the report has no text " + key, "report.txt");
  const ReportText& text = found->second;
  const std::string& chosen = language_ == "en" ? text.english : language_ == "zh-Hant" ? text.traditional : text.simplified;
  for (const std::string& name : Placeholders(chosen)) {
    if (!values.contains(name)) throw Error(Fault::kInternal, "the text " + key + " lacks its value " + name, "report.txt");
  }
  return pack::FillWording(chosen, values);
}

std::string ReportWords::Model(const std::string& name) const { return ReportTexts().contains("model." + name) ? (*this)("model." + name) : name; }

std::string ReportWords::List(const std::vector<std::string>& items) const {
  std::string out;
  for (size_t k = 0; k < items.size(); ++k)
    out += (k == 0 ? "" : k + 1 == items.size() ? (*this)("list.last") : (*this)("list.between")) + items[k];
  return out;
}

std::string ReportWords::All(const std::vector<std::string>& conditions) const {
  std::string out;
  for (const std::string& condition : conditions) out += (out.empty() ? "" : (*this)("rule.and")) + condition;
  return out;
}

std::string ReportWords::Both(const std::string& first, const std::string& second) const {
  if (first.empty() || second.empty()) return first + second;
  return (*this)("sentence", {{"first", first}, {"second", second}});
}

std::string LabelOf(const ReportFeature& feature) { return feature.label.empty() ? feature.name : feature.label; }

std::string LabelWithUnit(const ReportFeature& feature) {
  return feature.unit.empty() || feature.is_share || !feature.categories.empty() ? LabelOf(feature) : LabelOf(feature) + " (" + feature.unit + ")";
}

std::string ValueOf(const ReportFeature& feature, double value, const ReportWords& words) {
  if (std::isnan(value)) return words("missing");
  if (!feature.categories.empty()) {
    const bool known = value >= 0 && value < static_cast<double>(feature.categories.size());
    return known ? feature.categories[static_cast<size_t>(value)] : words("missing");
  }
  if (feature.is_share) return draw::Percent(value);
  return draw::Significant(value, 4) + (feature.unit.empty() ? "" : " " + feature.unit);
}

}  // namespace auspex::flow
