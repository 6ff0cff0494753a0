#include <fmt/format.h>

#include "base/crypto/crypto.h"
#include "base/json/json.h"
#include "base/text.h"
#include "form/json.h"
#include "installation/first_user.h"
#include "web/management/document.h"
#include "web/management/resources.h"

namespace tiller::management {
namespace {

constexpr size_t kShortestPassword = 10, kLongestPassword = 256;

std::optional<std::string> password_fault(std::string_view field, std::string_view password) {
    size_t length = utf8_length(password);
    if (length >= kShortestPassword && length <= kLongestPassword) return std::nullopt;
    return fmt::format("{} must have {} to {} characters", field, kShortestPassword, kLongestPassword);
}

std::optional<form::Wrong> check_password(std::string& password) {
    if (auto fault = password_fault("", password)) return form::Wrong{*fault};
    return std::nullopt;
}

const form::Form<store::User>& user_form() {
    using store::Role;
    using store::User;
    static const auto form =
        form::Form<User>()
            .name("name", &User::name, {.required = true, .longest = 64})
            .choice("role", &User::role,
                    form::Words<Role>{{"viewer", Role::viewer}, {"operator", Role::operating}, {"owner", Role::owner}},
                    {.required = true})
            .flag("enabled", &User::enabled)
            .secret(
                "password", &User::password_hash,
                {.required = true, .fewest = kShortestPassword, .longest = kLongestPassword, .check = check_password})
            .flag("one_time_password", &User::one_time,
                  {.read_only = true, .about = "must be changed before anything else"})
            .instant("created", &User::created, {.required = true});
    return form;
}

std::string to_document(const store::User& user) { return form::to_json(user_form(), user); }

Commit prepare_user(setup::SetupContext& context, const document::Node& node, const RequestContext& ctx,
                    const std::string& id) {
    // The password as it was given; in an edit that does not name it, the hash.
    store::User user = setup::read(context, user_form(), node, "");
    user.created = ctx.now();
    std::string password = user.password_hash;
    std::optional<store::User> stored;
    if (!id.empty()) stored = ctx.shared.outside.store.read([&](store::Db& db) { return store::find_user(db, id); });
    bool keeps = stored && stored->password_hash == password;
    if (context.count() > 0) return {};
    user.password_hash = keeps ? password : hash_password(password, ctx.shared.outside.random);
    user.one_time = keeps && stored->one_time;
    return [=](store::Tx& tx) -> Written {
        if (id.empty() && store::find_user(tx, user.name)) throw taken("name", user.name);
        store::put_user(tx, user);
        if (!keeps || !user.enabled) store::delete_sessions_of(tx, user.name);
        return {user.name};
    };
}

http::Response end_sessions(const RequestContext& ctx, const std::string& id) {
    int64_t ended = ctx.shared.outside.store.write([&](store::Tx& tx) {
        Resource users = users_resource();
        if (!store::find_user(tx, id)) throw no_such(users, id);
        int64_t count = store::delete_sessions_of(tx, id);
        if (count > 0) audit(tx, ctx, "sessions ended", users, id, "", "");
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
    return with_form(
        user_form().fields(),
        {.name = "users",
         .noun = "user",
         .in_account = false,
         .affects_calls = false,
         .may_read = store::Role::owner,
         .may_write = store::Role::owner,
         .find = [](store::Db& db, const RequestContext&, const std::string& id) -> std::optional<std::string> {
             auto user = store::find_user(db, id);
             if (!user) return std::nullopt;
             return to_document(*user);
         },
         .list =
             [](store::Db& db, const RequestContext&, const ListQuery& query) {
                 std::vector<Item> all;
                 for (const auto& user : store::list_users(db)) all.push_back({user.name, to_document(user)});
                 return page_of(std::move(all), query);
             },
         .prepare = prepare_user,
         .remove = [](store::Tx& tx, const RequestContext&, const std::string& id) { store::delete_user(tx, id); },
         .actions = {{.method = "POST",
                      .name = "end-sessions",
                      .role = store::Role::owner,
                      .summary = "Ends all sessions of a user, who must log in again.",
                      .run = end_sessions,
                      .answer = R"json({"type":"object","required":["ended"],"properties":{
"ended":{"type":"integer","description":"how many there were"}}})json"}}});
}

void add_password_change(http::Router& router, const SharedStatePtr& shared) {
    auto page = [](const RequestContext& ctx) {
        if (ctx.request.captures.at("id") != ctx.actor.name) {
            return problem(403, "only one's own password is changed here; an owner sets others' with PATCH");
        }
        auto body = read_object(ctx.request.body);
        if (!body) return problem(400, body.error().message);
        std::string old_password = text_field(*body, "old_password"), password = text_field(*body, "new_password");
        const AdminContext& outside = ctx.shared.outside;
        auto stored = outside.store.read([&](store::Db& db) { return store::find_user(db, ctx.actor.name); });
        auto place = begin_password_check(ctx.shared, ctx.actor.name, ctx.request.remote_address);
        if (!stored || !check_secret(old_password, stored->password_hash)) {
            place.was_wrong(outside.clock.steady());
            return problem(403, "old_password is wrong");
        }
        if (auto fault = password_fault("new_password", password)) return wrong_fields({{.message = *fault}});
        if (password == old_password) {
            return wrong_fields({{.message = "new_password must not be the old one"}});
        }
        store::User user = *stored;
        user.password_hash = hash_password(password, outside.random);
        user.one_time = false;
        outside.store.write([&](store::Tx& tx) {
            store::put_user(tx, user);
            for (const auto& session : store::list_sessions(tx, ctx.now())) {
                bool other = session.user_name == user.name && session.id != ctx.actor.session;
                if (other) store::delete_session(tx, session.id);
            }
            audit(tx, ctx, "changed", users_resource(), user.name, to_document(*stored), to_document(user));
        });
        if (stored->one_time) installation::remove_first_password(outside.store);
        return http::Response{.status = 204, .content_type = ""};
    };
    router.add("POST", "/admin/v1/users/{id}/password",
               page_handler(shared, {.role = store::Role::viewer, .with_one_time_password = true}, page));
}

}  // namespace tiller::management
