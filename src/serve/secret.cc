#include "serve/secret.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <semaphore>

#include "base/error.h"

namespace auspex::serve {
namespace {

void Start() {
  static const bool started = sodium_init() >= 0;
  if (!started) throw Error(Fault::kInternal, "libsodium cannot be initialised");
}

/// At most two hashes at a time: each takes 64 MiB, and who signs in must not be able to take all memory.
class Turn {
 public:
  Turn() { Semaphore().acquire(); }
  ~Turn() { Semaphore().release(); }
  Turn(const Turn&) = delete;

 private:
  static std::counting_semaphore<2>& Semaphore() {
    static std::counting_semaphore<2> semaphore(2);
    return semaphore;
  }
};

}  // namespace

std::string RandomToken() {
  Start();
  std::array<unsigned char, 32> bytes;
  randombytes_buf(bytes.data(), bytes.size());
  constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::array<char, sodium_base64_ENCODED_LEN(32, sodium_base64_VARIANT_URLSAFE_NO_PADDING)> text;
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), kVariant);
  sodium_memzero(bytes.data(), bytes.size());
  return text.data();
}

std::string HashToken(std::string_view token, std::string_view purpose) {
  Start();
  std::array<unsigned char, crypto_generichash_blake2b_PERSONALBYTES> person{};
  std::copy_n(purpose.begin(), std::min(purpose.size(), person.size()), person.begin());
  std::array<unsigned char, 32> hash;
  crypto_generichash_blake2b_salt_personal(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(token.data()), token.size(), nullptr, 0,
                                           nullptr, person.data());
  std::array<char, 65> hex;
  sodium_bin2hex(hex.data(), hex.size(), hash.data(), hash.size());
  return hex.data();
}

bool SameSecret(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string HashPassword(const std::string& password) {
  Start();
  const Turn turn;
  std::array<char, crypto_pwhash_STRBYTES> hash;
  if (crypto_pwhash_str(hash.data(), password.data(), password.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0) {
    throw Error(Fault::kInternal, "there is not enough memory to check a password", {}, "Try again later.");
  }
  return hash.data();
}

bool CheckPassword(const std::optional<std::string>& hash, const std::string& password) {
  static const std::string kNobodys = HashPassword(RandomToken());
  const std::string& against = hash ? *hash : kNobodys;
  const Turn turn;
  return crypto_pwhash_str_verify(against.c_str(), password.data(), password.size()) == 0 && hash.has_value();
}

}  // namespace auspex::serve
