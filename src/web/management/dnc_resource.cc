// Do-not-call lists and their numbers: an account's own, and with ?all_accounts=1 those for all accounts.
#include <fmt/format.h>

#include "base/json/json.h"
#include "base/text.h"
#include "form/json.h"
#include "store/dnc.h"
#include "web/management/filters.h"
#include "web/management/number_fields.h"
#include "web/management/resources.h"

namespace tiller::management {
namespace {

/// A list as it is told.
struct ListThing {
    std::string name;
    bool national = false, all_accounts = false;
    int64_t numbers = 0;
};

const form::Form<ListThing>& list_form() {
    static const auto form =
        form::Form<ListThing>()
            .name("name", &ListThing::name, {.required = true, .longest = 64})
            .flag("national", &ListThing::national, {.about = "a public register: it counts with `DncSwitch` only"})
            .flag("all_accounts", &ListThing::all_accounts, {.read_only = true})
            .integer("numbers", &ListThing::numbers, {.read_only = true, .about = "how many are on it"});
    return form;
}

struct EntryThing {
    std::string id, list = std::string(store::kOwnDncList), number, source, reason;
    std::optional<Instant> expires;
};

const form::Form<EntryThing>& entry_form() {
    static const auto form =
        form::Form<EntryThing>()
            .text("id", &EntryThing::id, {.read_only = true, .about = "<list>:<number>"})
            .name("list", &EntryThing::list, {.longest = 64})
            .name("number", &EntryThing::number,
                  {.required = true, .longest = kLongestNumberText, .check = check_number, .example = "+6281100000000"})
            .text("source", &EntryThing::source, {.longest = kLongestListText})
            .text("reason", &EntryThing::reason, {.longest = kLongestListText})
            .put("expires", form::Type::instant, {.about = "a date in the account's zone, or RFC 3339; null: never"},
                 &EntryThing::expires, form::AsInstant());
    return form;
}

constexpr std::string_view kUploaded =
    R"json({"type":"object","required":["numbers","changed"],"properties":{"numbers":{"type":"integer"},
"changed":{"type":"integer","description":"of these, new or different"}}})json";

const std::vector<Parameter> kScope = {
    {"all_accounts", "1: the lists for all accounts", R"({"type":"string","enum":["0","1"],"default":"0"})"}};

/// Whose lists the request is about. What counts for all accounts is changed by owners only.
int64_t scope_of(const RequestContext& ctx) {
    std::string all = ctx.parameter("all_accounts");
    if (all.empty() || all == "0") return ctx.account.key;
    if (all != "1")
        throw Refusal{problem(400, fmt::format("all_accounts \"{}\" must be 0 or 1", utf8_prefix(all, 64)))};
    if (ctx.request.method != "GET" && ctx.request.method != "HEAD" && ctx.actor.role < store::Role::owner) {
        throw Refusal{problem(403, "what counts for all accounts is changed by an owner")};
    }
    return store::kAllAccounts;
}

std::string dnc_document(store::Db& db, const store::DncList& list) {
    return form::to_json(list_form(), {.name = list.name,
                                       .national = list.national,
                                       .all_accounts = list.account == store::kAllAccounts,
                                       .numbers = static_cast<int64_t>(store::count_dnc_entries(db, list))});
}

std::string entry_id(const store::DncList& list, const store::DncEntry& entry) {
    return list.name + ":" + entry.number;
}

std::string dnc_document(const store::DncList& list, const store::DncEntry& entry) {
    return form::to_json(entry_form(), {.id = entry_id(list, entry),
                                        .list = list.name,
                                        .number = entry.number,
                                        .source = entry.source,
                                        .reason = entry.reason,
                                        .expires = entry.expires});
}

Commit prepare_list(setup::SetupContext& context, const document::Node& node, const RequestContext& ctx,
                    const std::string& id) {
    ListThing wanted = setup::read(context, list_form(), node, "");
    store::DncList list{.account = scope_of(ctx), .name = wanted.name, .national = wanted.national};
    return [list, id, now = ctx.now()](store::Tx& tx) -> Written {
        if (id.empty() && store::find_dnc_list(tx, list.account, list.name)) throw taken("name", list.name);
        store::put_dnc_list(tx, list, now);
        return {list.name};
    };
}

store::DncList need_list(store::Db& db, const RequestContext& ctx, std::string_view name) {
    auto list = store::find_dnc_list(db, scope_of(ctx), name);
    if (!list) throw no_such(dnc_lists_resource(), name);
    return *list;
}

/// The body is a list of numbers (guard/number_list.h): all are taken, or none.
http::Response upload(const RequestContext& ctx, const std::string& name) {
    auto read = read_numbers(ctx);
    std::string source = read_source(ctx);
    size_t changed = ctx.shared.outside.store.write([&](store::Tx& tx) {
        store::DncList list = need_list(tx, ctx, name);
        std::string before = dnc_document(tx, list);
        size_t count = guard::put_numbers(tx, list, read.rows, source, ctx.now());
        audit(tx, ctx, "uploaded", dnc_lists_resource(), name, before, dnc_document(tx, list));
        return count;
    });
    JsonWriter json;
    json.begin_object();
    json.field("numbers", read.rows.size());
    json.field("changed", changed);
    json.end_object();
    return {.body = json.take()};
}

/// A list and a number of it.
struct EntryName {
    std::string list, number;
};
EntryName parse_id(const std::string& id) {
    size_t mark = id.rfind(':');
    if (mark == std::string::npos) return {std::string(store::kOwnDncList), id};
    return {id.substr(0, mark), id.substr(mark + 1)};
}

Commit prepare_number(setup::SetupContext& context, const document::Node& node, const RequestContext& ctx,
                      const std::string&) {
    EntryThing wanted = setup::read(context, entry_form(), node, "");
    setup::MapReader map(context, node, "");
    store::DncEntry entry{.number = wanted.number,
                          .source = wanted.source,
                          .reason = wanted.reason,
                          .expires = read_day(map, "expires", zone_of(ctx))};
    return [list = wanted.list, entry, scope = scope_of(ctx), now = ctx.now()](store::Tx& tx) -> Written {
        auto found = store::find_dnc_list(tx, scope, list);
        // The account's own list is there for everybody, also before its first number.
        if (!found && list != store::kOwnDncList) throw no_such(dnc_lists_resource(), list);
        if (!found) {
            found = store::DncList{.account = scope, .name = list};
            found->key = store::put_dnc_list(tx, *found, now);
        }
        if (store::find_dnc_entry(tx, *found, entry.number)) throw taken("number", entry.number);
        store::put_dnc_entry(tx, *found, entry, now);
        return {entry_id(*found, entry)};
    };
}

std::vector<Item> list_numbers(store::Db& db, const RequestContext& ctx, const ListQuery& query) {
    auto named = text_filter(ctx, "list");
    if (!named && !store::find_dnc_list(db, scope_of(ctx), store::kOwnDncList))
        return {};  // made with its first number
    store::DncList list = need_list(db, ctx, named.value_or(std::string(store::kOwnDncList)));
    std::vector<Item> items;
    for (const auto& entry : store::search_dnc_entries(db, list, query.q, query.after, query.limit)) {
        items.push_back({entry_id(list, entry), dnc_document(list, entry), entry.number});
    }
    return items;
}

}  // namespace

Resource dnc_lists_resource() {
    return with_form(
        list_form().fields(),
        {.name = "dnc-lists",
         .noun = "do-not-call list",
         .affects_calls = false,
         .find = [](store::Db& db, const RequestContext& ctx, const std::string& id) -> std::optional<std::string> {
             auto list = store::find_dnc_list(db, scope_of(ctx), id);
             if (!list) return std::nullopt;
             return dnc_document(db, *list);
         },
         .list =
             [](store::Db& db, const RequestContext& ctx, const ListQuery& query) {
                 std::vector<Item> all;
                 for (const auto& list : store::list_dnc_lists(db, scope_of(ctx))) {
                     all.push_back({list.name, dnc_document(db, list)});
                 }
                 return page_of(std::move(all), query);
             },
         .prepare = prepare_list,
         .remove = [](store::Tx& tx, const RequestContext& ctx,
                      const std::string& id) { store::remove_dnc_list(tx, need_list(tx, ctx, id)); },
         .actions = {{.method = "POST",
                      .name = "upload",
                      .summary = "Puts the numbers of the body on the list: a number a line, or CSV.",
                      .run = upload,
                      .query = {{"source", "of rows that name none"}},
                      .body = R"json({"type":"string"})json",
                      .body_type = "text/csv",
                      .answer = kUploaded}},
         .scope = kScope});
}

Resource dnc_numbers_resource() {
    return with_form(
        entry_form().fields(),
        {.name = "dnc-numbers",
         .noun = "number on a do-not-call list",
         .id_field = "id",
         .logs_id = false,
         .affects_calls = false,
         .find = [](store::Db& db, const RequestContext& ctx, const std::string& id) -> std::optional<std::string> {
             EntryName name = parse_id(id);
             auto list = store::find_dnc_list(db, scope_of(ctx), name.list);
             auto entry = list ? store::find_dnc_entry(db, *list, name.number) : std::nullopt;
             if (!entry) return std::nullopt;
             return dnc_document(*list, *entry);
         },
         .list = list_numbers,
         .prepare = prepare_number,
         .can_edit = false,
         .remove =
             [](store::Tx& tx, const RequestContext& ctx, const std::string& id) {
                 EntryName name = parse_id(id);
                 store::remove_dnc_entry(tx, need_list(tx, ctx, name.list), name.number);
             },
         .filters = {{"list", "whose numbers", R"({"type":"string","default":"own"})"}},
         .scope = kScope});
}

}  // namespace tiller::management
