#pragma once
// POST /api/v1/airudder/track (docs/contract/partners.md, "Shipment tracking") and POST /api/v1/17track/push.
#include "http/http.h"
#include "shipments/tracker.h"

namespace tiller::partner_pages {

/// What the pages use; all of it outlives the router.
struct TrackContext {
    store::Store& store;
    shipments::Tracker& tracker;
    const Clock& clock;
    Random& random;
};
void add_track_pages(http::Router& router, const TrackContext& context);

}  // namespace tiller::partner_pages
