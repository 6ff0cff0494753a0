#pragma once
// The one mechanism behind /admin/v1: a resource says how its things are found, listed, written and removed;
// authorization, ETags, patches, paging, the audit log and the description of the interface come from here.
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "setup/setup_reader.h"
#include "web/management/problem.h"
#include "web/management/request_context.h"

namespace tiller::management {

/// One thing as a JSON object with its secrets, which never leave this room.
struct Item {
    std::string id;
    std::string document;
    std::string cursor{};  // where a list goes on behind it; empty: its id
};

/// What a list is asked for. `limit` is one more than is shown: so it is seen whether there are more.
struct ListQuery {
    int64_t limit = 0;
    std::string after;  // cursor; empty: from the beginning
    std::string q;      // contained in an id, whatever its case; empty: all
};

/// What was written, and secrets that are told this once: {"app_secret", "…"}.
struct Written {
    std::string id;
    std::vector<std::pair<std::string, std::string>> told_once{};
};
/// Writes what was checked before. Throws Refusal.
using Commit = std::function<Written(store::Tx&)>;

/// A parameter of the query, as the description tells it.
struct Parameter {
    std::string_view name, description{};
    std::string_view schema = R"({"type":"string"})";
};

/// A request for a thing itself: "publish", "test", "preview".
struct Action {
    std::string_view method, name;
    store::Role role = store::Role::operating;
    std::string_view summary;
    std::function<http::Response(const RequestContext&, const std::string& id)> run;
    std::vector<Parameter> query{};
    bool while_draining = false;  // see Permission
    // For the description: JSON Schemas of what it takes (empty: no body) and answers.
    std::string_view body{}, body_type = "application/json";
    std::string_view answer = R"({"type":"object"})";
    int success = 200;
};

struct Resource {
    std::string_view name;  // "lines": as in the path
    std::string_view noun;  // "line"
    std::string_view id_field = "name";
    bool in_account = true;     // its things belong to an account: ?account=NAME
    bool logs_id = true;        // false: an id holds what no log may, a number of a person or a URL with a password
    bool affects_calls = true;  // the server looks at its set-up again after a write
    store::Role may_read = store::Role::viewer;
    store::Role may_write = store::Role::operating;
    std::vector<std::string_view> secrets{};  // fields that are never shown
    // URLs, whose query may hold a token: who may not write sees them as the log does, and so does the audit log.
    std::vector<std::string_view> urls{};
    std::vector<std::string_view> read_only{};  // fields that are told, and never set
    std::string schema;                         // JSON Schema of its document

    std::function<std::optional<std::string>(store::Db&, const RequestContext&, const std::string& id)> find;
    std::function<std::vector<Item>(store::Db&, const RequestContext&, const ListQuery&)> list;
    /// Reads and checks a whole document; `id` is empty for a new thing. Faults are left in the context. Absent: things
    /// of this kind are neither made nor edited here.
    std::function<Commit(setup::SetupContext&, const document::Node&, const RequestContext&, const std::string& id)>
        prepare{};
    bool can_create = true, can_edit = true;
    /// Throws Refusal for what is in use. Absent: never removed here.
    std::function<void(store::Tx&, const RequestContext&, const std::string& id)> remove{};
    std::vector<Action> actions{};
    std::vector<Parameter> filters{};  // that its list takes
    std::vector<Parameter> scope{};    // that all its requests take
};

/// A resource whose fields a form says: its schema, which of them are secrets, and which are told only.
Resource with_form(const form::Fields& fields, Resource resource);

/// The part of all things that a query asks for, where there are few enough to read them all.
std::vector<Item> page_of(std::vector<Item> all, const ListQuery& query);

/// Reads the body of a request for an action, "{}" if it is empty; `read` leaves its faults in the context. Throws
/// Refusal: 400 for what is no JSON object, 422 for faults.
using ReadFields = std::function<void(setup::SetupContext&, const document::Node&)>;
void read_body(const RequestContext& ctx, const ReadFields& read);

/// 404 for an id that names nothing.
Refusal no_such(const Resource& resource, std::string_view id);

/// ResourcePages for /admin/v1/<name> and /admin/v1/<name>/{id}.
void add_resource(http::Router& router, const SharedStatePtr& shared, const Resource& resource);

/// Writes into the audit log, in the transaction of the change. Documents may hold secrets; empty for nothing.
void audit(store::Tx& tx, const RequestContext& ctx, std::string_view action, const Resource& resource,
           std::string_view id, std::string_view before, std::string_view after);

}  // namespace tiller::management
