#pragma once
#include "web/management/request_context.h"

namespace tiller::management {

/// POST /admin/v1/master-key/rotate: a new master key, under which everything sealed is sealed anew. Owners only.
void add_master_key(http::Router& router, const SharedStatePtr& shared);

}  // namespace tiller::management
