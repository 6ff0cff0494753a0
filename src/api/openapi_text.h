#pragma once
#include <string_view>

namespace tiller::api {

/// The description of the interface (OpenAPI 3.1): openapi.json, compiled in.
std::string_view openapi_text();

}  // namespace tiller::api
