#include "store/accounts.h"

#include <fmt/format.h>

#include "store/sqlite/columns.h"

namespace tiller::store {
namespace {

constexpr int kForgottenAtOnce = 20;  // tokens that have expired, in one transaction

constexpr auto kAccounts = table<Account>(
    "accounts", made("key", &Account::key), fixed("name", &Account::name), column("service", &Account::service),
    column("zone", &Account::zone), column("country", &Account::country), column("language", &Account::language),
    column("guard", &Account::guard), column("number_check", &Account::strict_numbers),
    column("duplicate_limit", &Account::duplicate_limit),
    column("requests_per_second", [](auto& a) -> auto& { return a.limits.requests_per_second; }),
    column("open_tasks", [](auto& a) -> auto& { return a.limits.open_tasks; }),
    column("open_plans", [](auto& a) -> auto& { return a.limits.open_plans; }),
    column("numbers_per_day", [](auto& a) -> auto& { return a.limits.numbers_per_day; }),
    column("encrypt_requests", [](auto& a) -> auto& { return a.encryption.requests; }),
    column("encrypt_answers", [](auto& a) -> auto& { return a.encryption.answers; }),
    column("encrypt_callbacks", [](auto& a) -> auto& { return a.encryption.callbacks; }),
    column("encryption_mode", [](auto& a) -> auto& { return a.encryption.mode; }),
    column("recordings_days", [](auto& a) -> auto& { return a.retention.recordings; }),
    column("personal_data_days", [](auto& a) -> auto& { return a.retention.personal_data; }));

constexpr auto kAppKeys = table<AppKey>("app_keys", key("app_key", &AppKey::app_key),
                                        fixed("account", &AppKey::account), column("secret_hash", &AppKey::secret_hash),
                                        fixed("created", &AppKey::created), later("last_used", &AppKey::last_used));

}  // namespace

int64_t insert_account(Tx& tx, const Account& account, Instant now) {
    static const Insert insert(kAccounts, {"created"});
    return insert.run(tx, account, now);
}
void update_account(Tx& tx, const Account& account) {
    static const Update update(kAccounts);
    update.run(tx, account);
}

std::optional<Account> find_account(Db& db, int64_t key) {
    static const Select find(kAccounts, "WHERE key=?");
    return find.first(db, key);
}
std::optional<Account> find_account(Db& db, std::string_view name) {
    static const Select find(kAccounts, "WHERE name=?");
    return find.first(db, name);
}
std::vector<Account> list_accounts(Db& db) {
    static const Select list(kAccounts, "ORDER BY key");
    return list.all(db);
}

Zone zone_of(Db& db, int64_t account) {
    auto found = find_account(db, account);
    auto zone = Zone::find(found ? found->zone : "Etc/UTC");
    return zone ? *zone : Zone::utc();
}

void delete_account(Tx& tx, int64_t key) {
    for (const char* table : {"delivery_tries", "endpoint_kinds"}) {
        tx.run(fmt::format("DELETE FROM {} WHERE endpoint IN (SELECT key FROM endpoints WHERE account=?)", table), key);
    }
    for (const char* table :
         {"tokens",         "app_keys",     "sign_keys",  "encryption_keys", "lines",      "robots",
          "robot_versions", "robot_groups", "strategies", "dnc_entries",     "dnc_lists",  "consents",
          "contacts",       "refusals",     "deliveries", "endpoints",       "events",     "idempotency",
          "leads",          "shipments",    "counters",   "timers",          "line_holds", "holdings"}) {
        tx.run(std::string("DELETE FROM ") + table + " WHERE account=?", key);
    }
    tx.run("DELETE FROM route_tokens WHERE route IN (SELECT key FROM routes WHERE account=?)", key);
    tx.run("DELETE FROM routes WHERE account=?", key);
    tx.run("DELETE FROM accounts WHERE key=?", key);
}

void put_app_key(Tx& tx, const AppKey& key, Instant now) {
    static const Put put(kAppKeys, "app_key");
    AppKey made = key;
    made.created = now;
    put.run(tx, made);
}

std::optional<AppKey> find_app_key(Db& db, std::string_view app_key) {
    static const Select find(kAppKeys, "WHERE app_key=?");
    return find.first(db, app_key);
}

std::vector<AppKey> list_app_keys(Db& db, int64_t account) {
    static const Select list(kAppKeys, "WHERE account=? ORDER BY app_key");
    return list.all(db, account);
}

void delete_app_key(Tx& tx, std::string_view app_key) {
    tx.run("DELETE FROM tokens WHERE app_key=?", app_key);
    tx.run("DELETE FROM app_keys WHERE app_key=?", app_key);
}

void insert_token(Tx& tx, const Token& token, std::string_view hash, Instant now, Millis overlap, int limit) {
    tx.run("DELETE FROM tokens WHERE app_key=? AND expires<=?", token.app_key, now);
    // Those of keys that are not used any more go a few at a time.
    tx.run("DELETE FROM tokens WHERE hash IN (SELECT hash FROM tokens WHERE expires<=? ORDER BY expires LIMIT ?)", now,
           kForgottenAtOnce);
    tx.run("UPDATE tokens SET expires=min(max(expires, ?), ?) WHERE app_key=?", now + overlap, now + overlap,
           token.app_key);
    tx.run(
        "DELETE FROM tokens WHERE hash IN (SELECT hash FROM tokens WHERE app_key=? ORDER BY created DESC LIMIT -1 "
        "OFFSET ?)",
        token.app_key, limit - 1);
    tx.run("INSERT INTO tokens(hash, account, app_key, created, expires) VALUES(?,?,?,?,?)", hash, token.account,
           token.app_key, now, token.expires);
    tx.run("UPDATE app_keys SET last_used=? WHERE app_key=?", now, token.app_key);
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
