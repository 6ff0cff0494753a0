#pragma once
#include <vector>

#include "web/management/resource.h"

namespace tiller::management {

/// Everything that is listed, made or looked at below /admin/v1, in the order of the description.
std::vector<Resource> all_resources();

}  // namespace tiller::management
