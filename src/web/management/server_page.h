#pragma once
#include "web/management/desk.h"

namespace tiller::management {

/// GET /admin/v1/server: the installation as a whole, and whether it is on hold; POST server/hold and server/resume
/// (docs/backup.md).
void add_server_pages(http::Router& router, const DeskPtr& desk);

}  // namespace tiller::management
