// POST /admin/v1/sessions begins a session, DELETE ends one.
#include <fmt/format.h>

#include "base/crypto/crypto.h"
#include "base/ids.h"
#include "base/json/json.h"
#include "base/log.h"
#include "base/text.h"
#include "web/management/document.h"
#include "web/management/resources.h"

namespace tiller::management {
namespace {

constexpr std::chrono::hours kSessionLife{12};
constexpr size_t kTokenBytes = 32;
constexpr size_t kMostOfBody = 64u << 10;  // nobody has shown yet who they are: no work for a flood
constexpr size_t kMostCharacters = 256;    // of a name and of a password

constexpr std::string_view kSchema = R"json({"type":"object","properties":{
"id":{"type":"string"},"user":{"type":"string"},"address":{"type":"string"},
"created":{"type":"string","format":"date-time"},"expires":{"type":"string","format":"date-time"}}})json";

void write_session(JsonWriter& json, const store::UserSession& session) {
    json.field("id", session.id);
    json.field("user", session.user_name);
    json.field("address", session.address);
    json.field("created", to_rfc3339_ms(session.created));
    json.field("expires", to_rfc3339_ms(session.expires));
}

std::string session_document(const store::UserSession& session) {
    JsonWriter json;
    json.begin_object();
    write_session(json, session);
    json.end_object();
    return json.take();
}

/// An owner sees all sessions, others their own; "current" is the one of the request.
std::vector<store::UserSession> visible(store::Db& db, const RequestContext& ctx, const std::string& user = "") {
    auto sessions = store::list_sessions(db, ctx.now());
    if (!user.empty()) std::erase_if(sessions, [&](const auto& session) { return session.user_name != user; });
    if (ctx.actor.role < store::Role::owner) {
        std::erase_if(sessions, [&](const auto& session) { return session.user_name != ctx.actor.name; });
    }
    return sessions;
}

std::optional<store::UserSession> find_visible(store::Db& db, const RequestContext& ctx, const std::string& id) {
    const std::string& wanted = id == "current" ? ctx.actor.session : id;
    for (const store::UserSession& session : visible(db, ctx)) {
        if (session.id == wanted) return session;
    }
    return std::nullopt;
}

/// The user, if the password is their own. Takes as long for one who does not exist.
std::optional<store::User> check_user(SharedState& shared, const std::string& name, const std::string& password) {
    static const std::string kNobodysHash = hash_password(shared.outside.random.hex(16), shared.outside.random);
    auto user = shared.outside.store.read([&](store::Db& db) { return store::find_user(db, name); });
    bool fits = check_secret(password, user ? user->password_hash : kNobodysHash);
    return fits && user && user->enabled ? user : std::nullopt;
}

http::Response begin_session(SharedState& shared, const http::Request& request, const store::User& user) {
    const AdminContext& outside = shared.outside;
    std::string token = outside.random.hex(kTokenBytes);
    Instant now = outside.clock.now();
    store::UserSession session{.id = new_id(outside.clock, outside.random),
                               .user_name = user.name,
                               .address = request.remote_address,
                               .created = now,
                               .expires = now + kSessionLife};
    RequestContext ctx{shared, request, {user.name, user.role, session.id, user.one_time}};
    outside.store.write([&](store::Tx& tx) {
        store::insert_session(tx, session, hash_session_token(token));
        audit(tx, ctx, "created", sessions_resource(), session.id, "", session_document(session));
    });
    JsonWriter json;
    json.begin_object();
    write_session(json, session);
    json.field("token", token);
    json.field("role", to_name(user.role));
    json.field("must_change_password", user.one_time);
    json.end_object();
    return {.status = 201,
            .body = json.take(),
            .headers = {{"Location", "/admin/v1/sessions/" + session.id}, {"Cache-Control", "no-store"}}};
}

http::Response log_in(SharedState& shared, const http::Request& request) {
    if (request.body.size() > kMostOfBody) {
        return problem(413, fmt::format("the body is longer than {} bytes", kMostOfBody));
    }
    auto body = read_object(request.body);
    if (!body) return problem(400, body.error().message);
    std::string name = text_field(*body, "user"), password = text_field(*body, "password");
    std::vector<Fault> faults;
    for (auto [field, text] : {std::pair("user", &name), std::pair("password", &password)}) {
        if (text->empty()) faults.push_back({.message = fmt::format("{} is missing", field)});
        // Names that did not come in are remembered, and a password is hashed: neither may be a book.
        if (utf8_length(*text) > kMostCharacters) {
            faults.push_back({.message = fmt::format("{} must have at most {} characters", field, kMostCharacters)});
        }
    }
    if (!faults.empty()) return wrong_fields(faults);

    // Counted before it is checked: tries made at once do not slip past the limit.
    auto place = begin_password_check(shared, name, request.remote_address);
    auto user = check_user(shared, name, password);
    if (user) return begin_session(shared, request, *user);
    place.was_wrong(shared.outside.clock.steady());
    log::warn("wrong password", {{"request", request.request_id}, {"address", request.remote_address}});
    auto response = problem(401, "user or password is wrong");
    response.headers.emplace_back("WWW-Authenticate", "Bearer");
    return response;
}

}  // namespace

Resource sessions_resource() {
    return {.name = "sessions",
            .noun = "session",
            .id_field = "id",
            .in_account = false,
            .affects_calls = false,
            .may_write = store::Role::viewer,
            .schema = std::string(kSchema),
            .find = [](store::Db& db, const RequestContext& ctx, const std::string& id) -> std::optional<std::string> {
                auto session = find_visible(db, ctx, id);
                if (!session) return std::nullopt;
                return session_document(*session);
            },
            .list =
                [](store::Db& db, const RequestContext& ctx, const ListQuery& query) {
                    std::vector<Item> all;
                    for (const auto& session : visible(db, ctx, ctx.parameter("user"))) {
                        all.push_back({session.id, session_document(session)});
                    }
                    return page_of(std::move(all), query);
                },
            .remove = [](store::Tx& tx, const RequestContext& ctx,
                         const std::string& id) { store::delete_session(tx, find_visible(tx, ctx, id)->id); },
            .filters = {{"user", "a user's name"}}};
}

void add_login(http::Router& router, const SharedStatePtr& shared) {
    router.add("POST", "/admin/v1/sessions", [shared](const http::Request& request) {
        if (is_draining(*shared)) return refuse_while_draining();
        try {
            return log_in(*shared, request);
        } catch (const Refusal& refusal) {
            return refusal.response;
        } catch (const store::StoreError& refused) {
            log::error("the store refused", {{"request", request.request_id}, {"error", refused.what()}});
            return problem(503, "the store refuses for now: try again later");
        }
    });
}

}  // namespace tiller::management
