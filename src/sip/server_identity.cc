#include "sip/server_identity.h"

#include <openssl/x509v3.h>

#include <memory>

#include "base/ip_address.h"
#include "base/text.h"

namespace tiller::sip {
namespace {

std::string text_of(const ASN1_STRING* text) {
    return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)), static_cast<size_t>(ASN1_STRING_length(text))};
}

/// "sip:example.com" names the domain; "sip:alice@example.com" a person, and other schemes nothing of ours.
std::string domain_of(const std::string& uri) {
    if (!lower(uri).starts_with("sip:")) return {};
    const std::string rest = uri.substr(4);
    if (rest.find('@') != rest.npos) return {};
    return rest.substr(0, rest.find_first_of(":;?"));
}

std::string identity_of(const GENERAL_NAME& name) {
    switch (name.type) {
        case GEN_DNS:
            return text_of(name.d.dNSName);
        case GEN_URI:
            return domain_of(text_of(name.d.uniformResourceIdentifier));
        case GEN_IPADD: {
            const unsigned char* bytes = ASN1_STRING_get0_data(name.d.iPAddress);
            const int length = ASN1_STRING_length(name.d.iPAddress);
            if (length == 4) return IpAddress::v4(bytes).text();
            if (length == 16) return IpAddress::v6(bytes).text();
            return {};
        }
        default:
            return {};
    }
}

std::string common_name_of(X509* certificate) {
    char text[256] = {};
    const int length =
        X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, text, sizeof(text));
    return length > 0 ? std::string(text, static_cast<size_t>(length)) : std::string();
}

}  // namespace

std::vector<std::string> identities_of(X509* certificate) {
    std::vector<std::string> identities;
    auto* all = static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr));
    if (all == nullptr) {
        if (std::string name = common_name_of(certificate); !name.empty()) identities.push_back(std::move(name));
        return identities;
    }
    for (int i = 0; i < sk_GENERAL_NAME_num(all); ++i) {
        if (std::string identity = identity_of(*sk_GENERAL_NAME_value(all, i)); !identity.empty())
            identities.push_back(std::move(identity));
    }
    GENERAL_NAMES_free(all);
    return identities;
}

bool is_made_out_to(X509* certificate, std::string_view host) {
    const auto address = IpAddress::parse(host);
    for (const std::string& identity : identities_of(certificate)) {
        if (address ? IpAddress::parse(identity) == address : lower(identity) == lower(host)) return true;
    }
    return false;
}

}  // namespace tiller::sip
