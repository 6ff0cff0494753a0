#pragma once
// All resources of /admin/v1, a file each.
#include "web/management/resource.h"

namespace tiller::management {

Resource accounts_resource();
Resource app_keys_resource();
Resource sign_keys_resource();
Resource encryption_keys_resource();
Resource users_resource();
Resource sessions_resource();
Resource audit_resource();
Resource lines_resource();
Resource robots_resource();
Resource robot_groups_resource();
Resource strategies_resource();
Resource webhooks_resource();
Resource deliveries_resource();
Resource tasks_resource();
Resource plans_resource();
Resource calls_resource();
Resource dnc_lists_resource();
Resource dnc_numbers_resource();
Resource consents_resource();
Resource guard_rules_resource();
Resource refusals_resource();
Resource shipments_resource();
Resource routes_resource();
Resource leads_resource();
Resource engines_resource();

/// POST /admin/v1/users/{id}/password {"old_password","new_password"}: one's own.
void add_password_change(http::Router& router, const SharedStatePtr& shared);
/// POST /admin/v1/shipments/import: a CSV file (shipments/shipment_csv.h), whole or not at all. 200
/// {"shipments":2,"added":1,"changed":1}; 422 with its wrong rows.
void add_shipment_import(http::Router& router, const SharedStatePtr& shared);
/// POST /admin/v1/consents/import: a list of numbers (guard/number_list.h), whole or not at all. 200
/// {"numbers":2,"changed":1}; 422 with its wrong lines.
void add_consent_import(http::Router& router, const SharedStatePtr& shared);
/// POST /admin/v1/sessions, which needs no session.
void add_login(http::Router& router, const SharedStatePtr& shared);

/// GET /admin/v1/calls/live: calls as they go on, as server-sent events.
void add_live_calls(http::Router& router, const SharedStatePtr& shared);

/// POST /admin/v1/guard-rules/preview: whom of a list the guard would keep from being called, and by which rule.
void add_guard_preview(http::Router& router, const SharedStatePtr& shared);

/// 409 for a name that is taken; with the code that docs/contract/errors.md has for it, if any.
inline Refusal taken(std::string_view field, std::string_view name, int code = 0) {
    return {problem(409, std::string(field) + " \"" + std::string(name) + "\" is taken", code)};
}
/// Throws Refusal (422) for robots and groups that the account lacks.
void need_robots(store::Db& db, int64_t account, const std::vector<setup::RobotMention>& mentions);
/// Throws the error as a refusal.
inline void need(const Result<void>& done) {
    if (!done) throw Refusal{to_response(done.error())};
}

}  // namespace tiller::management
