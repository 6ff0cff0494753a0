#pragma once
// The set-up file over HTTP.
#include "web/management/request_context.h"

namespace tiller::management {

/// POST /admin/v1/setup: see admin_api.h. GET gives the set-up as a file that changes nothing when it is applied.
void add_setup_pages(http::Router& router, const SharedStatePtr& shared);

}  // namespace tiller::management
