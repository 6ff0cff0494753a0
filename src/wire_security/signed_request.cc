#include "wire_security/signed_request.h"

#include "base/ids.h"
#include "base/text.h"
#include "store/sign_keys.h"
#include "wire_security/signature.h"

namespace tiller::wire_security {
namespace {

std::string_view key_of(const http::Request& request) { return trim(request.header("x-airudder-sign-key")); }
std::string_view signature_of(const http::Request& request) { return trim(request.header("x-airudder-sign")); }

bool is_good(const std::optional<store::SignKey>& key, std::string_view signature, std::string_view body) {
    // For a key that nobody has, the same work is done.
    bool matches = is_signature_of(signature, key ? key->secret : std::string(64, '0'), body);
    return key && (matches || (key->is_unsigned && signature.empty()));
}

}  // namespace

bool is_signed(const http::Request& request) { return !key_of(request).empty() || !signature_of(request).empty(); }

Result<Signer> find_signer(const http::Request& request, store::Store& store, Instant now) {
    std::string id = lower(key_of(request));
    if (id.empty()) return invalid("X-AIRudder-Sign-Key: is required");
    if (!is_id(id)) return invalid("X-AIRudder-Sign-Key: must be 32 hex digits");
    auto key = store.read([&](store::Db& db) { return store::find_sign_key(db, id); });
    if (!is_good(key, signature_of(request), request.body)) {
        return invalid(
            "X-AIRudder-Sign: must be the hex HMAC-SHA256 of the body as it was sent, with the secret of a key that is "
            "valid");
    }
    if (!key->last_used || now >= *key->last_used + kLastUsedStep) {
        store.write_async([id, now](store::Tx& tx) { store::touch_sign_key(tx, id, now); }, {});
    }
    return Signer{key->account, std::move(id)};
}

}  // namespace tiller::wire_security
