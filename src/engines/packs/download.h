#pragma once
#include <string>

#include "base/result.h"
#include "http/client.h"

namespace tiller::engines {

/// Fetches `url` into a file, in pieces, following up to five redirects; https stays https. Waits for it. Errors:
/// invalid, unavailable; the file is then removed.
Result<void> download(http::Client& client, const std::string& url, const std::string& path);

}  // namespace tiller::engines
