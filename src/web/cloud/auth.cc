// POST /auth (docs/contract/voice.md, "Token").
#include <fmt/format.h>

#include "base/crypto/crypto.h"
#include "base/log.h"
#include "base/text.h"
#include "http/target.h"
#include "web/cloud/body.h"
#include "web/cloud/pages.h"

namespace tiller::cloud {
namespace {

constexpr size_t kMaxCharacters = 256;  // as much as a key's secret may have
constexpr size_t kMaxBody = 64u << 10;  // nobody has shown yet who they are: no work for a flood
constexpr size_t kTokenBytes = 48;
constexpr std::chrono::hours kTokenLife{24};
constexpr int kTokensOfKey = 20;

struct Credentials {
    std::string app_key, app_secret;
};

Checked<Credentials> read_form(const std::string& form) {
    auto key = http::query_parameter(form, "APPKey");
    auto secret = http::query_parameter(form, "APPSecret");
    if (!key) return missing(wire_code::parameter_missing, "APPKey");
    if (!secret || secret->empty()) return missing(wire_code::secret_missing, "APPSecret");
    return Credentials{*key, *secret};
}

Checked<Credentials> read_json(const std::string& body) {
    auto object = parse_body(body);
    if (!object.ok()) return object.fault();
    Fields fields(*object);
    Credentials credentials;
    auto read = [&](std::string_view name, int missing_code, bool may_be_empty) {
        auto value = fields.find(name);
        std::string_view text;
        if (value && value->get(text)) {
            fields.fail(
                {wire_code::parameter_wrong, fmt::format("{}: must be a string", name)});  // a secret is never echoed
        } else if (!value || (text.empty() && !may_be_empty)) {
            fields.fail(missing(missing_code, name));
        }
        return std::string(text);
    };
    credentials.app_key = read("APPKey", wire_code::parameter_missing, true);
    credentials.app_secret = read("APPSecret", wire_code::secret_missing, false);
    if (fields.fault()) return *fields.fault();
    return credentials;
}

/// The key, if the secret is its own. Takes as long for a key that does not exist: the secret is then checked against a
/// hash that nothing fits.
std::optional<store::AppKey> find_key(SharedState& shared, const Credentials& credentials) {
    static const std::string kNobodysHash = hash_secret(shared.outside.random.hex(16), shared.outside.random);
    auto key = shared.outside.store.read([&](store::Db& db) { return store::find_app_key(db, credentials.app_key); });
    bool fits = check_secret(credentials.app_secret, key ? key->secret_hash : kNobodysHash);
    return fits ? key : std::nullopt;
}

std::string issue_token(SharedState& shared, const store::AppKey& key) {
    std::string bytes(kTokenBytes, '\0');
    shared.outside.random.fill({reinterpret_cast<uint8_t*>(bytes.data()), bytes.size()});
    std::string token = to_base64(bytes);
    Instant now = shared.outside.clock.now();
    shared.outside.store.write([&](store::Tx& tx) {
        store::insert_token(tx, {key.account, key.app_key, now + kTokenLife}, hash_token(token), now, kTokenLife,
                            kTokensOfKey);
    });
    shared.callers.forget(key.app_key);  // an old token may have had to go
    return token;
}

http::Response refuse_try(const WrongSecrets::Refused& refused) {
    http::Response response = refused.is_busy
                                  ? refuse({wire_code::unavailable, "too many secrets are being checked"})
                                  : refuse({wire_code::too_many_requests,
                                            "ten wrong secrets came in a minute for this key or from this address"});
    auto seconds = std::chrono::ceil<std::chrono::seconds>(refused.wait);
    response.headers.emplace_back("Retry-After", std::to_string(seconds.count()));
    return response;
}

http::Response auth(const OpenRequestContext& ctx) {
    SharedState& shared = ctx.shared;
    if (shared.outside.draining()) return refuse({wire_code::unavailable, "shutting down"});
    if (ctx.request.body.size() > kMaxBody) {
        return refuse({wire_code::too_large, fmt::format("the body is longer than {} bytes", kMaxBody)});
    }
    if (auto fault = fault_of_parts(ctx.request)) return refuse(*fault);
    auto credentials = is_form(ctx.request) ? read_form(ctx.request.body) : read_json(ctx.request.body);
    if (!credentials.ok()) return refuse(credentials.fault());
    for (auto [name, text] :
         {std::pair("APPKey", &credentials->app_key), std::pair("APPSecret", &credentials->app_secret)}) {
        if (utf8_length(*text) > kMaxCharacters) {
            return refuse(
                {wire_code::parameter_wrong, fmt::format("{}: must have at most {} characters", name, kMaxCharacters)});
        }
    }

    const std::string& address = ctx.request.remote_address;
    // Counted before it is checked: tries made at once do not slip past the limit.
    auto begun = shared.wrong_secrets.begin(credentials->app_key, address, shared.outside.clock.steady());
    if (auto* refused = std::get_if<WrongSecrets::Refused>(&begun)) return refuse_try(*refused);
    auto key = find_key(shared, *credentials);
    if (!key) {
        std::get<WrongSecrets::Try>(begun).was_wrong(shared.outside.clock.steady());
        log::warn("wrong secret", {{"request", ctx.request.request_id}, {"address", address}});
        return refuse({wire_code::secret_wrong, {}});
    }
    JsonWriter json;
    json.begin_object();
    json.field("token", issue_token(shared, *key));
    json.end_object();
    http::Response response = answer(json.text());
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
}

}  // namespace

void add_auth(Routes& routes) { routes.open("POST", std::string(kCloud) + "/auth", auth); }

}  // namespace tiller::cloud
