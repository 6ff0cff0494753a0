// POST /admin/v1/master-key/rotate (docs/encryption.md, "The master key").
#include "web/management/master_key_page.h"

#include <fmt/format.h>

#include "base/json/json.h"
#include "base/log.h"
#include "store/audit.h"
#include "web/management/problem.h"

namespace tiller::management {
namespace {

http::Response rotate(const RequestContext& ctx) {
    auto secrets = ctx.shared.outside.store.replace_master_key();
    if (!secrets) return to_response(secrets.error());
    JsonWriter json;
    json.begin_object();
    json.field("secrets", *secrets);
    json.end_object();
    std::string told = json.take();
    ctx.shared.outside.store.write([&](store::Tx& tx) {
        store::insert_audit(tx, {.at = ctx.now(),
                                 .actor = ctx.actor.name,
                                 .address = ctx.request.remote_address,
                                 .action = "rotated",
                                 .resource = "master-key",
                                 .changed = "[]",
                                 .after = told});
    });
    log::info("the master key was replaced", {{"request", ctx.request.request_id}, {"secrets", *secrets}});
    return {.body = std::move(told)};
}

}  // namespace

void add_master_key(http::Router& router, const SharedStatePtr& shared) {
    router.add("POST", "/admin/v1/master-key/rotate", page_handler(shared, {.role = store::Role::owner}, rotate));
}

}  // namespace tiller::management
