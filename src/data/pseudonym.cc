#include "data/pseudonym.h"

#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include "base/error.h"

namespace auspex::data {
namespace {

void StartSodium() {
  if (sodium_init() < 0) throw Error(Fault::kInternal, "libsodium cannot be initialised");
}

std::string CreateKey(const std::filesystem::path& path) {
  std::string key(Pseudonymiser::kKeyBytes, '\0');
  randombytes_buf(key.data(), key.size());
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  const bool written = fd >= 0 && ::write(fd, key.data(), key.size()) == static_cast<ssize_t>(key.size()) && ::fsync(fd) == 0;
  const std::string reason = std::strerror(errno);
  if (fd >= 0) ::close(fd);
  if (!written) {
    if (fd >= 0) ::unlink(path.c_str());
    throw Error(Fault::kUsage, "the key for pseudonyms cannot be written: " + reason, path.string(), "Check that the folder is there and that you may write in it.");
  }
  return key;
}

}  // namespace

Pseudonymiser::Pseudonymiser(std::string_view key) {
  StartSodium();
  if (key.size() != kKeyBytes) {
    throw Error(Fault::kUsage, "the key for pseudonyms has " + std::to_string(key.size()) + " bytes instead of 32");
  }
  std::memcpy(key_.data(), key.data(), kKeyBytes);
}

void Pseudonymiser::Append(std::string_view id, std::string& out) const {
  static constexpr char kDigits[] = "0123456789abcdef";
  unsigned char hash[kLength / 2];
  crypto_generichash(hash, sizeof hash, reinterpret_cast<const unsigned char*>(id.data()), id.size(), key_.data(), key_.size());
  for (const unsigned char byte : hash) out += kDigits[byte >> 4], out += kDigits[byte & 15];
}

std::string LoadOrCreateKey(const std::filesystem::path& path) {
  StartSodium();
  if (!std::filesystem::exists(path)) return CreateKey(path);
  std::ifstream in(path, std::ios::binary);
  std::string key{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (key.size() != Pseudonymiser::kKeyBytes) {
    throw Error(Fault::kUsage, "this is not a key for pseudonyms", path.string(),
                "Restore the file from a backup: with a new key, customers loaded before get other pseudonyms.");
  }
  return key;
}

}  // namespace auspex::data
