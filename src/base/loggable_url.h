#pragma once
#include <string>
#include <string_view>

namespace tiller {

/// A URL as a log may hold it: without user, password, query and fragment, where customers put their keys.
std::string loggable_url(std::string_view url);

}  // namespace tiller
