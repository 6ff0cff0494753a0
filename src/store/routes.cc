#include "store/routes.h"

namespace tiller::store {
namespace {

#define ROUTE_COLUMNS "key, account, name, enabled, definition, endpoint"
#define LEAD_COLUMNS "account, trace_id, route, body_hash, warnings, task, row, received"

std::optional<Route> with_tokens(Db& db, std::optional<Route> route) {
    if (!route) return route;
    db.query(
        "SELECT hash FROM route_tokens WHERE route=? ORDER BY hash",
        [&](Row& r) { route->tokens.push_back(r.string(0)); }, route->key);
    return route;
}

Route read_route(Row& r) {
    return {.key = r.integer(0),
            .account = r.integer(1),
            .name = r.string(2),
            .enabled = r.integer(3) != 0,
            .definition = r.string(4),
            .endpoint = r.integer(5)};
}

Lead read_lead(Row& r) {
    return {.account = r.integer(0),
            .trace_id = r.string(1),
            .route = r.string(2),
            .body_hash = r.string(3),
            .warnings = r.string(4),
            .task = r.integer(5),
            .row = r.integer(6),
            .received = r.instant(7)};
}

}  // namespace

int64_t put_route(Tx& tx, const Route& route) {
    tx.run(
        "INSERT INTO routes(account, name, enabled, definition, endpoint) VALUES(?,?,?,?,?) "
        "ON CONFLICT(account, name) DO UPDATE SET enabled=excluded.enabled, definition=excluded.definition, "
        "endpoint=excluded.endpoint",
        route.account, route.name, route.enabled, route.definition, route.endpoint);
    int64_t key = tx.number("SELECT key FROM routes WHERE account=? AND name=?", route.account, route.name);
    tx.run("DELETE FROM route_tokens WHERE route=?", key);
    for (const std::string& hash : route.tokens) {
        tx.run("INSERT INTO route_tokens(name, hash, route) VALUES(?,?,?)", route.name, hash, key);
    }
    return key;
}

std::optional<Route> find_route(Db& db, int64_t account, std::string_view name) {
    return with_tokens(
        db, db.first("SELECT " ROUTE_COLUMNS " FROM routes WHERE account=? AND name=?", read_route, account, name));
}

std::optional<Route> find_route_by_token(Db& db, std::string_view name, std::string_view token_hash) {
    return with_tokens(db, db.first("SELECT " ROUTE_COLUMNS
                                    " FROM routes WHERE key=(SELECT route FROM route_tokens WHERE name=? AND hash=?)",
                                    read_route, name, token_hash));
}

std::vector<Route> list_routes(Db& db, int64_t account) {
    std::vector<Route> routes;
    db.query(
        "SELECT " ROUTE_COLUMNS " FROM routes WHERE account=? ORDER BY name",
        [&](Row& r) { routes.push_back(read_route(r)); }, account);
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
    tx.run(
        "INSERT INTO leads(account, trace_id, route, body_hash, warnings, task, row, received) "
        "VALUES(?,?,?,?,?,?,?,?)",
        lead.account, lead.trace_id, lead.route, lead.body_hash, lead.warnings, lead.task, lead.row, lead.received);
}

std::optional<Lead> find_lead(Db& db, int64_t account, std::string_view trace_id) {
    return db.first("SELECT " LEAD_COLUMNS " FROM leads WHERE account=? AND trace_id=?", read_lead, account, trace_id);
}

std::optional<Lead> find_lead(Db& db, int64_t account, std::string_view route, std::string_view body_hash,
                              Instant since) {
    return db.first("SELECT " LEAD_COLUMNS
                    " FROM leads WHERE account=? AND route=? AND body_hash=? AND received>? ORDER BY received DESC "
                    "LIMIT 1",
                    read_lead, account, route, body_hash, since);
}

std::vector<Lead> list_leads(Db& db, int64_t account, std::string_view before, std::string_view q, int64_t limit) {
    std::vector<Lead> leads;
    db.query(
        "SELECT " LEAD_COLUMNS
        " FROM leads WHERE account=?1 AND (?2='' OR trace_id<?2) AND (?3='' OR instr(trace_id, ?3) OR "
        "instr(route, ?3)) ORDER BY trace_id DESC LIMIT ?4",
        [&](Row& r) { leads.push_back(read_lead(r)); }, account, before, q, limit);
    return leads;
}

}  // namespace tiller::store
