#include <fmt/format.h>

#include "base/crypto/crypto.h"
#include "base/json/json.h"
#include "base/text.h"
#include "installation/first_user.h"
#include "web/management/document.h"
#include "web/management/resources.h"

namespace tiller::management {
namespace {

constexpr size_t kShortestPassword = 10, kLongestPassword = 256;

constexpr std::string_view kSchema = R"json({"type":"object","required":["name","role","password"],"properties":{
"name":{"type":"string","maxLength":64},
"role":{"enum":["viewer","operator","owner"]},
"enabled":{"type":"boolean","default":true},
"password":{"type":"string","minLength":10,"maxLength":256,"writeOnly":true},
"has_password":{"type":"boolean","readOnly":true},
"one_time_password":{"type":"boolean","readOnly":true,"description":"must be changed before anything else"},
"created":{"type":"string","format":"date-time","readOnly":true}}})json";

std::string to_document(const store::User& user) {
    JsonWriter json;
    json.begin_object();
    json.field("name", user.name);
    json.field("role", to_name(user.role));
    json.field("enabled", user.enabled);
    json.field("password", user.password_hash);
    json.field("one_time_password", user.one_time);
    json.field("created", to_rfc3339_ms(user.created));
    json.end_object();
    return json.take();
}

std::optional<std::string> password_fault(std::string_view field, std::string_view password) {
    size_t length = utf8_length(password);
    if (length >= kShortestPassword && length <= kLongestPassword) return std::nullopt;
    return fmt::format("{} must have {} to {} characters", field, kShortestPassword, kLongestPassword);
}

Commit prepare(setup::SetupContext& context, const document::Node& node, const Visit& visit, const std::string& id) {
    setup::MapReader map(context, node, "", {"name", "role", "enabled", "password"});
    store::User user{.name = map.name("name", 64), .created = visit.now()};
    std::string word = map.name("role", 16);
    auto role = parse_role(word);
    if (!word.empty() && !role) {
        map.fault(*map.find("role"), fmt::format("role \"{}\" must be viewer, operator or owner", word));
    }
    user.role = role.value_or(store::Role::viewer);
    user.enabled = map.truth("enabled", true);
    std::string password = map.secret("password", true);
    std::optional<store::User> stored;
    if (!id.empty()) stored = visit.desk.context.store.read([&](store::Db& db) { return store::find_user(db, id); });
    bool keeps = stored && stored->password_hash == password;  // an edit that does not name it
    if (!keeps && !password.empty()) {
        if (auto fault = password_fault("password", password)) map.fault(*map.find("password"), *fault);
    }
    if (context.count() > 0) return {};
    user.password_hash = keeps ? password : hash_password(password, visit.desk.context.random);
    user.one_time = keeps && stored->one_time;
    return [=](store::Tx& tx) -> Written {
        if (id.empty() && store::find_user(tx, user.name)) throw taken("name", user.name);
        store::put_user(tx, user);
        if (!keeps || !user.enabled) store::delete_sessions_of(tx, user.name);
        return {user.name};
    };
}

http::Response end_sessions(const Visit& visit, const std::string& id) {
    int64_t ended = visit.desk.context.store.write([&](store::Tx& tx) {
        Resource users = users_resource();
        if (!store::find_user(tx, id)) throw no_such(users, id);
        int64_t count = store::delete_sessions_of(tx, id);
        if (count > 0) audit(tx, visit, "sessions ended", users, id, "", "");
        return count;
    });
    JsonWriter json;
    json.begin_object();
    json.field("ended", ended);
    json.end_object();
    return {.body = json.take()};
}

}  // namespace

Resource users_resource() {
    return {.name = "users",
            .noun = "user",
            .in_account = false,
            .affects_calls = false,
            .may_read = store::Role::owner,
            .may_write = store::Role::owner,
            .secrets = {"password"},
            .read_only = {"one_time_password", "created"},
            .schema = std::string(kSchema),
            .find = [](store::Db& db, const Visit&, const std::string& id) -> std::optional<std::string> {
                auto user = store::find_user(db, id);
                if (!user) return std::nullopt;
                return to_document(*user);
            },
            .list =
                [](store::Db& db, const Visit&, const ListQuery& query) {
                    std::vector<Item> all;
                    for (const auto& user : store::list_users(db)) all.push_back({user.name, to_document(user)});
                    return page_of(std::move(all), query);
                },
            .prepare = prepare,
            .remove = [](store::Tx& tx, const Visit&, const std::string& id) { store::delete_user(tx, id); },
            .actions = {{.method = "POST",
                         .name = "end-sessions",
                         .role = store::Role::owner,
                         .summary = "Ends all sessions of a user, who must log in again.",
                         .run = end_sessions,
                         .answer = R"json({"type":"object","required":["ended"],"properties":{
"ended":{"type":"integer","description":"how many there were"}}})json"}}};
}

void add_password_change(http::Router& router, const DeskPtr& desk) {
    auto page = [](const Visit& visit) {
        if (visit.request.captures.at("id") != visit.actor.name) {
            return problem(403, "only one's own password is changed here; an owner sets others' with PATCH");
        }
        auto body = read_object(visit.request.body);
        if (!body) return problem(400, body.error().message);
        std::string old_password = text_field(*body, "old_password"), password = text_field(*body, "new_password");
        const AdminContext& outside = visit.desk.context;
        auto stored = outside.store.read([&](store::Db& db) { return store::find_user(db, visit.actor.name); });
        auto place = begin_password_check(visit.desk, visit.actor.name, visit.request.remote_address);
        if (!stored || !check_secret(old_password, stored->password_hash)) {
            place.was_wrong(outside.clock.steady());
            return problem(403, "old_password is wrong");
        }
        if (auto fault = password_fault("new_password", password)) return wrong_fields({{"", {}, *fault}});
        if (password == old_password) {
            return wrong_fields({{"", {}, "new_password must not be the old one"}});
        }
        store::User user = *stored;
        user.password_hash = hash_password(password, outside.random);
        user.one_time = false;
        outside.store.write([&](store::Tx& tx) {
            store::put_user(tx, user);
            for (const auto& session : store::list_sessions(tx, visit.now())) {
                bool other = session.user_name == user.name && session.id != visit.actor.session;
                if (other) store::delete_session(tx, session.id);
            }
            audit(tx, visit, "changed", users_resource(), user.name, to_document(*stored), to_document(user));
        });
        if (stored->one_time) installation::remove_first_password(outside.store);
        return http::Response{.status = 204, .content_type = ""};
    };
    router.add("POST", "/admin/v1/users/{id}/password",
               guarded(desk, {.role = store::Role::viewer, .with_one_time_password = true}, page));
}

}  // namespace tiller::management
