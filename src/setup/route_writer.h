#pragma once
// Routes as they are written: the route, its tokens' hashes, and the endpoint that gets its call records. Each runs
// inside one transaction.
#include "setup/setup.h"
#include "store/routes.h"

namespace tiller::setup {

/// The route as it is to be stored; its result endpoint is made if it is not there. Errors: `conflict` for a token that
/// another account's route of this name has, `invalid` for what is missing of a new one.
Result<store::Route> to_store(store::Tx& tx, int64_t account, const RouteSetup& setup);
/// Writes it, and drops an endpoint that no route needs any more.
void write_route(store::Tx& tx, const store::Route& route);
/// `not_found` if there is none. What was pushed is called all the same.
Result<void> remove_route(store::Tx& tx, int64_t account, const std::string& name);
/// Removes the endpoint, or leaves it to the routes that need it.
void drop_webhook(store::Tx& tx, const store::Endpoint& endpoint);

/// The stored route; without its tokens and secrets, which means in a file: as they are.
RouteSetup to_setup(store::Db& db, const store::Route& route);

}  // namespace tiller::setup
