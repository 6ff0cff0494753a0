#include "store/accounts.h"

#include <fmt/format.h>

namespace tiller::store {
namespace {

constexpr int kForgottenAtOnce = 20;  // tokens that have expired, in one transaction

#define ACCOUNT_COLUMNS                                                                                                \
    "key, name, service, zone, country, language, guard, number_check, duplicate_limit, requests_per_second, "         \
    "open_tasks, open_plans, numbers_per_day, encrypt_requests, encrypt_answers, encrypt_callbacks, encryption_mode, " \
    "recordings_days, personal_data_days"

Account read_account(Row& r) {
    return {.key = r.integer(0),
            .name = r.string(1),
            .service = static_cast<Service>(r.integer(2)),
            .zone = r.string(3),
            .country = r.string(4),
            .language = r.string(5),
            .guard = r.integer(6) != 0,
            .strict_numbers = r.integer(7) != 0,
            .duplicate_limit = r.integer(8),
            .limits = {.requests_per_second = r.integer(9),
                       .open_tasks = r.integer(10),
                       .open_plans = r.integer(11),
                       .numbers_per_day = r.integer(12)},
            .encryption = {.requests = r.integer(13) != 0,
                           .answers = r.integer(14) != 0,
                           .callbacks = r.integer(15) != 0,
                           .mode = static_cast<AesMode>(r.integer(16))},
            .retention = {std::chrono::days(r.integer(17)), std::chrono::days(r.integer(18))}};
}

AppKey read_app_key(Row& r) { return {r.integer(0), r.string(1), r.string(2), r.instant(3), r.maybe_instant(4)}; }

}  // namespace

int64_t insert_account(Tx& tx, const Account& a, Instant now) {
    tx.run(
        "INSERT INTO accounts(name, service, zone, country, language, guard, number_check, duplicate_limit, created, "
        "requests_per_second, open_tasks, open_plans, numbers_per_day, encrypt_requests, encrypt_answers, "
        "encrypt_callbacks, encryption_mode, recordings_days, personal_data_days) "
        "VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        a.name, a.service, a.zone, a.country, a.language, a.guard, a.strict_numbers, a.duplicate_limit, now,
        a.limits.requests_per_second, a.limits.open_tasks, a.limits.open_plans, a.limits.numbers_per_day,
        a.encryption.requests, a.encryption.answers, a.encryption.callbacks, a.encryption.mode,
        a.retention.recordings.count(), a.retention.personal_data.count());
    return tx.last_key();
}

void update_account(Tx& tx, const Account& a) {
    tx.run(
        "UPDATE accounts SET service=?, zone=?, country=?, language=?, guard=?, number_check=?, duplicate_limit=?, "
        "requests_per_second=?, open_tasks=?, open_plans=?, numbers_per_day=?, encrypt_requests=?, "
        "encrypt_answers=?, encrypt_callbacks=?, encryption_mode=?, recordings_days=?, personal_data_days=? WHERE "
        "key=?",
        a.service, a.zone, a.country, a.language, a.guard, a.strict_numbers, a.duplicate_limit,
        a.limits.requests_per_second, a.limits.open_tasks, a.limits.open_plans, a.limits.numbers_per_day,
        a.encryption.requests, a.encryption.answers, a.encryption.callbacks, a.encryption.mode,
        a.retention.recordings.count(), a.retention.personal_data.count(), a.key);
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
         {"tokens",         "app_keys",     "sign_keys",  "encryption_keys", "lines",     "robots",
          "robot_versions", "robot_groups", "strategies", "dnc_entries",     "dnc_lists", "consents",
          "contacts",       "refusals",     "deliveries", "endpoints",       "events",    "idempotency",
          "leads",          "shipments",    "counters",   "timers",          "holdings"}) {
        tx.run(std::string("DELETE FROM ") + table + " WHERE account=?", key);
    }
    tx.run("DELETE FROM route_tokens WHERE route IN (SELECT key FROM routes WHERE account=?)", key);
    tx.run("DELETE FROM routes WHERE account=?", key);
    tx.run("DELETE FROM accounts WHERE key=?", key);
}

void put_app_key(Tx& tx, const AppKey& key, Instant now) {
    tx.run(
        "INSERT INTO app_keys(account, app_key, secret_hash, created) VALUES(?,?,?,?) "
        "ON CONFLICT(app_key) DO UPDATE SET secret_hash=excluded.secret_hash",
        key.account, key.app_key, key.secret_hash, now);
}

std::optional<AppKey> find_app_key(Db& db, std::string_view app_key) {
    return db.first("SELECT account, app_key, secret_hash, created, last_used FROM app_keys WHERE app_key=?",
                    read_app_key, app_key);
}

std::vector<AppKey> list_app_keys(Db& db, int64_t account) {
    std::vector<AppKey> out;
    db.query(
        "SELECT account, app_key, secret_hash, created, last_used FROM app_keys WHERE account=? ORDER BY app_key",
        [&](Row& r) { out.push_back(read_app_key(r)); }, account);
    return out;
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
