// GET /list (docs/contract/voice.md, "Tasks").
#include <array>

#include "campaign/record.h"
#include "web/cloud/pages.h"
#include "web/cloud/query.h"

namespace tiller::cloud {
namespace {

constexpr std::array<std::string_view, 4> kTypes = {"normal", "plan", "workflow", "route"};  // of store::TaskType

Checked<store::TaskFilter> read_filter(const http::Request& request) {
    store::TaskFilter filter;
    if (auto text = query_text(request, "Type")) {
        auto type = std::ranges::find(kTypes, *text);
        if (type == kTypes.end())
            return wrong(wire_code::task_type_wrong, "Type", *text, "must be normal, plan, workflow or route");
        filter.type = static_cast<store::TaskType>(type - kTypes.begin());
    }
    if (auto text = query_text(request, "Status")) {
        filter.status = parse_status(*text);
        if (!filter.status) {
            return wrong(wire_code::parameter_wrong, "Status", *text,
                         "must be waiting, running, paused, finished or stopped");
        }
    }
    filter.plan_name = query_text(request, "PlanName");
    filter.task_name = query_text(request, "TaskName");
    return filter;
}

http::Response list(const RequestContext& ctx) {
    auto paging = read_paging(ctx.request);
    if (!paging.ok()) return refuse(paging.fault());
    auto filter = read_filter(ctx.request);
    if (!filter.ok()) return refuse(filter.fault());
    return ctx.shared.outside.store.read([&](store::Db& db) {
        JsonWriter json;
        json.begin_object();
        json.field("Total", store::count_tasks(db, ctx.account(), *filter));
        json.field("Page", paging->page);
        json.field("Number", paging->number);
        json.key("Tasks");
        json.begin_array();
        for (const store::Task& task :
             store::list_tasks(db, ctx.account(), *filter, paging->number, paging->offset())) {
            json.begin_object();
            campaign::write_task_summary(json, db, ctx.zone(), task);
            json.end_object();
        }
        json.end_array();
        json.end_object();
        return answer(json.text());
    });
}

}  // namespace

void add_task_list(Routes& routes) { routes.read("/list", list); }

}  // namespace tiller::cloud
