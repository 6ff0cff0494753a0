#pragma once
// Errors of the management interface: problem details (RFC 9457).
#include <stdexcept>
#include <string>
#include <vector>

#include "base/fault.h"
#include "http/http.h"
#include "setup/setup.h"

namespace tiller::management {

/// {"type":"about:blank","title":"Not Found","status":404,"detail":…}; with "code" where docs/contract/errors.md has
/// one.
http::Response problem(int status, std::string_view detail, int code = 0);
/// 422 with "errors":[{"field":"max_channels","detail":"max_channels must be …"}]: of a body. The first code of a fault
/// is the problem's.
http::Response wrong_fields(const std::vector<Fault>& faults);
/// 422 with "faults":[{"file","line","column","message"}]: of a set-up file.
http::Response wrong_file(const std::vector<Fault>& faults);
http::Response to_response(const Error& error);

/// Leaves a transaction, which is thereby undone, with an answer for the client.
struct Refusal {
    http::Response response;
};

}  // namespace tiller::management
