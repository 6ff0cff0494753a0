// POST /admin/v1/erasures {"number", "account", "do_not_call"}: erases one person everywhere (docs/privacy.md).
#include "web/management/erasures_page.h"

#include <fmt/format.h>
#include <simdjson.h>

#include "base/json/json.h"
#include "base/log.h"
#include "base/numbers/phone_number.h"
#include "privacy/erasure.h"
#include "store/audit.h"
#include "web/management/document.h"
#include "web/management/problem.h"

namespace tiller::management {
namespace {

/// Reads the body. Throws Refusal, which names field, value and rule.
privacy::ErasureOrder read_order(const RequestContext& ctx) {
    auto body = read_object(ctx.request.body);
    if (!body) throw Refusal{problem(400, body.error().message)};
    std::vector<Fault> faults;
    privacy::ErasureOrder order;
    std::string account;
    simdjson::dom::parser parser;
    for (auto [name, value] : simdjson::dom::object(parser.parse(*body))) {
        std::string_view text;
        if (name == "number" || name == "account") {
            if (value.get(text)) {
                faults.push_back({.message = fmt::format("{} must be a text", name)});
            } else {
                (name == "number" ? order.number : account) = std::string(text);
            }
        } else if (name == "do_not_call") {
            if (value.get(order.do_not_call)) faults.push_back({.message = "do_not_call must be true or false"});
        } else if (name == "forget_do_not_call") {
            if (value.get(order.forget_do_not_call))
                faults.push_back({.message = "forget_do_not_call must be true or false"});
        } else {
            faults.push_back({.message = fmt::format("{} is not known; known are number, account, do_not_call, "
                                                     "forget_do_not_call",
                                                     name)});
        }
    }
    auto number = parse_number(order.number, NumberCheck::possible);
    if (!number) faults.push_back({.message = fmt::format("number \"{}\": {}", order.number, number.error().message)});
    if (!account.empty()) {
        auto found = ctx.shared.outside.store.read([&](store::Db& db) { return store::find_account(db, account); });
        if (found) {
            order.account = found->key;
        } else {
            faults.push_back({.message = fmt::format("account \"{}\": there is no such account", account)});
        }
    }
    if (order.do_not_call && order.forget_do_not_call)
        faults.push_back({.message = "do_not_call and forget_do_not_call exclude each other"});
    if (!faults.empty()) throw Refusal{wrong_fields(faults)};
    order.number = *number;
    return order;
}

http::Response erase(const RequestContext& ctx) {
    const AdminContext& outside = ctx.shared.outside;
    const auto order = read_order(ctx);
    const privacy::ErasureContext context{outside.clock, outside.random, outside.journal, outside.store.dir()};
    auto erased = outside.store.write([&](store::Tx& tx) {
        auto done = privacy::erase_person(tx, context, order);
        if (!done) throw Refusal{to_response(done.error())};
        auto account = order.account ? store::find_account(tx, *order.account) : std::nullopt;
        store::insert_audit(tx, {.at = ctx.now(),
                                 .actor = ctx.actor.name,
                                 .address = ctx.request.remote_address,
                                 .account = account ? account->name : "",
                                 .action = "erased",
                                 .resource = "erasures",
                                 .changed = "[]",
                                 .after = privacy::to_json(*done)});
        return *done;
    });
    if (!outside.store.empty_log()) {
        return problem(503,
                       "the person is erased, but old pages of the database are still in its log: "
                       "ask again in a moment");
    }
    log::info("a person was erased", {{"request", ctx.request.request_id}, {"numbers", erased.numbers}});
    if (erased.cancelled > 0 && outside.setup_changed) outside.setup_changed();
    return {.body = privacy::to_json(erased)};
}

}  // namespace

void add_erasures(http::Router& router, const SharedStatePtr& shared) {
    router.add("POST", "/admin/v1/erasures", page_handler(shared, {.role = store::Role::owner}, erase));
}

}  // namespace tiller::management
