#include "data/feature_column.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <numeric>
#include <optional>

#include "base/error.h"
#include "base/format.h"
#include "base/time.h"
#include "data/field.h"
#include "text/utf8.h"

namespace auspex::data {
namespace {

enum class Spelling { kNumber, kInfinite, kOther };

/// A number that a float holds, or one beyond that, or none.
Spelling ReadNumber(std::string_view text, float& value) {
  if (const auto number = ParseNumber(text)) {
    value = static_cast<float>(*number);
    return std::isfinite(value) ? Spelling::kNumber : Spelling::kInfinite;
  }
  if (!text.empty() && text[0] == '+') text.remove_prefix(1);
  double read = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), read);
  if (end != text.data() + text.size()) return Spelling::kOther;
  if (error == std::errc() && std::isinf(read)) return Spelling::kInfinite;
  if (error != std::errc::result_out_of_range) return Spelling::kOther;
  const bool large = std::abs(std::strtod(std::string(text).c_str(), nullptr)) > 1;
  value = 0;
  return large ? Spelling::kInfinite : Spelling::kNumber;
}

/// Days since 1970-01-01 of what is written as a date; an epoch is a number like any other.
std::optional<float> ReadDate(std::string_view text) {
  if (text.find_first_of("-/", 1) == std::string_view::npos) return std::nullopt;
  const auto time = ParseTime(text);
  if (!time) return std::nullopt;
  return static_cast<float>(static_cast<double>(*time) / static_cast<double>(kDay));
}

}  // namespace

const char* FeatureKindName(FeatureKind kind) {
  constexpr const char* kNames[] = {"numbers", "dates", "categories"};
  return kNames[static_cast<int>(kind)];
}

void ColumnTally::Add(std::string_view text, uint64_t line, const MissingSpellings& missing_as) {
  if (missing_as.Has(text)) {
    ++missing;
    return;
  }
  float value;
  const Spelling spelling = others > 0 && numbers == 0 ? Spelling::kOther : ReadNumber(text, value);
  if (spelling == Spelling::kNumber) {
    ++numbers;
  } else if (spelling == Spelling::kInfinite) {
    if (infinite++ == 0) infinite_line = line, infinite_text = Excerpt(text);
  } else if (others == 0 && numbers + infinite == 0 && ReadDate(text)) {
    ++dates;
  } else {
    if (others++ == 0) other_line = line, other_text = Excerpt(text);
  }
}

FeatureKind ColumnTally::Kind() const {
  if (others == 0 && dates == 0) return FeatureKind::kNumber;
  return others + numbers + infinite == 0 ? FeatureKind::kDate : FeatureKind::kCategory;
}

FeatureColumn::FeatureColumn(std::string name, FeatureKind kind) : name_(std::move(name)), kind_(kind) {}

FeatureColumn::FeatureColumn(const learn::FeatureInfo& info, FeatureKind kind)
    : name_(info.name), kind_(kind), fixed_(true), categories_(info.categories) {
  for (const auto& category : categories_) codes_.emplace(category, static_cast<uint32_t>(codes_.size()));
}

void FeatureColumn::Add(std::string_view text, uint64_t line, const std::string& file, const MissingSpellings& missing_as) {
  values_.push_back(missing_as.Has(text) ? learn::kMissing : Read(text, line, file));
}

float FeatureColumn::Read(std::string_view text, uint64_t line, const std::string& file) {
  if (kind_ == FeatureKind::kCategory) return CodeOf(text, line, file);
  const std::string where = file + ":" + std::to_string(line);
  if (kind_ == FeatureKind::kDate) {
    if (const auto date = ReadDate(text)) return *date;
    throw Error(Fault::kData, "column " + name_ + " holds dates, and '" + Excerpt(text) + "' is none", where, "Write it like 2025-03-01, or leave it empty.");
  }
  float value = 0;
  const Spelling spelling = ReadNumber(text, value);
  if (spelling == Spelling::kNumber) return value;
  if (spelling == Spelling::kInfinite) {
    throw Error(Fault::kData, "column " + name_ + " holds an infinite number, '" + Excerpt(text) + "'", where, "Make it a number, or leave it empty.");
  }
  throw Error(Fault::kData, "column " + name_ + " holds numbers, and '" + Excerpt(text) + "' is none", where,
              "Make it a number, leave it empty, or name the spelling in the pack's `missing`.");
}

float FeatureColumn::CodeOf(std::string_view text, uint64_t line, const std::string& file) {
  if (const auto at = codes_.find(text); at != codes_.end()) return static_cast<float>(at->second);
  if (fixed_) {
    ++unknown_;
    return learn::kMissing;
  }
  if (!text::ValidUtf8(text)) {
    throw Error(Fault::kData, "column " + name_ + " holds characters that cannot be decoded", file + ":" + std::to_string(line),
                "Save the file as UTF-8.");
  }
  constexpr size_t kMostCodes = 1 << 24;  // a float tells so many apart
  if (codes_.size() == kMostCodes) throw Error(Fault::kData, "column " + name_ + " has more than 16,777,216 categories", file, "Name it in the pack's `leave_out`.");
  categories_.emplace_back(text);
  return static_cast<float>(codes_.emplace(text, static_cast<uint32_t>(codes_.size())).first->second);
}

learn::FeatureInfo FeatureColumn::Finish() {
  if (fixed_ || kind_ != FeatureKind::kCategory) return {name_, categories_};
  std::vector<uint32_t> order(categories_.size());
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) { return categories_[a] < categories_[b]; });
  std::vector<float> codes(order.size());
  learn::FeatureInfo info{name_, {}};
  for (size_t i = 0; i < order.size(); ++i) {
    codes[order[i]] = static_cast<float>(i);
    info.categories.push_back(categories_[order[i]]);
  }
  for (float& value : values_) {
    if (!std::isnan(value)) value = codes[static_cast<size_t>(value)];
  }
  return info;
}

bool FeatureColumn::Constant() const {
  const auto differs = [&](float value) { return !(value == values_.front() || (std::isnan(value) && std::isnan(values_.front()))); };
  return std::none_of(values_.begin(), values_.end(), differs);
}

}  // namespace auspex::data
