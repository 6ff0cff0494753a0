#pragma once
#include "admin/desk.h"

namespace tiller::admin {

/// GET /admin/v1/stats?from=&to=&by=hour|day&task=: calls, outcomes, answer rate and load of lines.
void add_stats(http::Router& router, const DeskPtr& desk);

}  // namespace tiller::admin
