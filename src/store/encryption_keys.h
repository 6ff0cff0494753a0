#pragma once
// Keys that encrypt the bodies of an account (docs/contract/partners.md, "AES").
#include <vector>

#include "store/sqlite/sqlite.h"

namespace tiller::store {

inline constexpr size_t kMostEncryptionKeys = 2;  // of an account: during a rotation

struct EncryptionKey {
    int64_t account = 0;
    std::string id;
    std::string sealed;  // open_encryption_key
    Instant created{};
};

/// `bytes` is the key itself; `sealed` is not read. The account has none with this id.
void insert_encryption_key(Tx& tx, const EncryptionKey& key, std::string_view bytes);
/// Oldest first.
std::vector<EncryptionKey> list_encryption_keys(Db& db, int64_t account);
/// The key itself. Throws StoreError if the master key does not open it.
std::string open_encryption_key(Db& db, const EncryptionKey& key);
void delete_encryption_key(Tx& tx, int64_t account, std::string_view id);

}  // namespace tiller::store
