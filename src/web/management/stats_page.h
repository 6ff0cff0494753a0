#pragma once
#include "web/management/request_context.h"

namespace tiller::management {

/// GET /admin/v1/stats?from=&to=&by=hour|day&task=: calls, outcomes, answer rate and load of lines.
void add_stats(http::Router& router, const SharedStatePtr& shared);

}  // namespace tiller::management
