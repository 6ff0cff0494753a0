#include "store/encryption_keys.h"

#include "store/seals/sealing.h"
#include "store/seals/vault.h"

namespace tiller::store {
namespace {

EncryptionKey read_key(Row& r) { return {r.integer(0), r.string(1), r.string(2), r.instant(3)}; }

}  // namespace

void insert_encryption_key(Tx& tx, const EncryptionKey& k, std::string_view bytes) {
    tx.run("INSERT INTO encryption_keys(account, id, sealed, created) VALUES(?,?,?,?)", k.account, k.id,
           tx.vault().seal(bytes, name_of_encryption_key(k.account, k.id)), k.created);
}

std::vector<EncryptionKey> list_encryption_keys(Db& db, int64_t account) {
    std::vector<EncryptionKey> out;
    db.query(
        "SELECT account, id, sealed, created FROM encryption_keys WHERE account=? ORDER BY key",
        [&](Row& r) { out.push_back(read_key(r)); }, account);
    return out;
}

std::string open_encryption_key(Db& db, const EncryptionKey& key) {
    return db.vault().open(key.sealed, name_of_encryption_key(key.account, key.id));
}

void delete_encryption_key(Tx& tx, int64_t account, std::string_view id) {
    tx.run("DELETE FROM encryption_keys WHERE account=? AND id=?", account, id);
}

}  // namespace tiller::store
