#include "web/management/request_context.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/crypto/crypto.h"
#include "base/text.h"
#include "model/wire_code.h"
#include "web/door/door.h"
#include "web/management/problem.h"

namespace tiller::management {
namespace {

constexpr std::array<std::string_view, 3> kRoleNames = {"viewer", "operator", "owner"};

/// RFC 6750 section 2.1; the scheme's name is not case-sensitive (RFC 9110 section 11.1).
std::string_view bearer_of(const http::Request& request) {
    std::string_view given = request.header("authorization");
    constexpr std::string_view kScheme = "bearer ";
    if (lower(given.substr(0, kScheme.size())) != kScheme) return {};
    return trim(given.substr(kScheme.size()));
}

std::optional<Actor> find_actor(const SharedState& shared, const http::Request& request) {
    std::string_view token = bearer_of(request);
    const AdminContext& context = shared.outside;
    if (token.empty()) return std::nullopt;
    if (!context.key.empty() && equal_in_constant_time(token, context.key)) {
        return Actor{std::string(installation::kKeyHolder), store::Role::owner, "", false};
    }
    return context.store.read([&](store::Db& db) -> std::optional<Actor> {
        auto session = store::find_session(db, hash_session_token(token), context.clock.now());
        if (!session) return std::nullopt;
        auto user = store::find_user(db, session->user_name);
        if (!user || !user->enabled) return std::nullopt;
        return Actor{user->name, user->role, session->id, user->one_time};
    });
}

http::Response unauthorized() {
    auto response = problem(401,
                            "Authorization: Bearer <token> is needed: of POST /admin/v1/sessions, or the key in "
                            "admin.key of the data folder");
    response.headers.emplace_back("WWW-Authenticate", "Bearer");
    return response;
}

/// The account that `?account=` names; without it, the only one.
store::Account find_account(const RequestContext& ctx) {
    auto name = ctx.request.parameter("account");
    return ctx.shared.outside.store.read([&](store::Db& db) {
        if (name) {
            auto account = store::find_account(db, *name);
            if (!account) throw Refusal{problem(404, fmt::format("account \"{}\": there is no such account", *name))};
            return *account;
        }
        auto all = store::list_accounts(db);
        if (all.size() == 1) return all.front();
        throw Refusal{problem(400, all.empty() ? "account: there is none yet: make one by POST /admin/v1/accounts"
                                               : "account is missing: there are several, say ?account=NAME")};
    });
}

/// Names are UTF-8 without control characters; what is not would make an answer that is no JSON.
bool is_readable(const http::Request& request) {
    for (const auto& [name, value] : request.captures) {
        if (!is_printable_utf8(value)) return false;
    }
    return is_printable_utf8(percent_decode(request.query, true).value_or(request.query));
}

http::Response run_page(const SharedStatePtr& shared, const Permission& permission, const Page& page,
                        const http::Request& request) {
    bool is_write = request.method != "GET" && request.method != "HEAD";
    if (is_write && !permission.while_draining && is_draining(*shared)) return refuse_while_draining();
    auto actor = find_actor(*shared, request);
    if (!actor) return unauthorized();
    if (actor->one_time && !permission.with_one_time_password) {
        return problem(403, fmt::format("the one-time password must be changed first: POST /admin/v1/users/{}/password",
                                        percent_encode(actor->name)));
    }
    if (actor->role < permission.role) {
        return problem(
            403, fmt::format("this needs the role {}, and you are {}", to_name(permission.role), to_name(actor->role)));
    }
    if (!is_readable(request)) return problem(400, "path and query must be UTF-8 without control characters");
    RequestContext ctx{*shared, request, *actor};
    bool is_for_all = permission.for_all && ctx.parameter("all_accounts") == "1" && !request.parameter("account");
    if (permission.in_account && !is_for_all) ctx.account = find_account(ctx);
    return page(ctx);
}

}  // namespace

AtOnce::AtOnce(std::atomic<int>& under_way, int most) : under_way_(under_way) {
    if (++under_way_ <= most) return;
    --under_way_;
    throw Refusal{problem(503, "other tests are under way: try again in some seconds")};
}

http::Handler page_handler(const SharedStatePtr& shared, Permission permission, Page page) {
    return [shared, permission, page = std::move(page)](const http::Request& request) {
        auto refuse = [](int code, std::string_view detail) { return problem(http_status_of(code), detail); };
        return web::behind_door(shared->outside.store, request, refuse, [&]() -> http::Response {
            try {
                return run_page(shared, permission, page, request);
            } catch (const Refusal& refusal) {
                return refusal.response;
            }
        });
    };
}

bool may_go_on(const SharedState& shared, const Actor& actor, store::Role role) {
    if (actor.session.empty()) return true;  // the holder of the key
    return shared.outside.store.read([&](store::Db& db) {
        auto user = store::find_user(db, actor.name);
        return user && user->enabled && user->role >= role &&
               std::ranges::any_of(store::list_sessions(db, shared.outside.clock.now()),
                                   [&](const auto& session) { return session.id == actor.session; });
    });
}

WrongSecrets::Try begin_password_check(SharedState& shared, const std::string& user, const std::string& address) {
    auto begun = shared.wrong_passwords.begin(user, address, shared.outside.clock.steady());
    if (auto* place = std::get_if<WrongSecrets::Try>(&begun)) return std::move(*place);
    const auto& refused = std::get<WrongSecrets::Refused>(begun);
    auto response = refused.is_busy
                        ? problem(503, "too many passwords are being checked: try again in a second")
                        : problem(429, "ten wrong passwords came in a minute for this user or from this address");
    auto seconds = std::chrono::ceil<std::chrono::seconds>(refused.wait);
    response.headers.emplace_back("Retry-After", std::to_string(seconds.count()));
    throw Refusal{std::move(response)};
}

std::string hash_session_token(std::string_view token) { return to_hex(sha256(token)); }

bool is_draining(const SharedState& shared) { return shared.outside.running && shared.outside.running->draining(); }

http::Response refuse_while_draining() {
    auto response = problem(503, "the server is shutting down: ask again when it is back");
    response.headers.emplace_back("Retry-After", "5");
    return response;
}

const RunningParts& need_running(const RequestContext& ctx) {
    if (!ctx.shared.outside.running) {
        throw Refusal{problem(503, "no server runs on this data folder: start tiller serve, then ask again")};
    }
    return *ctx.shared.outside.running;
}

std::string_view to_name(store::Role role) { return kRoleNames[static_cast<size_t>(role)]; }

std::optional<store::Role> parse_role(std::string_view word) {
    for (size_t i = 0; i < kRoleNames.size(); ++i) {
        if (kRoleNames[i] == word) return static_cast<store::Role>(i);
    }
    return std::nullopt;
}

}  // namespace tiller::management
