#include "api/api.h"

#include "api/pages.h"
#include "api/problem.h"

namespace tiller::api {

void add_routes(http::Router& router, const ApiContext& context) {
    Routes routes(router, std::make_shared<Desk>(context));
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
    router.set_fallback([](const http::Request& request, int status) {
        std::string rule = status == 405   ? "does not take " + request.method
                           : status == 400 ? "holds a % without two hex digits"
                                           : "is not here";
        std::string detail = wrong_value("path", request.path, rule);
        if (request.path.starts_with("/admin/")) return problem(status, detail);
        return refuse({status, detail});
    });
}

}  // namespace tiller::api
