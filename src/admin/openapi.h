#pragma once
// The description of /admin/v1 (OpenAPI 3.1), made of what the resources say of themselves.
#include <span>
#include <string>

#include "admin/resource.h"

namespace tiller::admin {

/// The whole document. The pages that are no resource (log-in, password, set-up file) are told here.
std::string describe(std::span<const Resource> resources);

}  // namespace tiller::admin
