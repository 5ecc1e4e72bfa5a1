#include "data/renamed_error.h"

namespace auspex::data {
namespace {

std::string Replaced(std::string text, const std::string& path, const std::string& name) {
  for (size_t at = path.empty() ? std::string::npos : text.find(path); at != std::string::npos; at = text.find(path, at + name.size())) {
    text.replace(at, path.size(), name);
  }
  return text;
}

}  // namespace

Error Renamed(const Error& error, const std::filesystem::path& path, const std::string& name) {
  const auto replaced = [&](const std::string& text) { return Replaced(text, path.string(), name); };
  return Error(error.fault(), replaced(error.message()), replaced(error.where()), replaced(error.advice()));
}

}  // namespace auspex::data
