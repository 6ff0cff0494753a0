#include "store/endpoints.h"

#include "store/seals/sealing.h"
#include "store/seals/vault.h"
#include "store/sqlite/columns.h"

namespace tiller::store {
namespace {

// `secret`, `old_secret` and the URL's query are sealed in the row, and open in what the functions of this file return.
// `url` in the row is what comes before the query.
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

std::string_view before_query(std::string_view url) { return url.substr(0, url.find('?')); }
std::string_view query_of(std::string_view url) { return url.substr(before_query(url).size()); }

std::string query_in_row(Db& db, int64_t account, int64_t endpoint) {
    auto sealed = db.first(
        "SELECT url_query FROM endpoints WHERE key=?", [](Row& r) { return r.string(0); }, endpoint);
    return db.vault().open(sealed.value_or(""), name_of_endpoint_query(account, endpoint));
}

/// A row with its secrets open, and with its kinds.
Endpoint completed(Db& db, Endpoint endpoint) {
    std::string name = name_of_endpoint_secret(endpoint.account, endpoint.key);
    endpoint.url += query_in_row(db, endpoint.account, endpoint.key);
    endpoint.secret = db.vault().open(endpoint.secret, name);
    endpoint.old_secret = db.vault().open(endpoint.old_secret, name);
    endpoint.events = kinds_of(db, endpoint.key);
    return endpoint;
}

std::vector<Endpoint> completed(Db& db, std::vector<Endpoint> endpoints) {
    for (Endpoint& endpoint : endpoints) endpoint = completed(db, std::move(endpoint));
    return endpoints;
}

void write_url(Tx& tx, int64_t account, int64_t endpoint, std::string_view url) {
    tx.run("UPDATE endpoints SET url=?, url_query=? WHERE key=?", before_query(url),
           tx.vault().seal(query_of(url), name_of_endpoint_query(account, endpoint)), endpoint);
}

}  // namespace

std::optional<int64_t> find_endpoint_key(Db& db, int64_t account, std::string_view url) {
    std::vector<int64_t> alike;
    db.query(
        "SELECT key FROM endpoints WHERE account=? AND url=?", [&](Row& r) { alike.push_back(r.integer(0)); }, account,
        before_query(url));
    for (int64_t key : alike) {
        if (query_in_row(db, account, key) == query_of(url)) return key;
    }
    return std::nullopt;
}

int64_t put_endpoint(Tx& tx, const Endpoint& e) {
    std::optional<Instant> off_since = e.enabled ? std::nullopt : e.off_since;
    std::string off_reason = e.enabled ? std::string() : e.off_reason;
    auto found = find_endpoint_key(tx, e.account, e.url);
    if (found) {
        tx.run(
            "UPDATE endpoints SET old_secret_until=?, "
            "failing_since=CASE WHEN enabled=0 AND ?=1 THEN NULL ELSE failing_since END, "
            "off_since=CASE WHEN enabled=0 AND ?=0 THEN off_since ELSE ? END, "
            "off_reason=CASE WHEN enabled=0 AND ?=0 THEN off_reason ELSE ? END, enabled=? WHERE key=?",
            e.old_secret_until, e.enabled, e.enabled, off_since, e.enabled, off_reason, e.enabled, *found);
    }
    int64_t key = found ? *found
                        : tx.number(
                              "INSERT INTO endpoints(account, url, url_query, secret, old_secret, old_secret_until, "
                              "enabled, off_since, off_reason) VALUES(?,'','','','',?,?,?,?) RETURNING key",
                              e.account, e.old_secret_until, e.enabled, off_since, off_reason);
    std::string name = name_of_endpoint_secret(e.account, key);
    tx.run("UPDATE endpoints SET secret=?, old_secret=? WHERE key=?", tx.vault().seal(e.secret, name),
           tx.vault().seal(e.old_secret, name), key);
    if (!found) write_url(tx, e.account, key, e.url);
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
    write_url(tx, tx.number("SELECT account FROM endpoints WHERE key=?", endpoint), endpoint, url);
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
