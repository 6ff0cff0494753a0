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

http::Response create(Write& visit, const campaign::TaskOrder& order, const ToldRowErrors& errors) {
    std::string task_id;
    http::Response response = visit.commit([&](store::Tx& tx) {
        auto made = campaign::create_task(tx, visit.desk.campaign(), order);
        // Another request took the name since it was looked up, or a quota is reached.
        if (!made) {
            bool is_taken = made.error().kind == ErrorKind::conflict;
            return refuse({is_taken ? wire_code::task_name_exists : wire_code::not_created, made.error().message});
        }
        task_id = made->id;
        return answer(task_data(made->id, made->name, errors));
    });
    if (task_id.empty()) return response;
    visit.desk.context.work_arrived();
    log::info("task created", {{"request", visit.request.request_id},
                               {"account", visit.account()},
                               {"task", task_id},
                               {"rows", order.rows.size()}});
    return response;
}

http::Response create_task(Write& visit) {
    auto body = parse_body(visit.request.body);
    if (!body.ok()) return refuse(body.fault());
    auto request = read_task_request(*body, visit.zone());
    if (!request.ok()) return refuse(request.fault());
    auto ground = visit.desk.context.store.read(
        [&](store::Db& db) { return find_task_ground(db, *visit.caller, *request, visit.now()); });
    if (!ground.ok()) return refuse(ground.fault());

    if (auto fault = voice_fault(visit, ground->demands, "Robot", request->robot)) return refuse(*fault);
    ListVerdict verdict = judge_rows(visit, request->rows, ground->demands, request->perform);
    if (verdict.fault) {
        verdict.fault->data = task_data("", "", verdict.errors);
        return refuse(*verdict.fault);
    }
    if (request->perform == Perform::check_only) return answer(task_data("", "", verdict.errors));
    return create(visit,
                  {.account = visit.account(),
                   .name = request->name,
                   .robot = std::move(ground->robot),
                   .line = std::move(ground->line),
                   .window = ground->window,
                   .repeat = request->repeat,
                   .dnc_switch = request->dnc_switch,
                   .rows = std::move(verdict.list.good)},
                  verdict.errors);
}

}  // namespace

void add_task_create(Routes& routes) { routes.write("/task", create_task); }

}  // namespace tiller::cloud
