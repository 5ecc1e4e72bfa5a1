// toml++ is known here only: its tree becomes ours, in the order of the file.
#include "pack/toml_library.h"

#include <algorithm>
#include <sstream>

#include "pack/toml_reader.h"

namespace auspex::pack {
namespace {

TomlNode Convert(const toml::node& from);

void ConvertTable(const toml::table& table, TomlNode& to) {
  struct Place {
    const toml::key* key;
    const toml::node* node;
  };
  std::vector<Place> places;
  for (const auto& [key, node] : table) places.push_back({&key, &node});
  std::stable_sort(places.begin(), places.end(), [](const Place& a, const Place& b) {
    const auto x = a.key->source().begin, y = b.key->source().begin;
    return std::pair(x.line, x.column) < std::pair(y.line, y.column);
  });
  for (const Place& place : places) {
    to.entries.emplace_back(std::string(place.key->str()), Convert(*place.node));
    const auto line = static_cast<int>(place.key->source().begin.line);
    if (!place.node->is_array() && line > 0) to.entries.back().second.line = line;
  }
}

template <class T>
std::string Spelling(const T& value) {
  std::ostringstream out;
  out << value;
  return out.str();
}

TomlNode Convert(const toml::node& from) {
  using Kind = TomlNode::Kind;
  TomlNode to;
  to.line = static_cast<int>(from.source().begin.line);
  if (const auto* table = from.as_table()) {
    ConvertTable(*table, to);
  } else if (const auto* array = from.as_array()) {
    to.kind = Kind::kArray;
    for (const auto& item : *array) to.items.push_back(Convert(item));
  } else if (const auto* text = from.as_string()) {
    to.kind = Kind::kText, to.text = text->get();
  } else if (const auto* integer = from.as_integer()) {
    to.kind = Kind::kInteger, to.integer = integer->get(), to.number = static_cast<double>(to.integer);
  } else if (const auto* number = from.as_floating_point()) {
    to.kind = Kind::kNumber, to.number = number->get();
  } else if (const auto* flag = from.as_boolean()) {
    to.kind = Kind::kFlag, to.flag = flag->get();
  } else if (const auto* instant = from.as_date_time()) {
    to.kind = Kind::kTime, to.text = Spelling(instant->get());
  } else if (const auto* date = from.as_date()) {
    to.kind = Kind::kTime, to.text = Spelling(date->get());
  } else if (const auto* time = from.as_time()) {
    to.kind = Kind::kTime, to.text = Spelling(time->get());
  }
  return to;
}

}  // namespace

TomlNode ReadToml(const std::filesystem::path& file) {
  const std::string text = ReadText(file);
  try {
    TomlNode root = Convert(toml::parse(text));
    root.line = 1;
    return root;
  } catch (const toml::parse_error& error) {
    Refuse("not valid TOML: " + std::string(error.description()),
           At(file, static_cast<int>(error.source().begin.line)), "correct the file's syntax (https://toml.io)");
  }
}

}  // namespace auspex::pack
