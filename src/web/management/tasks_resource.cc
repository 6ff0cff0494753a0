// Tasks and plans: watched, stopped, paused, resumed. They are made over the wire contract.
#include "base/log.h"
#include "base/numbers/phone_number.h"
#include "campaign/tasks.h"
#include "web/management/document.h"
#include "web/management/filters.h"
#include "web/management/resources.h"
#include "web/management/work_documents.h"

namespace tiller::management {
namespace {

constexpr std::string_view kTaskSchema = R"json({"type":"object","properties":{
"id":{"type":"string","pattern":"^[0-9a-f]{32}$"},"name":{"type":"string"},
"status":{"enum":["waiting","running","paused","finished","stopped"]},
"total":{"type":"integer"},"dialed":{"type":"integer"},"done":{"type":"integer"},
"type":{"enum":["normal","plan","workflow","route"]},"plan":{"type":"string"},"round":{"type":"integer"},
"robot":{"type":"string"},"robot_method":{"enum":["single","group"]},"line":{"type":"string"},
"starts":{"type":"string","format":"date-time"},"ends":{"type":"string","format":"date-time"},
"repeat_interval":{"type":"integer","description":"minutes"},"repeat_num":{"type":"integer"},"dnc_switch":{"type":"boolean"},
"created":{"type":"string","format":"date-time"},"finished":{"type":["string","null"],"format":"date-time"},
"talk_seconds":{"type":"number"},
"outcomes":{"type":"object","additionalProperties":{"type":"integer"}},
"intentions":{"type":"object","additionalProperties":{"type":"integer"}}}})json";

constexpr std::string_view kPlanSchema = R"json({"type":"object","properties":{
"name":{"type":"string"},"status":{"enum":["waiting","running","paused","finished","stopped"]},
"strategy":{"type":"string"},"line":{"type":"string"},"date":{"type":"string","format":"date"},
"total":{"type":"integer"},"round":{"type":"integer"},
"next_round_at":{"type":["string","null"],"format":"date-time"},"dnc_switch":{"type":"boolean"},
"created":{"type":"string","format":"date-time"},"finished":{"type":["string","null"],"format":"date-time"},
"tasks":{"type":"array","description":"of the rounds so far; of a single plan only","items":{"type":"object"}}}})json";

campaign::Context campaign_of(const RequestContext& ctx) {
    const AdminContext& outside = ctx.shared.outside;
    return {outside.clock, outside.random, need_running(ctx).links, outside.journal};
}

/// Does `work` to the task, plan or number in one transaction, with its audit row. `document_of` shows what it was done
/// to, before and after.
template <class Document, class Work>
http::Response operate(const RequestContext& ctx, const Resource& resource, const std::string& id,
                       std::string_view action, Document document_of, Work work) {
    const RunningParts& running = need_running(ctx);
    std::string after = ctx.shared.outside.store.write([&](store::Tx& tx) {
        std::string before = document_of(tx);
        work(tx);
        std::string now = document_of(tx);
        audit(tx, ctx, action, resource, id, before, now);
        return now;
    });
    running.work_arrived();
    log::info("management", {{"request", ctx.request.request_id},
                             {"actor", ctx.actor.name},
                             {"action", action},
                             {"resource", resource.name},
                             {"id", id}});
    return {.body = after};
}

store::Task need_task(store::Db& db, const RequestContext& ctx, const std::string& id) {
    auto task = store::find_task(db, ctx.account.key, id);
    if (!task) throw no_such(tasks_resource(), id);
    return *task;
}

using TaskWork = Result<void> (*)(store::Tx&, const campaign::Context&, store::Task&);

Action task_action(std::string_view name, std::string_view done, std::string_view summary, TaskWork work) {
    auto run = [done, work](const RequestContext& ctx, const std::string& id) {
        return operate(
            ctx, tasks_resource(), id, done, [&](store::Db& db) { return to_document(db, need_task(db, ctx, id)); },
            [&](store::Tx& tx) {
                store::Task task = need_task(tx, ctx, id);
                need(work(tx, campaign_of(ctx), task));
            });
    };
    return {.method = "POST", .name = name, .summary = summary, .run = run};
}

/// The number that the body names, as E.164.
std::string read_number(const RequestContext& ctx) {
    auto body = read_object(ctx.request.body);
    if (!body) throw Refusal{problem(400, body.error().message)};
    std::string text = text_field(*body, "number");
    if (text.empty()) throw Refusal{wrong_fields({{.message = "number is missing"}})};
    auto number = parse_number(text, NumberCheck::possible);
    if (!number) {
        std::string shown(utf8_prefix(text, 64));
        throw Refusal{wrong_fields({{.message = fmt::format("number \"{}\" {}", shown, number.error().message)}})};
    }
    return *number;
}

http::Response cancel_in_task(const RequestContext& ctx, const std::string& id) {
    std::string number = read_number(ctx);
    return operate(
        ctx, tasks_resource(), id, "cancelled a number",
        [&](store::Db& db) { return to_document(db, need_task(db, ctx, id)); },
        [&](store::Tx& tx) {
            store::Task task = need_task(tx, ctx, id);
            if (has_ended(task.status)) throw Refusal{problem(409, "the task has ended")};
            if (!store::find_number(tx, task.account, task.key, number)) {
                throw Refusal{problem(404, fmt::format("number \"{}\" is not in the task", number))};
            }
            campaign::cancel_number(tx, campaign_of(ctx), task, number);
        });
}

store::Plan need_plan(store::Db& db, const RequestContext& ctx, const std::string& name) {
    auto plan = store::find_plan(db, ctx.account.key, name);
    if (!plan) throw no_such(plans_resource(), name);
    return *plan;
}

http::Response stop_plan(const RequestContext& ctx, const std::string& name) {
    return operate(
        ctx, plans_resource(), name, "stopped",
        [&](store::Db& db) { return to_document(db, need_plan(db, ctx, name), true); },
        [&](store::Tx& tx) {
            store::Plan plan = need_plan(tx, ctx, name);
            need(campaign::stop_plan(tx, campaign_of(ctx), plan));
        });
}

std::optional<store::TaskType> parse_type(std::string_view word) {
    auto found = std::ranges::find(kTaskTypes, word);
    if (found == kTaskTypes.end()) return std::nullopt;
    return static_cast<store::TaskType>(found - kTaskTypes.begin());
}

std::vector<Item> list_tasks(store::Db& db, const RequestContext& ctx, const ListQuery& query) {
    store::TaskSearch search{.filter = {.type = filter(ctx, "type", parse_type, "normal, plan, workflow or route"),
                                        .status = status_filter(ctx),
                                        .plan_name = text_filter(ctx, "plan"),
                                        .task_name = text_filter(ctx, "name")},
                             .text = query.q,
                             .before = parse_integer(query.after)};
    std::vector<Item> items;
    for (const auto& task : store::search_tasks(db, ctx.account.key, search, query.limit)) {
        items.push_back({task.id, to_document(db, task), std::to_string(task.key)});
    }
    return items;
}

std::vector<Item> list_plans(store::Db& db, const RequestContext& ctx, const ListQuery& query) {
    store::PlanSearch search{.status = status_filter(ctx), .text = query.q, .before = parse_integer(query.after)};
    std::vector<Item> items;
    for (const auto& plan : store::search_plans(db, ctx.account.key, search, query.limit)) {
        items.push_back({plan.name, to_document(db, plan, false), std::to_string(plan.key)});
    }
    return items;
}

}  // namespace

Resource tasks_resource() {
    return {
        .name = "tasks",
        .noun = "task",
        .id_field = "id",
        .schema = std::string(kTaskSchema),
        .find = [](store::Db& db, const RequestContext& ctx, const std::string& id) -> std::optional<std::string> {
            auto task = store::find_task(db, ctx.account.key, id);
            if (!task) return std::nullopt;
            return to_document(db, *task);
        },
        .list = list_tasks,
        .actions =
            {
                task_action("stop", "stopped", "Waiting numbers are cancelled; calls that are up end normally.",
                            campaign::stop_task),
                task_action("pause", "paused", "No new call begins.",
                            [](store::Tx& tx, const campaign::Context&, store::Task& task) {
                                return campaign::pause_task(tx, task);
                            }),
                task_action("resume", "resumed", "Goes on after a pause.", campaign::resume_task),
                {.method = "POST",
                 .name = "cancel",
                 .summary = "A number is not called any more.",
                 .run = cancel_in_task,
                 .body = R"json({"type":"object","required":["number"],"properties":{"number":{"type":"string"}}})json",
                 .answer = kTaskSchema},
            },
        .filters = {{"type", "", R"({"enum":["normal","plan","workflow","route"]})"},
                    kStatusFilter,
                    {"plan", "PlanName"},
                    {"name", "the whole TaskName"}}};
}

Resource plans_resource() {
    return {
        .name = "plans",
        .noun = "plan",
        .schema = std::string(kPlanSchema),
        .find = [](store::Db& db, const RequestContext& ctx, const std::string& name) -> std::optional<std::string> {
            auto plan = store::find_plan(db, ctx.account.key, name);
            if (!plan) return std::nullopt;
            return to_document(db, *plan, true);
        },
        .list = list_plans,
        .actions = {{"POST", "stop", store::Role::operating, "Stops the running round and all later ones.", stop_plan}},
        .filters = {kStatusFilter}};
}

}  // namespace tiller::management
