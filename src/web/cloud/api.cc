#include "web/cloud/api.h"

#include "web/cloud/pages.h"
#include "web/cloud/problem.h"

namespace tiller::cloud {
namespace {

/// Of a bug nothing is told.
std::string told_of(const http::Request& request, int status, const std::string& detail) {
    if (!detail.empty() || status == 500) return detail;
    std::string rule = status == 405   ? "does not take " + request.method
                       : status == 400 ? "holds a % without two hex digits"
                                       : "is not here";
    return wrong_value("path", request.path, rule);
}

}  // namespace

void add_routes(http::Router& router, const ApiContext& context) {
    Routes routes(router, std::make_shared<SharedState>(context));
    add_auth(routes);
    add_plan_create(routes);
    add_task_create(routes);
    add_plan_reads(routes);
    add_task_list(routes);
    add_task_details(routes);
    add_recordings(routes);
    add_recording_files(routes);
    add_archives(routes);
    add_call_info(routes);
    add_robots(routes);
    add_operations(routes);
    add_cancels(routes);
    add_operator_pages(routes);
    router.set_fallback("", [](const http::Request& request, int status, const std::string& detail) {
        return refuse_unhandled(status, told_of(request, status, detail));
    });
    router.set_fallback("/admin/", [](const http::Request& request, int status, const std::string& detail) {
        return problem(status, told_of(request, status, detail));
    });
}

}  // namespace tiller::cloud
