#include <gtest/gtest.h>

#include <cctype>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "serve/api.h"
#include "serve/embedded.h"

namespace auspex::serve {
namespace {

using nlohmann::json;

const json& Document() {
  static const json document = json::parse(EmbeddedOpenApi());
  return document;
}

std::string Lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(c));
  return text;
}

const char* NameOf(Role role) {
  static constexpr const char* kNames[] = {"nobody", "viewer", "analyst", "admin"};
  return kNames[static_cast<int>(role)];
}

TEST(OpenApi, DescribesEveryRouteWithItsRole) {
  const std::string root = Document()["servers"][0]["url"];
  for (const Route& route : AllRoutes()) {
    const std::string pattern = route.pattern, name = std::string(route.method) + " " + pattern;
    ASSERT_TRUE(pattern.starts_with(root)) << name;
    const auto path = Document()["paths"].find(pattern.substr(root.size()));
    ASSERT_NE(path, Document()["paths"].end()) << name << " is not described";
    ASSERT_TRUE(path->contains(Lower(route.method))) << name << " is not described";
    EXPECT_EQ((*path)[Lower(route.method)]["x-role"], NameOf(route.least)) << name;
  }
}

TEST(OpenApi, DescribesNothingThatIsNotThere) {
  std::set<std::string> routes;
  for (const Route& route : AllRoutes()) routes.insert(Lower(route.method) + std::string(route.pattern).substr(7));
  for (const auto& [path, operations] : Document()["paths"].items()) {
    for (const auto& [method, operation] : operations.items()) EXPECT_TRUE(routes.contains(method + path)) << method << " " << path
        << " has no route";
  }
}

TEST(OpenApi, NamesTheParametersOfItsPaths) {
  for (const auto& [path, operations] : Document()["paths"].items()) {
    for (const auto& [method, operation] : operations.items()) {
      std::string made;
      for (const auto& parameter : operation.value("parameters", json::array())) {
        if (parameter["in"] == "path") made += "{" + parameter["name"].get<std::string>() + "}";
      }
      std::string asked;
      for (size_t open = path.find('{'); open != std::string::npos; open = path.find('{', open + 1)) {
        asked += path.substr(open, path.find('}', open) - open + 1);
      }
      EXPECT_EQ(made, asked) << method << " " << path;
      EXPECT_TRUE(operation["responses"].contains("default")) << method << " " << path;
    }
  }
}

void FindReferences(const json& node, std::set<std::string>& references) {
  if (node.is_object() && node.contains("$ref")) references.insert(node["$ref"]);
  for (const auto& child : node) {
    if (child.is_structured()) FindReferences(child, references);
  }
}

TEST(OpenApi, RefersToWhatItHasAndHasNothingUnused) {
  std::set<std::string> references;
  FindReferences(Document(), references);
  for (const auto& reference : references) EXPECT_NO_THROW(Document().at(json::json_pointer(reference.substr(1)))) << reference;
  for (const auto& [name, schema] : Document()["components"]["schemas"].items()) {
    if (name == "Language") continue;  // of the header Accept-Language and of texts
    EXPECT_TRUE(references.contains("#/components/schemas/" + name)) << name;
  }
}

/// The pages know the same objects under the same names.
TEST(OpenApi, HasASchemaForEveryTypeOfThePages) {
  std::ifstream in(std::string(AUSPEX_SOURCE_DIR) + "/web/src/api/types.ts");
  size_t count = 0;
  for (std::string word, before; in >> word; before = word) {
    if (before != "interface" && before != "type") continue;
    if (!std::isupper(static_cast<unsigned char>(word[0]))) continue;  // "type:" of a field
    EXPECT_TRUE(Document()["components"]["schemas"].contains(word)) << word;
    ++count;
  }
  EXPECT_GT(count, 50u);
}

}  // namespace
}  // namespace auspex::serve
