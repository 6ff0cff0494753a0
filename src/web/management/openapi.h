#pragma once
// The description of /admin/v1 (OpenAPI 3.1), made of what the resources say of themselves.
#include <span>
#include <string>

#include "web/management/resource.h"

namespace tiller::management {

/// The whole document. The pages that are no resource are told in openapi_pages.cc.
std::string describe(std::span<const Resource> resources);

}  // namespace tiller::management
