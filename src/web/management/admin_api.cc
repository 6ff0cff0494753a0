#include "web/management/admin_api.h"

#include "web/management/all_resources.h"
#include "web/management/erasures_page.h"
#include "web/management/master_key_page.h"
#include "web/management/openapi.h"
#include "web/management/resources.h"
#include "web/management/server_page.h"
#include "web/management/setup_pages.h"
#include "web/management/stats_page.h"

namespace tiller::management {

std::vector<Resource> all_resources() {
    return {accounts_resource(),   app_keys_resource(),     sign_keys_resource(),  encryption_keys_resource(),
            users_resource(),      sessions_resource(),     audit_resource(),      lines_resource(),
            robots_resource(),     robot_groups_resource(), strategies_resource(), webhooks_resource(),
            deliveries_resource(), tasks_resource(),        plans_resource(),      calls_resource(),
            dnc_lists_resource(),  dnc_numbers_resource(),  consents_resource(),   guard_rules_resource(),
            refusals_resource(),   shipments_resource(),    routes_resource(),     leads_resource(),
            engines_resource()};
}

void add_admin_routes(http::Router& router, const AdminContext& context) {
    auto shared = std::make_shared<SharedState>(context);
    add_setup_pages(router, shared);
    add_server_pages(router, shared);
    add_login(router, shared);
    add_shipment_import(router, shared);
    add_password_change(router, shared);
    add_erasures(router, shared);
    add_master_key(router, shared);
    add_live_calls(router, shared);
    add_guard_preview(router, shared);
    add_consent_import(router, shared);
    add_stats(router, shared);
    const std::vector<Resource> resources = all_resources();
    for (const Resource& resource : resources) add_resource(router, shared, resource);
    router.add("GET", "/admin/v1/openapi.json",
               [text = describe(resources)](const http::Request&) { return http::Response{.body = text}; });
}

}  // namespace tiller::management
