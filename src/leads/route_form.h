#pragma once
// What a route's fields are, and what else the set-up file needs to know of routes.
#include <string_view>
#include <vector>

#include "form/form.h"
#include "leads/route.h"

namespace tiller::leads {

inline constexpr size_t kLongestRouteName = 48;

/// Its fields; name and tokens are set up beside them.
const form::Form<Route>& route_form();

/// The names of the routes that ship.
std::vector<std::string_view> preset_words();

}  // namespace tiller::leads
