#pragma once
// What readers of several of a pack's files check alike.
#include <algorithm>
#include <string>
#include <vector>

#include "pack/toml_reader.h"
#include "pack/vocabulary.h"

namespace auspex::pack {

/// Refuses a name that is no identifier or that one of `others` has already.
template <class T>
void CheckName(const std::string& kind, const std::string& name, const std::vector<T>& others, std::string T::*of, const std::string& where) {
  if (!IsIdentifier(name)) Refuse("the " + kind + " `" + name + "` has no usable name", where, "use a-z, 0-9 and _, beginning with a letter");
  if (std::ranges::count(others, name, of) > 0) Refuse("the " + kind + " `" + name + "` occurs twice", where, "rename one of them");
}

/// The one of `choices` that `text` names.
template <class Choice>
Choice ChoiceOf(const std::string& key, const std::string& text, const std::vector<Choice>& choices, const char* (*name_of)(Choice),
                const std::string& where) {
  std::vector<std::string> names;
  for (const Choice choice : choices) {
    if (text == name_of(choice)) return choice;
    names.push_back(name_of(choice));
  }
  Refuse("unknown `" + key + "`: `" + text + "`", where, Suggest(text, names));
}

template <class Choice>
Choice ReadChoice(const TomlTable& table, const std::string& key, const std::vector<Choice>& choices, const char* (*name_of)(Choice)) {
  return ChoiceOf(key, table.Text(key), choices, name_of, table.Where(key));
}

}  // namespace auspex::pack
