#include "flow/xgboost_json.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/error.h"

namespace auspex::flow {
namespace {

using learn::Forest;
using learn::Tree;
using learn::TreeNode;
using nlohmann::json;

constexpr uint64_t kMostFeatures = 1 << 20, kMostCategories = 1 << 20;

class Reader {
 public:
  explicit Reader(const std::string& where) : where_(where) {}

  Forest Read(std::string_view text) {
    const json root = json::parse(text.begin(), text.end(), nullptr, false);
    if (root.is_discarded()) Fail("it is no JSON, or cut off");
    const json& learner = Member(root, "learner");
    const std::string objective = Text(Member(learner, "objective"), "name");
    if (objective != "binary:logistic") Fail("its objective is \"" + objective.substr(0, 40) + "\", not binary:logistic");
    const json& booster = Member(learner, "gradient_booster");
    const std::string kind = Text(booster, "name");
    if (kind != "gbtree") Fail("its booster is \"" + kind.substr(0, 40) + "\", not gbtree");
    const json& parameters = Member(learner, "learner_model_param");
    if (Number(Text(parameters, "num_class")) > 1) Fail("it has several classes");
    ReadSchema(learner, Number(Text(parameters, "num_feature")));
    ReadBase(Text(parameters, "base_score"));
    const json& trees = Array(Member(booster, "model"), "trees");
    FindCategories(trees);
    for (const json& tree : trees) ReadTree(tree);
    learn::CheckForest(forest_, where_);
    return std::move(forest_);
  }

 private:
  [[noreturn]] void Fail(const std::string& what) const {
    throw Error(Fault::kUsage, "not an XGBoost model that can be read: " + what, where_,
                "Save it again with Booster.save_model(\"model.json\"); only binary:logistic models of plain trees are read.");
  }

  const json& Member(const json& object, const char* name) const {
    const auto found = object.is_object() ? object.find(name) : object.end();
    if (!object.is_object() || found == object.end()) Fail("\"" + std::string(name) + "\" is missing");
    return *found;
  }
  const json& Array(const json& object, const char* name) const {
    const json& array = Member(object, name);
    if (!array.is_array()) Fail("\"" + std::string(name) + "\" is no list");
    return array;
  }
  std::string Text(const json& object, const char* name) const {
    const json& text = Member(object, name);
    if (!text.is_string()) Fail("\"" + std::string(name) + "\" is no text");
    return text.get<std::string>();
  }
  double Number(std::string_view text) const {
    if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);  // since 3.1
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) Fail("\"" + std::string(text.substr(0, 40)) + "\" is no number");
    return value;
  }

  /// A list of numbers, `count` of them unless it is kAny.
  static constexpr size_t kAny = SIZE_MAX;
  std::vector<double> Numbers(const json& object, const char* name, size_t count) const {
    const json& array = Array(object, name);
    if (count != kAny && array.size() != count) Fail("\"" + std::string(name) + "\" has not one number a node");
    std::vector<double> values;
    for (const json& value : array) {
      if (!value.is_number() && !value.is_boolean()) Fail("\"" + std::string(name) + "\" has something that is no number");
      values.push_back(value.is_boolean() ? value.get<bool>() : value.get<double>());
    }
    return values;
  }
  /// A whole number in [0, end).
  size_t Index(double value, size_t end, const char* name) const {
    if (!(value >= 0 && value < static_cast<double>(end) && value == std::floor(value))) Fail("\"" + std::string(name) + "\" points outside");
    return static_cast<size_t>(value);
  }

  void ReadSchema(const json& learner, double features) {
    const size_t count = Index(features, kMostFeatures, "num_feature");
    forest_.schema.resize(count);
    const auto names = learner.find("feature_names");
    const bool named = names != learner.end() && names->is_array() && names->size() == count;
    for (size_t f = 0; f < count; ++f) {
      forest_.schema[f].name = named && (*names)[f].is_string() ? (*names)[f].get<std::string>() : "f" + std::to_string(f);
    }
  }

  void ReadBase(const std::string& text) {
    const double share = Number(text);
    if (!(share > 0 && share < 1)) Fail("its base_score is not between 0 and 1");
    forest_.base = std::log(share / (1 - share));
  }

  /// Codes of all splits on each feature: it has as many as the highest named, and one more that none names.
  void FindCategories(const json& trees) {
    for (const json& tree : trees) {
      const size_t nodes = Array(tree, "left_children").size();
      const std::vector<double> features = Numbers(tree, "split_indices", nodes);
      ForEachSet(tree, nodes, [&](size_t node, const std::vector<size_t>& codes) {
        std::vector<std::string>& names = forest_.schema[Index(features[node], forest_.schema.size(), "split_indices")].categories;
        for (const size_t code : codes) {
          while (names.size() <= code + 1) names.push_back(std::to_string(names.size()));
        }
      });
    }
  }

  template <class Use>
  void ForEachSet(const json& tree, size_t nodes, const Use& use) const {
    if (!tree.contains("categories_nodes")) return;
    const std::vector<double> owners = Numbers(tree, "categories_nodes", kAny), all = Numbers(tree, "categories", kAny);
    const std::vector<double> begins = Numbers(tree, "categories_segments", owners.size()), sizes = Numbers(tree, "categories_sizes", owners.size());
    for (size_t i = 0; i < owners.size(); ++i) {
      const size_t begin = Index(begins[i], all.size() + 1, "categories_segments");
      const size_t size = Index(sizes[i], all.size() - begin + 1, "categories_sizes");
      std::vector<size_t> codes;
      for (size_t c = begin; c < begin + size; ++c) codes.push_back(Index(all[c], kMostCategories, "categories"));
      use(Index(owners[i], nodes, "categories_nodes"), codes);
    }
  }

  void ReadTree(const json& tree) {
    const size_t count = Array(tree, "left_children").size();
    if (count == 0) Fail("a tree has no node");
    const auto left = Numbers(tree, "left_children", count), right = Numbers(tree, "right_children", count);
    const auto features = Numbers(tree, "split_indices", count), conditions = Numbers(tree, "split_conditions", count);
    const auto defaults = Numbers(tree, "default_left", count), covers = Numbers(tree, "sum_hessian", count);
    std::vector<uint32_t> sets(count, 0);
    ForEachSet(tree, count, [&](size_t node, const std::vector<size_t>& codes) {
      sets[node] = AddComplement(Index(features[node], forest_.schema.size(), "split_indices"), codes);
    });
    Tree out;
    std::vector<size_t> source{0};  // by node of `out`; XGBoost may leave nodes that nothing leads to, and reuse numbers
    for (size_t n = 0; n < source.size(); ++n) {
      const size_t from = source[n];
      TreeNode node;
      node.cover = covers[from];
      if (left[from] < 0) {
        node.value = conditions[from];
      } else {
        if (source.size() + 2 > count) Fail("the nodes of a tree lead back to one another");
        node.feature = static_cast<uint32_t>(Index(features[from], forest_.schema.size(), "split_indices"));
        node.threshold = std::nextafterf(static_cast<float>(conditions[from]), -std::numeric_limits<float>::infinity());
        node.missing_left = defaults[from] != 0;
        node.categories = sets[from];
        node.left = static_cast<uint32_t>(source.size());
        node.right = node.left + 1;
        source.push_back(Index(left[from], count, "left_children"));
        source.push_back(Index(right[from], count, "right_children"));
      }
      out.nodes.push_back(node);
    }
    forest_.trees.push_back(std::move(out));
  }

  /// A set that goes left: all codes of the feature but these.
  uint32_t AddComplement(size_t feature, const std::vector<size_t>& codes) {
    const size_t count = forest_.schema[feature].categories.size();
    std::vector<uint32_t> set((count + 31) / 32, 0);
    for (size_t c = 0; c < count; ++c) set[c / 32] |= 1u << (c % 32);
    for (const size_t code : codes) set[code / 32] &= ~(1u << (code % 32));
    forest_.category_sets.push_back(std::move(set));
    return static_cast<uint32_t>(forest_.category_sets.size());
  }

  const std::string& where_;
  Forest forest_;
};

}  // namespace

Forest ReadXgboostJson(std::string_view text, const std::string& where) { return Reader(where).Read(text); }

}  // namespace auspex::flow
