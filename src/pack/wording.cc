#include "pack/wording.h"

#include <algorithm>
#include <functional>
#include <vector>

#include "pack/toml_reader.h"
#include "pack/vocabulary.h"

namespace auspex::pack {
namespace {

using Visit = std::function<void(const std::string& key, const TomlNode& node)>;

void VisitTexts(const TomlNode& table, const std::string& prefix, const std::filesystem::path& file, const Visit& visit) {
  for (const auto& [name, node] : table.entries) {
    if (node.kind == TomlNode::Kind::kTable) {
      VisitTexts(node, prefix + name + ".", file, visit);
    } else if (node.kind == TomlNode::Kind::kText) {
      visit(prefix + name, node);
    } else {
      Refuse("`" + prefix + name + "` is no text", At(file, node.line), "write it in quotes");
    }
  }
}

std::filesystem::path FileOf(const std::filesystem::path& folder, const std::string& language) {
  return folder / (language + ".toml");
}

/// "en" of en.toml and of en.dashboard.toml.
std::string LanguageOf(const std::filesystem::path& file) {
  const std::string name = file.filename().string();
  return name.substr(0, name.find('.'));
}

/// The *.toml in `folder`, in the order of their names.
std::vector<std::filesystem::path> FilesIn(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".toml") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

void CheckSameKeys(const Wording& wording, const std::filesystem::path& folder) {
  for (const auto& [language, texts] : wording) {
    for (const auto& [other, other_texts] : wording) {
      for (const auto& [key, text] : other_texts) {
        if (texts.contains(key)) continue;
        Refuse("the language " + language + " has no text for `" + key + "`", FileOf(folder, language).string(),
               "add it; " + other + " says: " + text);
      }
    }
  }
}

/// Calls visit(begin, end, name) for each `{name}`.
void VisitPlaceholders(const std::string& text, const std::function<void(size_t, size_t, const std::string&)>& visit) {
  for (size_t open = text.find('{'); open != std::string::npos; open = text.find('{', open + 1)) {
    const size_t close = text.find('}', open);
    if (close == std::string::npos) return;
    const std::string name = text.substr(open + 1, close - open - 1);
    if (IsIdentifier(name)) visit(open, close + 1, name);
  }
}

}  // namespace

Wording ReadWording(const std::filesystem::path& folder, const std::string& asked_at) {
  if (!std::filesystem::is_directory(folder)) {
    Refuse("the folder " + folder.string() + " is missing", asked_at, "create it with one file a language, such as en.toml");
  }
  Wording wording;
  for (const auto& file : FilesIn(folder)) {
    auto& texts = wording[LanguageOf(file)];
    VisitTexts(ReadToml(file), "", file, [&](const std::string& key, const TomlNode& node) {
      if (!texts.emplace(key, node.text).second) Refuse("the text `" + key + "` stands in two files of its language", At(file, node.line), "remove one of them");
    });
  }
  if (wording.empty()) Refuse("no language in " + folder.string(), asked_at, "add one file a language, such as en.toml");
  CheckSameKeys(wording, folder);
  return wording;
}

std::set<std::string> PlaceholdersIn(const std::string& text) {
  std::set<std::string> names;
  VisitPlaceholders(text, [&](size_t, size_t, const std::string& name) { names.insert(name); });
  return names;
}

std::string WhereIs(const std::filesystem::path& folder, const std::string& language, const std::string& key) {
  std::string where = FileOf(folder, language).string();
  for (const auto& file : FilesIn(folder)) {
    if (LanguageOf(file) != language) continue;
    VisitTexts(ReadToml(file), "", file, [&](const std::string& found, const TomlNode& node) {
      if (found == key) where = At(file, node.line);
    });
  }
  return where;
}

std::string FillWording(const std::string& text, const std::map<std::string, std::string>& values) {
  std::string out;
  size_t done = 0;
  VisitPlaceholders(text, [&](size_t begin, size_t end, const std::string& name) {
    const auto value = values.find(name);
    if (value == values.end()) return;
    out.append(text, done, begin - done).append(value->second);
    done = end;
  });
  return out.append(text, done);
}

}  // namespace auspex::pack
