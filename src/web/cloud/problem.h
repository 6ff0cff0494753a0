#pragma once
#include <string_view>

#include "http/http.h"

namespace tiller::cloud {

/// A refusal in the form of RFC 9457, for what is opened by browsers and players and so is not in the envelope.
http::Response problem(int status, std::string_view detail);

}  // namespace tiller::cloud
