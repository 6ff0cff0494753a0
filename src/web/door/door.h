#pragma once
// What every interface does around its pages: failures become answers, encrypted bodies are opened and sealed. How a
// refusal is worded is the interface's own.

#include <functional>
#include <string_view>

#include "http/http.h"
#include "store/store.h"
#include "wire_security/body_cipher.h"

namespace tiller::web {

/// A refusal in an interface's own form: an envelope, problem details, a partner's object. `code`: of the contract
/// (docs/contract/errors.md).
using Refuse = std::function<http::Response(int code, std::string_view detail)>;

/// Runs a page. A store that refuses is 503, with what is wrong with it if that is known; a bug is 500, with nothing of
/// the inside shown: the log has it under the request's id.
http::Response behind_door(const store::Store& store, const http::Request& request, const Refuse& refuse,
                           const std::function<http::Response()>& page);

/// Which bodies must be encrypted.
enum class PlainBody {
    refused,
    if_empty,  // a read needs no body
};

/// Runs a page for an account that may encrypt (docs/contract/partners.md, "AES"): the page sees the plain body, and
/// what it answers is sealed, refusals included. No cipher: as if it were not there.
http::Response through_cipher(const wire_security::BodyCipher* cipher, const http::Request& request, PlainBody plain,
                              const Refuse& refuse, const std::function<http::Response(const http::Request&)>& page);

/// What such an account is answered without a page.
http::Response sealed(const wire_security::BodyCipher* cipher, http::Response response, size_t key = 0);

}  // namespace tiller::web
