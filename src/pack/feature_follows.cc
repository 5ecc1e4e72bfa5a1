#include "pack/feature_follows.h"

#include <algorithm>

#include "pack/sql_text.h"
#include "pack/toml_reader.h"

namespace auspex::pack {
namespace {

/// The features whose changed values the SQL reads: by their names alone, or as now.NAME. What they were before says nothing of the order.
std::vector<std::string> FollowedBy(const std::string& sql, const std::vector<TaskFeature>& features) {
  std::set<std::string> names = NamesIn(sql);
  names.merge(TablesIn(sql, "now"));
  std::vector<std::string> followed;
  for (const auto& feature : features) {
    if (names.contains(feature.name)) followed.push_back(feature.name);
  }
  return followed;
}

bool LevelIsKnown(const TaskFeature& feature) { return feature.follows.empty() || feature.follows_level > 0; }

/// The level of a feature all of whose features have one; 0 while one has none.
int LevelOf(const TaskFeature& feature, const std::vector<TaskFeature>& features) {
  int level = 1;
  for (const auto& name : feature.follows_from) {
    const TaskFeature& other = *std::ranges::find(features, name, &TaskFeature::name);
    if (!LevelIsKnown(other)) return 0;
    level = std::max(level, other.follows_level + 1);
  }
  return level;
}

}  // namespace

void ResolveFollows(std::vector<TaskFeature>& features, const std::filesystem::path& file) {
  for (auto& feature : features) {
    if (feature.follows.empty()) continue;
    feature.follows_from = FollowedBy(feature.follows, features);
    if (feature.follows_from.empty()) {
      Refuse("the feature `" + feature.name + "` follows no other feature", At(file, feature.follows_line), "name the features that it is made of, or remove `follows`");
    }
  }
  for (bool found = true; found;) {
    found = false;
    for (auto& feature : features) {
      if (LevelIsKnown(feature)) continue;
      feature.follows_level = LevelOf(feature, features);
      found = found || feature.follows_level > 0;
    }
  }
  for (const auto& feature : features) {
    if (LevelIsKnown(feature)) continue;
    Refuse("the feature `" + feature.name + "` follows itself, over others or at once", At(file, feature.follows_line),
           "name what it was as before." + feature.name + ", and let one of two features follow the other");
  }
}

}  // namespace auspex::pack
