#pragma once
// How requests are signed (docs/contract/partners.md, "Signed requests"): the one place that knows the algorithm.
#include <string>
#include <string_view>

namespace tiller::wire_security {

/// Lower-case hex HMAC-SHA256 of the raw body with the key's secret: X-AIRudder-Sign.
std::string sign_body(std::string_view secret, std::string_view body);

/// Compares in constant time. Upper-case hex digits are good, too.
bool is_signature_of(std::string_view signature, std::string_view secret, std::string_view body);

}  // namespace tiller::wire_security
