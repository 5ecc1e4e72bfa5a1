#pragma once
// One column of texts as the values of a feature: numbers, dates (as days since 1970-01-01) or categories.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "learn/table/feature_table.h"

namespace auspex::data {

enum class FeatureKind { kNumber, kDate, kCategory };

/// "numbers", "dates", "categories".
const char* FeatureKindName(FeatureKind kind);

/// Spellings of a missing value; an empty text is always one.
class MissingSpellings {
 public:
  explicit MissingSpellings(const std::vector<std::string>& spellings) : spellings_(spellings.begin(), spellings.end()) {
    for (const auto& spelling : spellings_) longest_ = std::max(longest_, spelling.size());
  }
  bool Has(std::string_view text) const { return text.empty() || (text.size() <= longest_ && spellings_.contains(std::string(text))); }

 private:
  std::unordered_set<std::string> spellings_;
  size_t longest_ = 0;
};

/// What the values of a column look like.
struct ColumnTally {
  uint64_t missing = 0, numbers = 0, dates = 0, others = 0, infinite = 0;
  uint64_t infinite_line = 0, other_line = 0;  ///< of the first one
  std::string infinite_text, other_text;

  void Add(std::string_view text, uint64_t line, const MissingSpellings& missing_as);
  /// Numbers if every value is one, dates if every value is one, else categories. Infinite values count as numbers.
  FeatureKind Kind() const;
};

/// Collects the values of one feature.
class FeatureColumn {
 public:
  /// Learns its categories from the values; in the end they are in the order of their bytes.
  FeatureColumn(std::string name, FeatureKind kind);
  /// Of a feature that a model knows: another category is missing, and counted.
  FeatureColumn(const learn::FeatureInfo& info, FeatureKind kind);

  /// Throws Error(kData) at file:line for an infinite number, for what is no number or date, and a category that cannot be decoded.
  void Add(std::string_view text, uint64_t line, const std::string& file, const MissingSpellings& missing_as);

  /// Names the categories and gives them codes in order. Once, after the last value.
  learn::FeatureInfo Finish();
  std::vector<float>& values() { return values_; }
  uint64_t unknown() const { return unknown_; }
  /// Whether there is nothing to learn from: no value, or one value in every row.
  bool Constant() const;

 private:
  float Read(std::string_view text, uint64_t line, const std::string& file);
  float CodeOf(std::string_view text, uint64_t line, const std::string& file);

  struct TextHash : std::hash<std::string_view> {
    using is_transparent = void;
  };

  std::string name_;
  FeatureKind kind_;
  bool fixed_ = false;
  std::vector<std::string> categories_;
  std::unordered_map<std::string, uint32_t, TextHash, std::equal_to<>> codes_;
  std::vector<float> values_;
  uint64_t unknown_ = 0;
};

}  // namespace auspex::data
