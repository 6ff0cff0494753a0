#include "store/endpoints.h"

#include "store/seals/sealing.h"
#include "store/seals/vault.h"
#include "store/sqlite/columns.h"

namespace tiller::store {
namespace {

// `secret` and `old_secret` are sealed in the row, and open in what the functions of this file return.
constexpr auto kEndpoints = table<Endpoint>(
    "endpoints", made("key", &Endpoint::key), fixed("account", &Endpoint::account), fixed("url", &Endpoint::url),
    column("secret", &Endpoint::secret), column("old_secret", &Endpoint::old_secret),
    column("old_secret_until", &Endpoint::old_secret_until), column("enabled", &Endpoint::enabled),
    later("failing_since", &Endpoint::failing_since), column("off_since", &Endpoint::off_since),
    column("off_reason", &Endpoint::off_reason));

EventKinds kinds_of(Db& db, int64_t endpoint) {
    EventKinds out;
    db.query(
        "SELECT kind FROM endpoint_kinds WHERE endpoint=?",
        [&](Row& r) { out.insert(static_cast<EventKind>(r.integer(0))); }, endpoint);
    return out;
}

/// A row with its secrets open, and with its kinds.
Endpoint completed(Db& db, Endpoint endpoint) {
    std::string name = name_of_endpoint_secret(endpoint.account, endpoint.key);
    endpoint.secret = db.vault().open(endpoint.secret, name);
    endpoint.old_secret = db.vault().open(endpoint.old_secret, name);
    endpoint.events = kinds_of(db, endpoint.key);
    return endpoint;
}

std::vector<Endpoint> completed(Db& db, std::vector<Endpoint> endpoints) {
    for (Endpoint& endpoint : endpoints) endpoint = completed(db, std::move(endpoint));
    return endpoints;
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
    static const Select list(kEndpoints, "ORDER BY key");
    return completed(db, list.all(db));
}

std::vector<Endpoint> endpoints_of(Db& db, int64_t account) {
    static const Select list(kEndpoints, "WHERE account=? ORDER BY key");
    return completed(db, list.all(db, account));
}

std::optional<Endpoint> find_endpoint(Db& db, int64_t account, int64_t endpoint) {
    static const Select find(kEndpoints, "WHERE key=? AND account=?");
    auto found = find.first(db, endpoint, account);
    if (found) found = completed(db, std::move(*found));
    return found;
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
