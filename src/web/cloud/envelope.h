#pragma once
// The form of every answer (docs/contract/README.md rules 1 and 2): {"data": …, "status": "OK", "code": 200}.
#include <string_view>

#include "base/fault.h"
#include "base/json/json.h"
#include "http/http.h"
#include "web/cloud/errors.h"

namespace tiller::cloud {

/// Success; `data` is JSON.
http::Response answer(std::string_view data);
http::Response refuse(const Fault& fault, std::string_view data = "{}");
/// The same for what no handler answers; Retry-After is the server's (http::Router::set_fallback).
http::Response refuse_unhandled(int status, const std::string& detail);

/// The two halves around `data`, for an answer that is streamed.
inline constexpr std::string_view kBeforeData = R"({"data":)";
inline constexpr std::string_view kAfterData = R"(,"status":"OK","code":200})";

}  // namespace tiller::cloud
