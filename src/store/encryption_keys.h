#pragma once
// Keys that encrypt the bodies of an account (contract/partners.md, "AES").
#include <vector>

#include "store/sqlite.h"

namespace tiller::store {

inline constexpr size_t kMostEncryptionKeys = 2;  // of an account: during a rotation

struct EncryptionKey {
    int64_t account = 0;
    std::string id;
    std::string sealed;  // by the master key: trust/master_key.h
    Instant created{};
};

/// Adds the key, or changes the one with this id.
void put_encryption_key(Tx& tx, const EncryptionKey& key);
/// Oldest first.
std::vector<EncryptionKey> list_encryption_keys(Db& db, int64_t account);
/// Of all accounts.
std::vector<EncryptionKey> list_encryption_keys(Db& db);
void delete_encryption_key(Tx& tx, int64_t account, std::string_view id);

}  // namespace tiller::store
