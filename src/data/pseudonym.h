#pragma once
// Customer ids replaced by pseudonyms: the first 128 bits of keyed BLAKE2b (RFC 7693), 32 hexadecimal digits. The same
// id and key give the same pseudonym; without the key nobody can test whether an id is behind one.
#include <array>
#include <filesystem>
#include <string>
#include <string_view>

namespace auspex::data {

class Pseudonymiser {
 public:
  static constexpr size_t kKeyBytes = 32, kLength = 32;

  /// `key` has kKeyBytes bytes, else throws Error(kUsage).
  explicit Pseudonymiser(std::string_view key);
  /// Appends the pseudonym of `id`.
  void Append(std::string_view id, std::string& out) const;

 private:
  std::array<unsigned char, kKeyBytes> key_;
};

/// The key kept in the file at `path`; a new random one, readable by the owner only, if there is no such file. Throws
/// Error(kUsage) if the file holds something else or cannot be written.
std::string LoadOrCreateKey(const std::filesystem::path& path);

}  // namespace auspex::data
