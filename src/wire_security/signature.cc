#include "wire_security/signature.h"

#include "base/crypto/crypto.h"
#include "base/text.h"

namespace tiller::wire_security {

std::string sign_body(std::string_view secret, std::string_view body) { return to_hex(hmac_sha256(secret, body)); }

bool is_signature_of(std::string_view signature, std::string_view secret, std::string_view body) {
    return equal_in_constant_time(lower(signature), sign_body(secret, body));
}

}  // namespace tiller::wire_security
