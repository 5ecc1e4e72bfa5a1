#include "pack/fingerprint.h"

#include <map>
#include <string_view>

#include "base/format.h"
#include "pack/toml_reader.h"

namespace auspex::pack {
namespace {

struct Fnv1a {
  uint64_t hash = 14695981039346656037u;
  void Add(std::string_view bytes) {
    for (const char byte : bytes) hash = (hash ^ static_cast<unsigned char>(byte)) * 1099511628211u;
  }
  /// Length first, so that moving bytes between two parts changes the hash.
  void AddPart(const std::string& part) {
    Add(std::to_string(part.size()) + ":");
    Add(part);
  }
};

}  // namespace

std::string Fingerprint(const std::filesystem::path& folder) {
  namespace fs = std::filesystem;
  std::map<std::string, fs::path> files;
  for (fs::recursive_directory_iterator at(folder), end; at != end; ++at) {
    if (at->path().filename().string().starts_with(".")) {
      if (at->is_directory()) at.disable_recursion_pending();
    } else if (at->is_regular_file()) {
      files.emplace(at->path().lexically_relative(folder).generic_string(), at->path());
    }
  }
  Fnv1a hash;
  for (const auto& [name, path] : files) {
    hash.AddPart(name);
    hash.AddPart(ReadText(path));
  }
  return Hex(hash.hash);
}

}  // namespace auspex::pack
