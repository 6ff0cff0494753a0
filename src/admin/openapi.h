#pragma once
// The description of /admin/v1 (OpenAPI 3.1), made of what the resources say of themselves.
#include <span>
#include <string>

#include "admin/resource.h"

namespace tiller::admin {

/// The whole document. The pages that are no resource are told in openapi_pages.cc.
std::string describe(std::span<const Resource> resources);

}  // namespace tiller::admin
