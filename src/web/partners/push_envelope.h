#pragma once
// The envelope of partner pushes (docs/contract/partners.md, "Flex routes").
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "http/http.h"

namespace tiller::partner_pages {

/// What a push is answered with.
struct PushAnswer {
    int code = 200;                       // below 1000 it is the HTTP status, too (docs/contract/README.md rule 2)
    std::string message = "success";      // what was wrong, if anything was
    std::vector<std::string> warnings{};  // told in body.warnings; the push was accepted all the same
    std::string trace_id;                 // 32 hex

    bool is_error() const { return code != 200; }
};

http::Response to_response(const PushAnswer& answer, Instant now);

}  // namespace tiller::partner_pages
