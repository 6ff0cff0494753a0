#include "store/encryption_keys.h"

namespace tiller::store {
namespace {

EncryptionKey read_key(Row& r) { return {r.integer(0), r.string(1), r.string(2), r.instant(3)}; }

}  // namespace

void put_encryption_key(Tx& tx, const EncryptionKey& k) {
    tx.run(
        "INSERT INTO encryption_keys(account, id, sealed, created) VALUES(?,?,?,?) "
        "ON CONFLICT(account, id) DO UPDATE SET sealed=excluded.sealed",
        k.account, k.id, k.sealed, k.created);
}

std::vector<EncryptionKey> list_encryption_keys(Db& db, int64_t account) {
    std::vector<EncryptionKey> out;
    db.query(
        "SELECT account, id, sealed, created FROM encryption_keys WHERE account=? ORDER BY key",
        [&](Row& r) { out.push_back(read_key(r)); }, account);
    return out;
}

std::vector<EncryptionKey> list_encryption_keys(Db& db) {
    std::vector<EncryptionKey> out;
    db.query("SELECT account, id, sealed, created FROM encryption_keys ORDER BY key",
             [&](Row& r) { out.push_back(read_key(r)); });
    return out;
}

void delete_encryption_key(Tx& tx, int64_t account, std::string_view id) {
    tx.run("DELETE FROM encryption_keys WHERE account=? AND id=?", account, id);
}

}  // namespace tiller::store
