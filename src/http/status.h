#pragma once
#include <string_view>

namespace tiller::http {

/// The reason phrase of RFC 9110 section 15; "Status" for one that it does not name.
std::string_view reason_phrase(int status);

}  // namespace tiller::http
