#pragma once
// POST /api/push/<route>/<token>: a partner pushes a lead, the platform calls it (docs/contract/partners.md, "Flex
// routes").
#include <functional>

#include "campaign/context.h"
#include "http/http.h"
#include "store/store.h"

namespace tiller::partner_pages {

/// What the handler needs of the outside. All of it may be used from any thread, and outlives the server.
struct PushContext {
    store::Store& store;
    campaign::Context campaign;
    std::function<bool()> draining;      // shutting down: pushes are refused with 503
    std::function<void()> work_arrived;  // called after a commit that may have made something due
};

/// Adds the route, and the fallback for paths below /api/push. They throw nothing and log no path, because a token
/// stands in it.
void add_push(http::Router& router, const PushContext& context);

}  // namespace tiller::partner_pages
