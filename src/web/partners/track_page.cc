#include "web/partners/track_page.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <future>
#include <limits>
#include <variant>

#include "base/json/json.h"
#include "base/json/json_fault.h"
#include "base/text.h"
#include "http/status.h"
#include "model/wire_code.h"
#include "store/accounts.h"
#include "web/door/door.h"
#include "wire_security/body_cipher.h"
#include "wire_security/signed_request.h"

namespace tiller::partner_pages {
namespace {

constexpr size_t kLongestNumber = 50, kLongestParam = 255;  // characters; numbers as at 17TRACK

/// {"code": …, "message": …}; a code below 1000 is also the HTTP status (docs/contract/README.md rule 2).
http::Response refuse(int code, std::string_view message) {
    JsonWriter json;
    json.begin_object();
    json.field("code", code);
    json.field("message", message);
    json.end_object();
    return {.status = http_status_of(code), .body = json.take()};
}

http::Response missing(std::string_view field) {
    return refuse(wire_code::parameter_missing, fmt::format("{}: is required", field));
}

http::Response wrong(std::string_view field, std::string_view value, std::string_view rule) {
    return refuse(wire_code::parameter_wrong, fmt::format("{} \"{}\": {}", field, utf8_prefix(value, 64), rule));
}

bool is_tracking_number(std::string_view text) {
    return !text.empty() && is_printable_utf8(text) && utf8_length(text) <= kLongestNumber;
}

/// What is asked for, or why it is refused.
std::variant<shipments::ShipmentQuery, http::Response> read_query(const std::string& body, int64_t account) {
    if (auto fault = find_json_fault(body)) {
        return refuse(wire_code::not_valid, "the body is no JSON: " + with_place(*fault));
    }
    simdjson::dom::parser parser;
    simdjson::dom::element root, number, carrier, param;
    if (parser.parse(body).get(root) || !root.is_object())
        return refuse(wire_code::not_valid, "the body must be a JSON object");
    shipments::ShipmentQuery query{.account = account};

    if (root.at_key("number").get(number) || number.is_null()) return missing("number");
    std::string_view text;
    if (number.get(text)) return wrong("number", simdjson::minify(number), "must be a string");
    query.number = trim(text);
    if (!is_tracking_number(query.number)) return wrong("number", text, "must have 1 to 50 printable characters");

    if (root.at_key("carrier").get(carrier) || carrier.is_null()) return missing("carrier");
    bool whole = carrier.get(query.carrier) == simdjson::SUCCESS;
    if (!whole || query.carrier < 1 || query.carrier > std::numeric_limits<int32_t>::max())
        return wrong("carrier", simdjson::minify(carrier), "must be an integer, 17TRACK's key of the carrier");

    if (root.at_key("param").get(param) == simdjson::SUCCESS && !param.is_null()) {
        if (param.get(text)) return wrong("param", simdjson::minify(param), "must be a string");
        if (!is_printable_utf8(text) || utf8_length(text) > kLongestParam)
            return wrong("param", text, "must have at most 255 printable characters");
        query.param = text;
    }
    return query;
}

http::Response find(shipments::Tracker& tracker, const std::string& body, int64_t account) {
    auto read = read_query(body, account);
    if (auto* refused = std::get_if<http::Response>(&read)) return *refused;
    auto& query = std::get<shipments::ShipmentQuery>(read);

    auto told = std::make_shared<std::promise<shipments::Found>>();
    auto found = told->get_future();
    tracker.find(query, [told](shipments::Found answer) { told->set_value(std::move(answer)); });
    shipments::Found answer = found.get();
    if (!answer) return refuse(wire_code::unavailable, answer.error().message);
    shipments::Shipment shipment =
        *answer ? std::move(**answer) : shipments::unknown_shipment(query.number, query.carrier, query.param);
    return {.body = fmt::format(R"({{"code":0,"data":{}}})", to_json(shipment))};
}

/// The signer's account may want bodies encrypted (docs/contract/partners.md, "AES"); the signature is over what was
/// sent.
http::Response track(const TrackContext& context, const http::Request& request) {
    auto signer = wire_security::find_signer(request, context.store, context.clock.now());
    if (!signer) return refuse(wire_code::token_wrong, signer.error().message);
    auto cipher = context.store.read([&](store::Db& db) -> wire_security::BodyCipherPtr {
        auto account = store::find_account(db, signer->account);
        return account ? wire_security::find_cipher(db, *account, context.random) : nullptr;
    });
    return web::through_cipher(
        cipher.get(), request, web::PlainBody::refused, refuse,
        [&](const http::Request& opened) { return find(context.tracker, opened.body, signer->account); });
}

http::Response push(shipments::Tracker& tracker, const http::Request& request) {
    // The documentation names no header; both names are in use.
    std::string_view signature = request.header("sign");
    auto done = tracker.take_push(request.body, signature.empty() ? request.header("signature") : signature);
    if (done) return {.body = R"({"code":0})"};
    int code = done.error().kind == ErrorKind::invalid ? 400 : done.error().kind == ErrorKind::not_found ? 404 : 401;
    return refuse(code, done.error().message);
}

}  // namespace

void add_track_pages(http::Router& router, const TrackContext& context) {
    auto add = [&](const char* path, auto page) {
        router.add("POST", path, [context, page](const http::Request& request) {
            return web::behind_door(context.store, request, refuse, [&] { return page(context, request); });
        });
    };
    add("/api/v1/airudder/track", track);
    add("/api/v1/17track/push",
        [](const TrackContext& all, const http::Request& request) { return push(all.tracker, request); });
    router.set_fallback("/api/v1/", [](const http::Request&, int status, const std::string& detail) {
        std::string_view reason = http::reason_phrase(status);
        return refuse(status, detail.empty() ? std::string(reason) : fmt::format("{}: {}", reason, detail));
    });
}

}  // namespace tiller::partner_pages
