#pragma once
// Hashes and signatures, all through OpenSSL and libargon2.
#include <string>
#include <string_view>

#include "base/random.h"

namespace tiller {

/// 32 raw bytes.
std::string sha256(std::string_view data);
std::string hmac_sha256(std::string_view key, std::string_view data);

/// Compares in time that depends only on the lengths.
bool equal_in_constant_time(std::string_view a, std::string_view b);

/// Argon2id in its encoded form: for secrets of machines (docs/contract/voice.md: secrets are stored hashed).
std::string hash_secret(std::string_view secret, Random& random);
/// The same for passwords that people choose: slower, 19 MiB and two passes.
std::string hash_password(std::string_view password, Random& random);
/// Of either. Like the two above, it waits while four others are at it.
bool check_secret(std::string_view secret, const std::string& encoded);

}  // namespace tiller
