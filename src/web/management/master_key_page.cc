// POST /admin/v1/master-key/rotate (docs/encryption.md, "The master key").
#include "web/management/master_key_page.h"

#include <fmt/format.h>

#include "base/json/json.h"
#include "base/log.h"
#include "store/audit.h"
#include "web/management/problem.h"

namespace tiller::management {
namespace {

http::Response rotate(const Visit& visit) {
    auto secrets = visit.desk.context.store.replace_master_key();
    if (!secrets) return to_response(secrets.error());
    JsonWriter json;
    json.begin_object();
    json.field("secrets", *secrets);
    json.end_object();
    std::string told = json.take();
    visit.desk.context.store.write([&](store::Tx& tx) {
        store::insert_audit(tx, {.at = visit.now(),
                                 .actor = visit.actor.name,
                                 .address = visit.request.remote_address,
                                 .action = "rotated",
                                 .resource = "master-key",
                                 .changed = "[]",
                                 .after = told});
    });
    log::info("the master key was replaced", {{"request", visit.request.request_id}, {"secrets", *secrets}});
    return {.body = std::move(told)};
}

}  // namespace

void add_master_key(http::Router& router, const DeskPtr& desk) {
    router.add("POST", "/admin/v1/master-key/rotate", guarded(desk, {.role = store::Role::owner}, rotate));
}

}  // namespace tiller::management
