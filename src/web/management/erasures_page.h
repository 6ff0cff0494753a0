#pragma once
#include "web/management/request_context.h"

namespace tiller::management {

/// POST /admin/v1/erasures {"number","account","do_not_call"}: erases one person everywhere. Owners only.
void add_erasures(http::Router& router, const SharedStatePtr& shared);

}  // namespace tiller::management
