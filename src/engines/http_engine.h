#pragma once
// What the interfaces over HTTP have in common.
#include <string>

#include "engines/engine.h"
#include "http/client.h"

namespace tiller::engines {

/// A POST below the engine's URL, with its key.
http::ClientRequest post_to(const Engine& engine, std::string_view path, std::string content_type, std::string body);

/// Why an answer is none, empty if its status is 200: "HTTP status 401", "timed out after 2 s". Nothing of its body,
/// which may hold words of the call.
std::string failure_of(const http::ClientResponse& response);

}  // namespace tiller::engines
