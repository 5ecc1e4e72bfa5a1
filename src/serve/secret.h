#pragma once
// Secrets: random tokens, what of them may be stored, and passwords (argon2id, RFC 9106, with libsodium's interactive limits).
#include <optional>
#include <string>
#include <string_view>

namespace auspex::serve {

/// 256 random bits: 43 characters of base64url.
std::string RandomToken();
/// BLAKE2b (RFC 7693) with 256 bits of `token`, 64 hexadecimal digits; another one for each `purpose` (its personalisation, at most 16
/// bytes).
std::string HashToken(std::string_view token, std::string_view purpose);
/// Whether two texts are the same, in a time that does not tell where they differ.
bool SameSecret(std::string_view a, std::string_view b);

/// As crypto_pwhash_str writes it: "$argon2id$v=19$m=65536,t=2,p=1$…". Takes 64 MiB and some 0.1 s.
std::string HashPassword(const std::string& password);
/// Without a hash false, after as long a time.
bool CheckPassword(const std::optional<std::string>& hash, const std::string& password);

}  // namespace auspex::serve
