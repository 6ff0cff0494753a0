#pragma once
#include "web/management/request_context.h"

namespace tiller::management {

/// GET /admin/v1/server: the installation as a whole, and whether it is on hold; POST server/hold and server/resume
/// (docs/backup.md).
void add_server_pages(http::Router& router, const SharedStatePtr& shared);

}  // namespace tiller::management
