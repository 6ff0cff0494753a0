#pragma once
// Requests with X-AIRudder-Sign-Key and X-AIRudder-Sign (docs/contract/partners.md, "Signed requests"). An endpoint
// that is for signed requests only calls find_signer and answers 401 with its error; one with a credential of its own
// calls it if is_signed, and sees that the signer is of the same account.
#include <string>

#include "base/result.h"
#include "http/http.h"
#include "store/store.h"

namespace tiller::wire_security {

inline constexpr Millis kLastUsedStep{60'000};  // how exactly a key's last use is kept: more would be a write a request

struct Signer {
    int64_t account = 0;
    std::string key;  // its id, 32 hex digits
};

/// True if the request has one of the two headers, and it is not empty: it wants its signature to be checked.
bool is_signed(const http::Request& request);

/// The one who signed, over the raw body as it came. An error (ErrorKind::invalid) is for a 401: it says which header
/// is wrong; an unknown key and a wrong signature look the same, in time too. Notes when the key was used. Any thread.
/// Throws StoreError.
Result<Signer> find_signer(const http::Request& request, store::Store& store, Instant now);

}  // namespace tiller::wire_security
