#include "store/sign_keys.h"

#include "store/seals/sealing.h"
#include "store/seals/vault.h"

namespace tiller::store {
namespace {

#define SIGN_KEY_COLUMNS "account, id, secret, unsigned, created, last_used"

SignKey read_sign_key(const Vault& vault, Row& r) {
    SignKey key{r.integer(0), r.string(1), {}, r.integer(3) != 0, r.instant(4), r.maybe_instant(5)};
    key.secret = vault.open(r.text(2), name_of_sign_key(key.account, key.id));
    return key;
}

}  // namespace

void put_sign_key(Tx& tx, const SignKey& k) {
    tx.run("INSERT INTO sign_keys(" SIGN_KEY_COLUMNS
           ") VALUES(?,?,?,?,?,?) ON CONFLICT(id) DO UPDATE SET secret=excluded.secret, unsigned=excluded.unsigned",
           k.account, k.id, tx.vault().seal(k.secret, name_of_sign_key(k.account, k.id)), k.is_unsigned, k.created,
           k.last_used);
}

std::optional<SignKey> find_sign_key(Db& db, std::string_view id) {
    return db.first(
        "SELECT " SIGN_KEY_COLUMNS " FROM sign_keys WHERE id=?", [&](Row& r) { return read_sign_key(db.vault(), r); },
        id);
}

std::vector<SignKey> list_sign_keys(Db& db, int64_t account) {
    std::vector<SignKey> out;
    db.query(
        "SELECT " SIGN_KEY_COLUMNS " FROM sign_keys WHERE account=? ORDER BY id",
        [&](Row& r) { out.push_back(read_sign_key(db.vault(), r)); }, account);
    return out;
}

void delete_sign_key(Tx& tx, std::string_view id) { tx.run("DELETE FROM sign_keys WHERE id=?", id); }

void touch_sign_key(Tx& tx, std::string_view id, Instant used) {
    tx.run("UPDATE sign_keys SET last_used=? WHERE id=?", used, id);
}

}  // namespace tiller::store
