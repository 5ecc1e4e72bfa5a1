#include "flow/xgboost_json.h"

#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "learn/forest/xgboost_trees.h"

namespace auspex::flow {
namespace {

using learn::Forest;
using nlohmann::json;

constexpr uint64_t kMostFeatures = 1 << 20;

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
    learn::XgboostTrees builder(forest_, where_);
    for (const json& tree : trees) builder.NameCategories(ReadTree(tree));
    for (const json& tree : trees) builder.Add(ReadTree(tree));
    learn::CheckForest(forest_, where_);
    return std::move(forest_);
  }

 private:
  [[noreturn]] void Fail(const std::string& what) const { learn::XgboostTrees::Fail(what, where_); }

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

  void ReadSchema(const json& learner, double features) {
    if (!(features >= 0 && features < kMostFeatures && features == std::floor(features))) Fail("\"num_feature\" points outside");
    const auto count = static_cast<size_t>(features);
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

  learn::XgboostTree ReadTree(const json& tree) const {
    const size_t count = Array(tree, "left_children").size();
    const auto list = [&](const char* name) { return Numbers(tree, name, count); };
    const auto sets = [&](const char* name) { return tree.contains("categories_nodes") ? Numbers(tree, name, kAny) : std::vector<double>(); };
    return {.left_children = list("left_children"),
            .right_children = list("right_children"),
            .split_indices = list("split_indices"),
            .split_conditions = list("split_conditions"),
            .default_left = list("default_left"),
            .sum_hessian = list("sum_hessian"),
            .categories_nodes = sets("categories_nodes"),
            .categories_segments = sets("categories_segments"),
            .categories_sizes = sets("categories_sizes"),
            .categories = sets("categories")};
  }

  const std::string& where_;
  Forest forest_;
};

}  // namespace

Forest ReadXgboostJson(std::string_view text, const std::string& where) { return Reader(where).Read(text); }

}  // namespace auspex::flow
