#pragma once
#include <string_view>

namespace tiller::cloud {

/// The description of the interface (OpenAPI 3.1): openapi.json, compiled in.
std::string_view openapi_text();
/// The page that shows it: docs.html, compiled in.
std::string_view docs_text();

}  // namespace tiller::cloud
