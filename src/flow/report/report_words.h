#pragma once
// The report's texts. flow/wording/report.txt has a block of four lines a text: its key, English, zh-Hant, zh-Hans; a blank line ends a
// block, `#` begins a comment. `{name}` stands for a value.
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "flow/report/report_data.h"

namespace auspex::flow {

struct ReportText {
  std::string english, traditional, simplified;
};

/// Throws Error(kInternal) with the line of a block that does not hold: another number of lines, a key twice, other placeholders than the
/// English ones.
std::map<std::string, ReportText> ParseReportTexts(std::string_view text);

/// As built into the program.
const std::map<std::string, ReportText>& ReportTexts();

class ReportWords {
 public:
  using Values = std::map<std::string, std::string>;

  /// Throws Error(kUsage) for a language that there is not.
  explicit ReportWords(std::string language);

  const std::string& language() const { return language_; }
  /// Throws Error(kInternal) for a key that there is not and for a placeholder without its value.
  std::string operator()(const std::string& key, const Values& values = {}) const;
  /// The model's name in words; a name of no wording as it is.
  std::string Model(const std::string& name) const;
  /// "A、B與C", "A, B and C".
  std::string List(const std::vector<std::string>& items) const;
  /// Conditions that all hold.
  std::string All(const std::vector<std::string>& conditions) const;
  /// Two sentences after each other; an empty one takes no room.
  std::string Both(const std::string& first, const std::string& second) const;

 private:
  std::string language_;
};

/// What a feature and its values are called.
std::string LabelOf(const ReportFeature& feature);
std::string LabelWithUnit(const ReportFeature& feature);
/// A number with its unit, a share in %, a category in words.
std::string ValueOf(const ReportFeature& feature, double value, const ReportWords& words);

}  // namespace auspex::flow
