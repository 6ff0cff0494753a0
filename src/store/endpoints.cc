#include "store/endpoints.h"

#include "store/seals/sealing.h"
#include "store/seals/vault.h"

namespace tiller::store {
namespace {

#define ENDPOINT_COLUMNS \
    "key, account, url, secret, old_secret, old_secret_until, enabled, failing_since, off_since, off_reason"

EventKinds kinds_of(Db& db, int64_t endpoint) {
    EventKinds out;
    db.query(
        "SELECT kind FROM endpoint_kinds WHERE endpoint=?",
        [&](Row& r) { out.insert(static_cast<EventKind>(r.integer(0))); }, endpoint);
    return out;
}

Endpoint read_endpoint(Db& db, Row& r) {
    auto open = [&](int column) {
        return db.vault().open(r.text(column), name_of_endpoint_secret(r.integer(1), r.integer(0)));
    };
    return {.key = r.integer(0),
            .account = r.integer(1),
            .url = r.string(2),
            .events = kinds_of(db, r.integer(0)),
            .secret = open(3),
            .old_secret = open(4),
            .old_secret_until = r.maybe_instant(5),
            .enabled = r.integer(6) != 0,
            .failing_since = r.maybe_instant(7),
            .off_since = r.maybe_instant(8),
            .off_reason = r.string(9)};
}

}  // namespace

int64_t put_endpoint(Tx& tx, const Endpoint& e) {
    tx.run(
        "INSERT INTO endpoints(account, url, secret, old_secret, old_secret_until, enabled, off_since, "
        "off_reason) VALUES(?,?,'','',?,?,?,?) "
        "ON CONFLICT(account, url) DO UPDATE SET old_secret_until=excluded.old_secret_until, "
        "failing_since=CASE WHEN endpoints.enabled=0 AND excluded.enabled=1 THEN NULL ELSE endpoints.failing_since "
        "END, "
        "off_since=CASE WHEN endpoints.enabled=0 AND excluded.enabled=0 THEN endpoints.off_since ELSE "
        "excluded.off_since END, "
        "off_reason=CASE WHEN endpoints.enabled=0 AND excluded.enabled=0 THEN endpoints.off_reason ELSE "
        "excluded.off_reason END, "
        "enabled=excluded.enabled",
        e.account, e.url, e.old_secret_until, e.enabled, e.enabled ? std::nullopt : e.off_since,
        e.enabled ? std::string() : e.off_reason);
    int64_t key = tx.number("SELECT key FROM endpoints WHERE account=? AND url=?", e.account, e.url);
    std::string name = name_of_endpoint_secret(e.account, key);
    tx.run("UPDATE endpoints SET secret=?, old_secret=? WHERE key=?", tx.vault().seal(e.secret, name),
           tx.vault().seal(e.old_secret, name), key);
    tx.run("DELETE FROM endpoint_kinds WHERE endpoint=?", key);
    for (EventKind kind : e.events) tx.run("INSERT INTO endpoint_kinds(endpoint, kind) VALUES(?,?)", key, kind);
    return key;
}

bool delete_endpoint(Tx& tx, int64_t endpoint) {
    tx.run("DELETE FROM delivery_tries WHERE endpoint=?", endpoint);
    tx.run("DELETE FROM deliveries WHERE endpoint=?", endpoint);
    tx.run("DELETE FROM endpoint_kinds WHERE endpoint=?", endpoint);
    return tx.run("DELETE FROM endpoints WHERE key=?", endpoint) > 0;
}

std::vector<Endpoint> list_endpoints(Db& db) {
    std::vector<Endpoint> out;
    db.query("SELECT " ENDPOINT_COLUMNS " FROM endpoints ORDER BY key",
             [&](Row& r) { out.push_back(read_endpoint(db, r)); });
    return out;
}

std::vector<Endpoint> endpoints_of(Db& db, int64_t account) {
    std::vector<Endpoint> out;
    db.query(
        "SELECT " ENDPOINT_COLUMNS " FROM endpoints WHERE account=? ORDER BY key",
        [&](Row& r) { out.push_back(read_endpoint(db, r)); }, account);
    return out;
}

std::optional<Endpoint> find_endpoint(Db& db, int64_t account, int64_t endpoint) {
    return db.first(
        "SELECT " ENDPOINT_COLUMNS " FROM endpoints WHERE key=? AND account=?",
        [&](Row& r) { return read_endpoint(db, r); }, endpoint, account);
}

void move_endpoint(Tx& tx, int64_t endpoint, const std::string& url) {
    tx.run("UPDATE endpoints SET url=? WHERE key=?", url, endpoint);
}

void set_endpoint_failing(Tx& tx, int64_t endpoint, std::optional<Instant> since) {
    tx.run("UPDATE endpoints SET failing_since=? WHERE key=?", since, endpoint);
}

void switch_endpoint_off(Tx& tx, int64_t endpoint, Instant now, std::string_view reason) {
    tx.run("UPDATE endpoints SET enabled=0, off_since=?, off_reason=? WHERE key=? AND enabled=1", now, reason,
           endpoint);
}

void switch_endpoint_on(Tx& tx, int64_t endpoint) {
    tx.run(
        "UPDATE endpoints SET enabled=1, failing_since=NULL, off_since=NULL, off_reason='' WHERE key=? AND enabled=0",
        endpoint);
}

void rotate_endpoint_secret(Tx& tx, int64_t endpoint, const std::string& secret, Instant old_until) {
    int64_t account = tx.number("SELECT account FROM endpoints WHERE key=?", endpoint);
    tx.run("UPDATE endpoints SET old_secret=secret, old_secret_until=?, secret=? WHERE key=?", old_until,
           tx.vault().seal(secret, name_of_endpoint_secret(account, endpoint)), endpoint);
}

void drop_expired_secrets(Tx& tx, Instant now) {
    tx.run("UPDATE endpoints SET old_secret='', old_secret_until=NULL WHERE old_secret_until<=?", now);
}

}  // namespace tiller::store
