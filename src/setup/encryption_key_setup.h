#pragma once
// Encryption keys in a set-up file (docs/encryption.md).
#include "base/fault.h"
#include "setup/apply.h"
#include "setup/setup_reader.h"

namespace tiller::setup {

/// An id rides in a header: X-AIRudder-Encryption-Key.
bool is_encryption_key_id(std::string_view id);
inline constexpr const char* kEncryptionKeyIdRule = "must be 1 to 64 letters, digits, '-', '_' and '.'";

/// Keys that the file names without having them, keys whose id is taken by another key, and an account that encrypts
/// without a key. `account` is 0 for one that is new.
std::vector<Fault> encryption_faults(store::Db& db, int64_t account, const std::string& file,
                                     const AccountSetup& setup);

/// True if the key was added.
bool put_encryption_key(store::Tx& tx, int64_t account, const EncryptionKeySetup& key, Instant now);

/// After all that a set-up adds and prunes: an account that encrypts has a key, and none has more than two.
Result<void> check_encryption_keys(store::Tx& tx, const Setup& setup);

}  // namespace tiller::setup
