#pragma once
#include <vector>

#include "admin/resource.h"

namespace tiller::admin {

/// Everything that is listed, made or looked at below /admin/v1, in the order of the description.
std::vector<Resource> all_resources();

}  // namespace tiller::admin
