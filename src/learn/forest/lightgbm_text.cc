#include "learn/forest/lightgbm_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>

#include "base/error.h"

namespace auspex::learn {
namespace {

constexpr size_t kMostCategories = 1 << 20;
constexpr size_t kMostFeatures = 1 << 20;
constexpr int kCategorical = 1, kDefaultLeft = 2;
enum class MissingType { kNone, kZero, kNan };

using Fields = std::map<std::string_view, std::string_view>;

std::vector<std::string_view> Split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const size_t end = std::min(text.find(separator), text.size());
    if (end > 0) parts.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

class Reader {
 public:
  Reader(std::string_view text, const std::string& where) : text_(text), where_(where) {}

  Forest Read() {
    Fields header = NextFields();
    ReadHeader(header);
    while (true) {
      const Fields tree = NextFields();
      if (tree.contains("end of trees")) break;
      if (!tree.contains("Tree")) Fail("the text ends before \"end of trees\"");
      ReadTree(tree);
    }
    if (header.contains("average_output") && !forest_.trees.empty()) forest_.scale /= static_cast<double>(forest_.trees.size());
    for (FeatureInfo& info : forest_.schema) NameCategories(info);
    CheckForest(forest_, where_);
    return std::move(forest_);
  }

 private:
  [[noreturn]] void Fail(const std::string& what) const {
    std::string place = forest_.trees.empty() ? "" : "after tree " + std::to_string(forest_.trees.size() - 1) + ": ";
    throw Error(Fault::kUsage, "not a LightGBM model that can be read: " + place + what, where_,
                "Save it again with Booster.save_model; only binary models of plain trees are read.");
  }

  /// Lines `name=value` or `name` up to an empty line behind them.
  Fields NextFields() {
    Fields fields;
    while (!text_.empty()) {
      const size_t end = std::min(text_.find('\n'), text_.size());
      std::string_view line = text_.substr(0, end);
      text_.remove_prefix(std::min(end + 1, text_.size()));
      if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
      if (line.empty() && !fields.empty()) break;
      if (line.empty()) continue;
      const size_t equals = std::min(line.find('='), line.size());
      fields[line.substr(0, equals)] = line.substr(std::min(equals + 1, line.size()));
    }
    return fields;
  }

  std::string_view Get(const Fields& fields, std::string_view name) const {
    const auto found = fields.find(name);
    if (found == fields.end()) Fail("\"" + std::string(name) + "\" is missing");
    return found->second;
  }

  template <class T>
  T Number(std::string_view text, std::string_view name) const {
    T value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) {
      Fail("\"" + std::string(name) + "\" has \"" + std::string(text.substr(0, 40)) + "\", which is no number it can have");
    }
    return value;
  }

  template <class T>
  std::vector<T> Numbers(const Fields& fields, std::string_view name, size_t count) const {
    const std::vector<std::string_view> parts = Split(Get(fields, name), ' ');
    if (parts.size() != count) {
      Fail("\"" + std::string(name) + "\" has " + std::to_string(parts.size()) + " numbers, not " + std::to_string(count));
    }
    std::vector<T> values;
    for (const std::string_view part : parts) values.push_back(Number<T>(part, name));
    return values;
  }

  void ReadHeader(const Fields& header) {
    if (!header.contains("tree")) Fail("the first line is not \"tree\"");
    if (Get(header, "num_class") != "1" || Get(header, "num_tree_per_iteration") != "1") Fail("it has several classes");
    const std::vector<std::string_view> objective = Split(Get(header, "objective"), ' ');
    if (objective.empty() || (objective[0] != "binary" && objective[0] != "cross_entropy")) {
      Fail("its objective is \"" + std::string(Get(header, "objective").substr(0, 40)) + "\", not binary");
    }
    for (const std::string_view part : objective) {
      if (part.starts_with("sigmoid:")) forest_.scale = Number<double>(part.substr(8), "sigmoid");
    }
    const std::vector<std::string_view> names = Split(Get(header, "feature_names"), ' ');
    const std::vector<std::string_view> infos = Split(Get(header, "feature_infos"), ' ');
    const auto last = Number<int64_t>(Get(header, "max_feature_idx"), "max_feature_idx");
    if (names.size() > kMostFeatures || last + 1 != static_cast<int64_t>(names.size()) || infos.size() != names.size()) {
      Fail("\"feature_names\", \"feature_infos\" and \"max_feature_idx\" do not agree");
    }
    for (size_t f = 0; f < names.size(); ++f) {
      forest_.schema.push_back({std::string(names[f]), {}});
      if (infos[f][0] == '[' || infos[f] == "none") continue;
      for (const std::string_view code : Split(infos[f], ':')) NeedCategories(f, Number<int64_t>(code, "feature_infos") + 1);
    }
  }

  /// Makes feature f a category with at least `count` codes; LightGBM knows categories by number only.
  void NeedCategories(size_t f, int64_t count) {
    if (count > static_cast<int64_t>(kMostCategories)) Fail("feature " + std::to_string(f) + " has a category above " + std::to_string(kMostCategories));
    std::vector<std::string>& names = forest_.schema[f].categories;
    if (count > static_cast<int64_t>(names.size())) names.resize(static_cast<size_t>(count));
  }

  static void NameCategories(FeatureInfo& info) {
    for (size_t c = 0; c < info.categories.size(); ++c) info.categories[c] = std::to_string(c);
  }

  void ReadTree(const Fields& fields) {
    if (const auto linear = fields.find("is_linear"); linear != fields.end() && linear->second != "0") Fail("it has linear trees");
    const auto leaves = Number<uint32_t>(Get(fields, "num_leaves"), "num_leaves");
    if (leaves == 0) Fail("a tree has no leaf");
    const std::vector<double> values = Numbers<double>(fields, "leaf_value", leaves);
    Tree tree;
    if (leaves > 1) tree = ReadSplits(fields, leaves);
    tree.nodes.resize(2 * size_t{leaves} - 1);
    const std::vector<double> counts = leaves > 1 ? Numbers<double>(fields, "leaf_count", leaves) : std::vector<double>{1};
    for (size_t l = 0; l < leaves; ++l) {
      TreeNode& leaf = tree.nodes[leaves - 1 + l];
      leaf.value = values[l];
      leaf.cover = counts[l];
    }
    forest_.trees.push_back(std::move(tree));
  }

  /// Inner nodes stand at their own number, leaf l at leaves - 1 + l.
  Tree ReadSplits(const Fields& fields, uint32_t leaves) {
    const size_t splits = leaves - 1;
    const auto features = Numbers<uint32_t>(fields, "split_feature", splits);
    const auto thresholds = Numbers<double>(fields, "threshold", splits);
    const auto decisions = Numbers<int>(fields, "decision_type", splits);
    const auto left = Numbers<int32_t>(fields, "left_child", splits), right = Numbers<int32_t>(fields, "right_child", splits);
    const auto counts = Numbers<double>(fields, "internal_count", splits);
    const auto child = [&](int32_t c) { return c >= 0 ? static_cast<uint32_t>(c) : static_cast<uint32_t>(splits) + static_cast<uint32_t>(~c); };
    Tree tree;
    tree.nodes.resize(splits);
    for (size_t n = 0; n < splits; ++n) {
      TreeNode& node = tree.nodes[n];
      node.feature = features[n];
      if (node.feature >= forest_.schema.size()) Fail("a split asks for feature " + std::to_string(features[n]) + ", which there is not");
      node.left = child(left[n]);
      node.right = child(right[n]);
      node.cover = counts[n];
      SetDecision(fields, decisions[n], thresholds[n], node);
    }
    return tree;
  }

  void SetDecision(const Fields& fields, int decision, double threshold, TreeNode& node) {
    if (std::isnan(threshold)) Fail("a threshold is not a number");
    if (decision & kCategorical) {
      node.categories = AddSet(fields, threshold, node.feature);
      return;
    }
    const auto missing = static_cast<MissingType>(decision >> 2 & 3);
    node.threshold = FloatAtMost(threshold);
    node.zero_is_missing = missing == MissingType::kZero;
    node.missing_left = missing == MissingType::kNone ? 0 <= threshold : (decision & kDefaultLeft) != 0;
  }

  uint32_t AddSet(const Fields& fields, double index, uint32_t feature) {
    const auto sets = Number<uint32_t>(Get(fields, "num_cat"), "num_cat");
    const auto bounds = Numbers<uint64_t>(fields, "cat_boundaries", size_t{sets} + 1);
    const auto words = Numbers<uint32_t>(fields, "cat_threshold", bounds.back());
    if (!(index >= 0 && index < sets)) Fail("a split asks for a set of categories that there is not");
    const auto i = static_cast<size_t>(index);
    if (bounds[i] > bounds[i + 1] || bounds[i + 1] > words.size()) Fail("\"cat_boundaries\" does not rise");
    std::vector<uint32_t> set(words.begin() + static_cast<ptrdiff_t>(bounds[i]), words.begin() + static_cast<ptrdiff_t>(bounds[i + 1]));
    while (!set.empty() && set.back() == 0) set.pop_back();
    if (!set.empty()) NeedCategories(feature, static_cast<int64_t>(32 * set.size()) - __builtin_clz(set.back()));
    forest_.category_sets.push_back(std::move(set));
    return static_cast<uint32_t>(forest_.category_sets.size());
  }

  std::string_view text_;
  const std::string& where_;
  Forest forest_;
};

}  // namespace

float FloatAtMost(double threshold) {
  constexpr float infinite = std::numeric_limits<float>::infinity();
  if (threshold >= std::numeric_limits<float>::max()) return std::numeric_limits<float>::max();
  if (threshold < std::numeric_limits<float>::lowest()) return -infinite;
  const auto near = static_cast<float>(threshold);
  return static_cast<double>(near) <= threshold ? near : std::nextafterf(near, -infinite);
}

Forest ReadLightgbmText(std::string_view text, const std::string& where) { return Reader(text, where).Read(); }

}  // namespace auspex::learn
