#include "web/cloud/routes.h"

#include <fmt/format.h>
#include <simdjson.h>

#include "base/crypto/crypto.h"
#include "base/text.h"
#include "web/cloud/body.h"
#include "web/cloud/query.h"
#include "web/door/door.h"
#include "wire_security/signed_request.h"

namespace tiller::cloud {
namespace {

constexpr size_t kMaxIdempotencyKey = 255;  // characters

/// The account of a token that the cache does not know; nothing if the token is not good.
CallerPtr look_up(SharedState& shared, const std::string& hash) {
    return shared.outside.store.read([&](store::Db& db) -> CallerPtr {
        auto token = store::find_token(db, hash, shared.outside.clock.now());
        if (!token) return nullptr;
        auto account = store::find_account(db, token->account);
        if (!account) return nullptr;
        auto zone = Zone::find(account->zone);
        auto cipher = wire_security::find_cipher(db, *account, shared.outside.random);
        return std::make_shared<const Caller>(Caller{std::move(*account), zone.ok() ? *zone : Zone::utc(),
                                                     token->app_key, token->expires, std::move(cipher)});
    });
}

/// A request with a token need not be signed; if it is, the signature must be good, and of the token's account.
std::optional<Fault> signature_fault(SharedState& shared, const http::Request& request, const Caller& caller) {
    if (!wire_security::is_signed(request)) return std::nullopt;
    auto signer = wire_security::find_signer(request, shared.outside.store, shared.outside.clock.now());
    if (!signer) return Fault{wire_code::token_wrong, signer.error().message};
    if (signer->account == caller.account.key) return std::nullopt;
    return Fault{wire_code::token_wrong, "X-AIRudder-Sign-Key: is not a key of the token's account"};
}

Checked<CallerPtr> find_caller(SharedState& shared, const http::Request& request) {
    std::string_view header = request.header("authorization");
    if (header.empty()) return missing(wire_code::token_wrong, "Authorization");
    std::string_view token = token_of(header);
    if (token.empty()) return Fault{wire_code::token_wrong, "Authorization: must be `Token <token>`"};
    std::string hash = hash_token(token);
    uint64_t version = shared.outside.setup_version();
    CallerPtr caller = shared.callers.find(hash, version, shared.outside.clock);
    if (!caller) {
        caller = look_up(shared, hash);
        if (!caller) return Fault{wire_code::token_wrong, "Authorization: the token is unknown or has expired"};
        shared.callers.put(hash, caller, version, shared.outside.clock);
    }
    if (auto fault = signature_fault(shared, request, *caller)) return *fault;
    return caller;
}

/// Beyond the account's requests a second: 429. Nothing if it keeps to them.
std::optional<http::Response> too_many(SharedState& shared, const Caller& caller) {
    int64_t limit = caller.account.limits.requests_per_second;
    Millis wait = shared.request_rates.take(caller.account.key, limit, shared.outside.clock.steady());
    if (wait == Millis(0)) return std::nullopt;
    http::Response response =
        refuse({wire_code::too_many_requests,
                fmt::format("the account may make {} request{} a second", limit, limit == 1 ? "" : "s")});
    auto seconds = std::chrono::ceil<std::chrono::seconds>(wait);
    response.headers.emplace_back("Retry-After", std::to_string(seconds.count()));
    return response;
}

http::Response refuse_code(int code, std::string_view detail) { return refuse({code, std::string(detail)}); }

/// Runs a page behind the door; what a big body took is given back.
http::Response answer_behind_door(SharedState& shared, const http::Request& request,
                                  const std::function<http::Response()>& page) {
    struct Forget {
        ~Forget() { forget_big_body(); }
    } at_the_end;
    return web::behind_door(shared.outside.store, request, refuse_code, page);
}

Checked<std::string> idempotency_key(const http::Request& request) {
    std::string key(trim(request.header("idempotency-key")));
    if (!is_printable_utf8(key)) return wrong(wire_code::not_valid, "Idempotency-Key", key, "must be printable");
    if (utf8_length(key) > kMaxIdempotencyKey) {
        return wrong(wire_code::not_valid, "Idempotency-Key", key,
                     fmt::format("must have at most {} characters", kMaxIdempotencyKey));
    }
    return key;
}

/// Runs a page for its caller, who keeps to the account's pace, and may encrypt.
template <class Page>
http::Response for_caller(SharedState& shared, const http::Request& request, web::PlainBody plain, Page page) {
    auto found = find_caller(shared, request);
    if (!found.ok()) return refuse(found.fault());
    const CallerPtr& caller = *found;
    if (auto refused = too_many(shared, *caller)) return web::sealed(caller->cipher.get(), std::move(*refused));
    return web::through_cipher(caller->cipher.get(), request, plain, refuse_code,
                               [&](const http::Request& opened) { return page(opened, caller); });
}

http::Response run_write(SharedState& shared, const http::Request& request, const CallerPtr& caller,
                         const Routes::WritePage& page) {
    if (auto fault = fault_of_parts(request)) return refuse(*fault);
    auto key = idempotency_key(request);
    if (!key.ok()) return refuse(key.fault());
    std::string hash;
    if (!key->empty()) hash = to_hex(sha256(fmt::format("{} {}\n{}", request.method, request.path, request.body)));

    Write write({{shared, request}, caller}, std::move(*key), std::move(hash));
    if (!write.is_keyed()) return page(write);
    auto earlier = shared.outside.store.read([&](store::Db& db) { return write.earlier_answer(db); });
    if (earlier) return *earlier;
    http::Response response = page(write);
    // A refusal for what the request says is an answer, too. One for how or when it came (a status of HTTP) is not: the
    // client may mend that and come again.
    if (!write.committed() && response.status == 200) return write.commit([&](store::Tx&) { return response; });
    return response;
}

}  // namespace

void Routes::open(const std::string& method, const std::string& path, OpenPage page) {
    router_.add(method, path, [shared = shared_, page = std::move(page)](const http::Request& request) {
        return answer_behind_door(*shared, request, [&] { return page({*shared, request}); });
    });
}

void Routes::read(const std::string& path, ReadPage page) {
    auto handler = [shared = shared_, page = std::move(page)](const http::Request& request) {
        return answer_behind_door(*shared, request, [&] {
            return for_caller(*shared, request, web::PlainBody::if_empty,
                              [&](const http::Request& plain, const CallerPtr& caller) {
                                  if (plain.body.empty()) return page({{*shared, plain}, caller});
                                  auto whole = with_query_of_body(plain);
                                  return whole.ok() ? page({{*shared, *whole}, caller}) : refuse(whole.fault());
                              });
        });
    };
    router_.add("GET", kCloud + path, handler);
    router_.add("POST", kCloud + path, handler);
}

void Routes::write(const std::string& path, WritePage page) {
    router_.add("POST", kCloud + path, [shared = shared_, page = std::move(page)](const http::Request& request) {
        return answer_behind_door(*shared, request, [&] {
            if (shared->outside.draining()) return refuse({wire_code::unavailable, "shutting down"});
            return for_caller(*shared, request, web::PlainBody::refused,
                              [&](const http::Request& plain, const CallerPtr& caller) {
                                  return run_write(*shared, plain, caller, page);
                              });
        });
    });
}

}  // namespace tiller::cloud
