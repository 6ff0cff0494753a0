#pragma once
// Whose certificate is it? RFC 5922 section 7.
#include <openssl/x509.h>

#include <string>
#include <string_view>
#include <vector>

namespace tiller::sip {

/// The names and addresses that a certificate is made out to: of its subjectAltName the "sip:" URIs without a user, the
/// DNS names and the IP addresses; the common name only where there is no subjectAltName (section 7.1).
std::vector<std::string> identities_of(X509* certificate);

/// Is it made out to this host: a name, or an address? Names are compared to the letter, whatever the case; a wildcard
/// is none (section 7.2).
bool is_made_out_to(X509* certificate, std::string_view host);

}  // namespace tiller::sip
