// POST /task (docs/contract/voice.md, "Tasks").
#include "base/log.h"
#include "campaign/task_order.h"
#include "web/cloud/pages.h"
#include "web/cloud/task_request.h"

namespace tiller::cloud {
namespace {

std::string task_data(std::string_view task_id, std::string_view name, const ToldRowErrors& errors) {
    JsonWriter json;
    json.begin_object();
    json.field("TaskID", task_id);
    json.field("TaskName", name);
    write_row_errors(json, errors);
    json.end_object();
    return json.take();
}

http::Response create(Write& ctx, const campaign::TaskOrder& order, const ToldRowErrors& errors) {
    std::string task_id;
    http::Response response = ctx.commit([&](store::Tx& tx) {
        auto made = campaign::create_task(tx, ctx.shared.campaign(), order);
        // Another request took the name since it was looked up, or a quota is reached.
        if (!made) {
            bool is_taken = made.error().kind == ErrorKind::conflict;
            return refuse({is_taken ? wire_code::task_name_exists : wire_code::not_created, made.error().message});
        }
        task_id = made->id;
        return answer(task_data(made->id, made->name, errors));
    });
    if (task_id.empty()) return response;
    ctx.shared.outside.work_arrived();
    log::info("task created", {{"request", ctx.request.request_id},
                               {"account", ctx.account()},
                               {"task", task_id},
                               {"rows", order.rows.size()}});
    return response;
}

http::Response create_task(Write& ctx) {
    auto body = parse_body(ctx.request.body);
    if (!body.ok()) return refuse(body.fault());
    auto request = read_task_request(*body, ctx.zone());
    if (!request.ok()) return refuse(request.fault());
    auto parts = ctx.shared.outside.store.read(
        [&](store::Db& db) { return find_task_parts(db, *ctx.caller, *request, ctx.now()); });
    if (!parts.ok()) return refuse(parts.fault());

    if (auto fault = voice_fault(ctx, parts->demands, "Robot", request->robot)) return refuse(*fault);
    ListVerdict verdict = judge_rows(ctx, request->rows, parts->demands, request->perform);
    if (verdict.fault) return refuse(*verdict.fault, task_data("", "", verdict.errors));
    if (request->perform == Perform::check_only) return answer(task_data("", "", verdict.errors));
    return create(ctx,
                  {.account = ctx.account(),
                   .name = request->name,
                   .robot = std::move(parts->robot),
                   .line = std::move(parts->line),
                   .window = parts->window,
                   .repeat = request->repeat,
                   .dnc_switch = request->dnc_switch,
                   .rows = std::move(verdict.list.good)},
                  verdict.errors);
}

}  // namespace

void add_task_create(Routes& routes) { routes.write("/task", create_task); }

}  // namespace tiller::cloud
