#pragma once
// POST /api/v1/airudder/track (contract/partners.md, "Shipment tracking") and POST /api/v1/17track/push.
#include "http/http.h"
#include "partners/tracker.h"

namespace tiller::partners {

/// What the pages use must outlive the router.
void add_track_pages(http::Router& router, store::Store& store, Tracker& tracker, const Clock& clock);

}  // namespace tiller::partners
