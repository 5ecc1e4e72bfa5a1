#pragma once
// Values and reasons of a task in the words of the pack, and the engine's own column names in its languages.
#include <map>
#include <string>

#include "learn/table/feature_table.h"
#include "pack/pack.h"

namespace auspex::flow {

/// The pack's texts in a language; in the pack's own where the language is empty or the pack has no texts in it.
const std::map<std::string, std::string>& TextsOf(const pack::Pack& pack, const std::string& language);

/// 1234567 of kMoney as "1,234,567", 0.1234 of kPercent as "12.3 %"; a category's text; a missing value in words.
std::string ValueInWords(float value, const learn::FeatureInfo& info, pack::ValueFormat format, const std::string& language);

/// The reason of a feature: its text for raising or lowering the chance with the customer's own value.
std::string ReasonInWords(const pack::TaskFeature& feature, bool raises, float value, const learn::FeatureInfo& info, const pack::Pack& pack,
                          const std::string& language = {});

/// What the engine itself calls a column of a result or a kind of change ("customer", "rank", "entered", …) in a language; English where it has none.
std::string Word(const std::string& key, const std::string& language);

/// What the task foretells; `{horizon_months}` and `{SETTING}` in the wording are the task's.
std::string OutcomeInWords(const pack::Pack& pack, const std::string& language = {});

}  // namespace auspex::flow
