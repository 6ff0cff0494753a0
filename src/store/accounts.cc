#include "store/accounts.h"

namespace tiller::store {
namespace {

#define ACCOUNT_COLUMNS "key, name, service, zone, country, language, guard, number_check, duplicate_limit"

Account read_account(Row& r) {
    return {.key = r.integer(0),
            .name = r.string(1),
            .service = static_cast<Service>(r.integer(2)),
            .zone = r.string(3),
            .country = r.string(4),
            .language = r.string(5),
            .guard = r.integer(6) != 0,
            .strict_numbers = r.integer(7) != 0,
            .duplicate_limit = r.integer(8)};
}

}  // namespace

int64_t insert_account(Tx& tx, const Account& a, Instant now) {
    tx.run(
        "INSERT INTO accounts(name, service, zone, country, language, guard, number_check, duplicate_limit, created) "
        "VALUES(?,?,?,?,?,?,?,?,?)",
        a.name, a.service, a.zone, a.country, a.language, a.guard, a.strict_numbers, a.duplicate_limit, now);
    return tx.last_key();
}

void update_account(Tx& tx, const Account& a) {
    tx.run(
        "UPDATE accounts SET service=?, zone=?, country=?, language=?, guard=?, number_check=?, duplicate_limit=? "
        "WHERE key=?",
        a.service, a.zone, a.country, a.language, a.guard, a.strict_numbers, a.duplicate_limit, a.key);
}

std::optional<Account> find_account(Db& db, int64_t key) {
    return db.first("SELECT " ACCOUNT_COLUMNS " FROM accounts WHERE key=?", read_account, key);
}

std::optional<Account> find_account(Db& db, std::string_view name) {
    return db.first("SELECT " ACCOUNT_COLUMNS " FROM accounts WHERE name=?", read_account, name);
}

std::vector<Account> list_accounts(Db& db) {
    std::vector<Account> out;
    db.query("SELECT " ACCOUNT_COLUMNS " FROM accounts ORDER BY key", [&](Row& r) { out.push_back(read_account(r)); });
    return out;
}

void put_app_key(Tx& tx, const AppKey& key, Instant now) {
    tx.run(
        "INSERT INTO app_keys(account, app_key, secret_hash, created) VALUES(?,?,?,?) "
        "ON CONFLICT(app_key) DO UPDATE SET secret_hash=excluded.secret_hash",
        key.account, key.app_key, key.secret_hash, now);
}

std::optional<AppKey> find_app_key(Db& db, std::string_view app_key) {
    return db.first(
        "SELECT account, app_key, secret_hash FROM app_keys WHERE app_key=?",
        [](Row& r) {
            return AppKey{r.integer(0), r.string(1), r.string(2)};
        },
        app_key);
}

void insert_token(Tx& tx, const Token& token, std::string_view hash, Instant now, Millis overlap, int limit) {
    tx.run("DELETE FROM tokens WHERE app_key=? AND expires<=?", token.app_key, now);
    tx.run("UPDATE tokens SET expires=min(max(expires, ?), ?) WHERE app_key=?", now + overlap, now + overlap,
           token.app_key);
    tx.run(
        "DELETE FROM tokens WHERE hash IN (SELECT hash FROM tokens WHERE app_key=? ORDER BY created DESC LIMIT -1 "
        "OFFSET ?)",
        token.app_key, limit - 1);
    tx.run("INSERT INTO tokens(hash, account, app_key, created, expires) VALUES(?,?,?,?,?)", hash, token.account,
           token.app_key, now, token.expires);
}

std::optional<Token> find_token(Db& db, std::string_view hash, Instant now) {
    return db.first(
        "SELECT account, app_key, expires FROM tokens WHERE hash=? AND expires>?",
        [](Row& r) {
            return Token{r.integer(0), r.string(1), r.instant(2)};
        },
        hash, now);
}

std::optional<std::string> find_meta(Db& db, std::string_view name) {
    return db.first(
        "SELECT value FROM meta WHERE name=?", [](Row& r) { return r.string(0); }, name);
}

void put_meta(Tx& tx, std::string_view name, std::string_view value) {
    tx.run("INSERT INTO meta(name, value) VALUES(?,?) ON CONFLICT(name) DO UPDATE SET value=excluded.value", name,
           value);
}

}  // namespace tiller::store
