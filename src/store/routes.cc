#include "store/routes.h"

#include "store/sqlite/columns.h"

namespace tiller::store {
namespace {

constexpr auto kRoutes = table<Route>("routes", made("key", &Route::key), fixed("account", &Route::account),
                                      fixed("name", &Route::name), column("enabled", &Route::enabled),
                                      column("definition", &Route::definition), column("endpoint", &Route::endpoint));

constexpr auto kLeads =
    table<Lead>("leads", key("account", &Lead::account), key("trace_id", &Lead::trace_id), fixed("route", &Lead::route),
                fixed("body_hash", &Lead::body_hash), fixed("warnings", &Lead::warnings), fixed("task", &Lead::task),
                fixed("row", &Lead::row), fixed("received", &Lead::received));

std::optional<Route> with_tokens(Db& db, std::optional<Route> route) {
    if (!route) return route;
    db.query(
        "SELECT hash FROM route_tokens WHERE route=? ORDER BY hash",
        [&](Row& r) { route->tokens.push_back(r.string(0)); }, route->key);
    return route;
}

}  // namespace

int64_t put_route(Tx& tx, const Route& route) {
    static const Put put(kRoutes, "account, name");
    put.run(tx, route);
    int64_t key = tx.number("SELECT key FROM routes WHERE account=? AND name=?", route.account, route.name);
    tx.run("DELETE FROM route_tokens WHERE route=?", key);
    for (const std::string& hash : route.tokens) {
        tx.run("INSERT INTO route_tokens(name, hash, route) VALUES(?,?,?)", route.name, hash, key);
    }
    return key;
}

std::optional<Route> find_route(Db& db, int64_t account, std::string_view name) {
    static const Select find(kRoutes, "WHERE account=? AND name=?");
    return with_tokens(db, find.first(db, account, name));
}

std::optional<Route> find_route_by_token(Db& db, std::string_view name, std::string_view token_hash) {
    static const Select find(kRoutes, "WHERE key=(SELECT route FROM route_tokens WHERE name=? AND hash=?)");
    return with_tokens(db, find.first(db, name, token_hash));
}

std::vector<Route> list_routes(Db& db, int64_t account) {
    static const Select list(kRoutes, "WHERE account=? ORDER BY name");
    auto routes = list.all(db, account);
    for (Route& route : routes) route = *with_tokens(db, std::move(route));
    return routes;
}

void delete_route(Tx& tx, int64_t key) {
    tx.run("DELETE FROM route_tokens WHERE route=?", key);
    tx.run("DELETE FROM routes WHERE key=?", key);
}

int64_t count_routes_of(Db& db, int64_t endpoint) {
    return db.number("SELECT count(*) FROM routes WHERE endpoint=?", endpoint);
}

std::optional<int64_t> find_result_endpoint(Db& db, int64_t task) {
    return db.first(
        "SELECT r.endpoint FROM tasks t JOIN routes r ON r.key=t.route WHERE t.key=? AND r.endpoint<>0",
        [](Row& r) { return r.integer(0); }, task);
}

bool is_result_endpoint(Db& db, int64_t endpoint) {
    return db.number("SELECT 1 FROM routes WHERE endpoint=? LIMIT 1", endpoint) == 1;
}

void insert_lead(Tx& tx, const Lead& lead) {
    static const Insert insert(kLeads);
    insert.run(tx, lead);
}

std::optional<Lead> find_lead(Db& db, int64_t account, std::string_view trace_id) {
    static const Select find(kLeads, "WHERE account=? AND trace_id=?");
    return find.first(db, account, trace_id);
}

std::optional<Lead> find_lead(Db& db, int64_t account, std::string_view route, std::string_view body_hash,
                              Instant since) {
    static const Select find(
        kLeads, "WHERE account=? AND route=? AND body_hash=? AND received>? ORDER BY received DESC LIMIT 1");
    return find.first(db, account, route, body_hash, since);
}

std::vector<Lead> list_leads(Db& db, int64_t account, std::string_view before, std::string_view q, int64_t limit) {
    static const Select list(kLeads,
                             "WHERE account=?1 AND (?2='' OR trace_id<?2) AND (?3='' OR instr(trace_id, ?3) OR "
                             "instr(route, ?3)) ORDER BY trace_id DESC LIMIT ?4");
    return list.all(db, account, before, q, limit);
}

}  // namespace tiller::store
