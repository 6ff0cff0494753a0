#include "store/sign_keys.h"

#include "store/seals/sealing.h"
#include "store/seals/vault.h"
#include "store/sqlite/columns.h"

namespace tiller::store {
namespace {

// `secret` is sealed in the row, and open in what the functions of this file take and return.
constexpr auto kSignKeys = table<SignKey>("sign_keys", key("id", &SignKey::id), fixed("account", &SignKey::account),
                                          column("secret", &SignKey::secret), column("unsigned", &SignKey::is_unsigned),
                                          fixed("created", &SignKey::created), fixed("last_used", &SignKey::last_used));

SignKey opened(Db& db, SignKey key) {
    key.secret = db.vault().open(key.secret, name_of_sign_key(key.account, key.id));
    return key;
}

}  // namespace

void put_sign_key(Tx& tx, const SignKey& key) {
    static const Put put(kSignKeys, "id");
    SignKey sealed = key;
    sealed.secret = tx.vault().seal(key.secret, name_of_sign_key(key.account, key.id));
    put.run(tx, sealed);
}

std::optional<SignKey> find_sign_key(Db& db, std::string_view id) {
    static const Select find(kSignKeys, "WHERE id=?");
    auto found = find.first(db, id);
    if (found) found = opened(db, std::move(*found));
    return found;
}

std::vector<SignKey> list_sign_keys(Db& db, int64_t account) {
    static const Select list(kSignKeys, "WHERE account=? ORDER BY id");
    auto keys = list.all(db, account);
    for (SignKey& key : keys) key = opened(db, std::move(key));
    return keys;
}

void delete_sign_key(Tx& tx, std::string_view id) { tx.run("DELETE FROM sign_keys WHERE id=?", id); }

void touch_sign_key(Tx& tx, std::string_view id, Instant used) {
    tx.run("UPDATE sign_keys SET last_used=? WHERE id=?", used, id);
}

}  // namespace tiller::store
