#pragma once
// Flex routes and the leads that partners pushed through them (docs/contract/partners.md).
#include <vector>

#include "store/sqlite/sqlite.h"

namespace tiller::store {

struct Route {
    int64_t key = 0, account = 0;
    std::string name;  // in its path
    bool enabled = true;
    std::string definition;             // JSON, see leads/route.h
    int64_t endpoint = 0;               // gets the call records; 0: none
    std::vector<std::string> tokens{};  // SHA-256 of each, in hex, ordered
};

/// Adds the route, or changes the one with this account and name; its tokens become exactly these.
int64_t put_route(Tx& tx, const Route& route);
std::optional<Route> find_route(Db& db, int64_t account, std::string_view name);
/// The route that a push means: several accounts may have one of the same name, each with tokens of its own.
std::optional<Route> find_route_by_token(Db& db, std::string_view name, std::string_view token_hash);
/// Ordered by name.
std::vector<Route> list_routes(Db& db, int64_t account);
void delete_route(Tx& tx, int64_t key);
bool is_result_endpoint(Db& db, int64_t endpoint);
/// How many routes send their results there.
int64_t count_routes_of(Db& db, int64_t endpoint);
/// Where the results of the task go: to its route's endpoint; nothing: to none.
std::optional<int64_t> find_result_endpoint(Db& db, int64_t task);

/// One accepted push.
struct Lead {
    int64_t account = 0;
    std::string trace_id;
    std::string route;            // its name: the lead stays when the route goes
    std::string body_hash;        // SHA-256 of the body in a form that does not depend on blanks and the order of keys
    std::string warnings = "[]";  // JSON, as they were answered
    int64_t task = 0, row = 0;
    Instant received;
};

void insert_lead(Tx& tx, const Lead& lead);
std::optional<Lead> find_lead(Db& db, int64_t account, std::string_view trace_id);
/// The latest lead with this body, if it was received after `since`.
std::optional<Lead> find_lead(Db& db, int64_t account, std::string_view route, std::string_view body_hash,
                              Instant since);
/// Newest first: those older than the trace id `before` (all of them if it is empty), whose trace id or route contains
/// `q`.
std::vector<Lead> list_leads(Db& db, int64_t account, std::string_view before, std::string_view q, int64_t limit);

}  // namespace tiller::store
