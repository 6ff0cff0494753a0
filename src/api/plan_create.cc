// POST /v2/plan (contract/voice.md, "Plans").
#include <fmt/format.h>

#include "api/pages.h"
#include "api/plan_request.h"
#include "base/log.h"
#include "campaign/list_check.h"
#include "campaign/plans.h"

namespace tiller::api {
namespace {

constexpr int kTooManyDuplicates = 10809, kNoGoodRow = 10902, kOtherService = 10906;

campaign::CheckedList check_rows(const Visit& visit, const PlanRequest& request, const PlanGround& ground) {
    const store::Account& account = visit.caller->account;
    campaign::ListRules rules;
    rules.service = account.service;
    rules.number_check = account.strict_numbers ? NumberCheck::valid : NumberCheck::possible;
    rules.today = visit.zone().date_of(visit.now());
    rules.duplicate_limit = static_cast<size_t>(account.duplicate_limit);
    rules.platform_is_bound = [&](std::string_view platform) { return ground.platform_is_bound(platform); };
    return campaign::check_list(request.rows, rules);
}

std::string error_list(const campaign::CheckedList& list) {
    JsonWriter json;
    json.begin_array();
    for (const campaign::RowError& error : list.errors) json.value(error.text);
    json.end_array();
    return json.take();
}

std::string plan_data(std::string_view task_id, std::string_view errors, std::string_view plan_name) {
    JsonWriter json;
    json.begin_object();
    json.field("TaskID", task_id);
    json.raw_field("detail_error_list", errors);
    json.field("PlanName", plan_name);
    json.end_object();
    return json.take();
}

/// Why nothing may be created from this list; code 0: it may.
Fault list_fault(const campaign::CheckedList& list, Perform perform, const store::Account& account) {
    if (list.other_service) {
        return {kOtherService,
                fmt::format("Details: the rows are not of the account's service, {}", to_name(account.service))};
    }
    if (list.too_many_duplicates) {
        return {kTooManyDuplicates, fmt::format("Details: {} rows repeat a number of another row, at most {} may",
                                                list.duplicates, account.duplicate_limit)};
    }
    if (perform == Perform::check_only) return {0, {}};
    if (list.good.empty()) return {kNoGoodRow, list.errors.empty() ? "Details" : list.errors.front().text};
    if (perform == Perform::all_or_nothing && list.first_blocking_code != 0) {
        // Duplicates do not block: the first error that does is the one to tell.
        for (const campaign::RowError& error : list.errors) {
            if (error.code == list.first_blocking_code) return {error.code, error.text};
        }
        return {list.first_blocking_code, {}};
    }
    return {0, {}};
}

http::Response create(Write& visit, campaign::PlanOrder order, const std::string& errors) {
    std::string task_id, plan_name;
    http::Response response = visit.commit([&](store::Tx& tx) {
        auto made = campaign::create_plan(tx, visit.desk.campaign(), order);
        if (!made) {
            // Another request took the name, or an operator the robot, since they were looked at.
            bool is_taken = made.error().kind == ErrorKind::conflict;
            return refuse({is_taken ? code::kPlanNameExists : code::kNotCreated, made.error().message});
        }
        task_id = made->task_id;
        plan_name = made->plan_name;
        return answer(plan_data(task_id, errors, plan_name));
    });
    if (task_id.empty()) return response;
    visit.desk.context.work_arrived();
    log::info("plan created", {{"request", visit.request.request_id},
                               {"account", visit.account()},
                               {"plan", plan_name},
                               {"task", task_id},
                               {"rows", order.rows.size()}});
    return response;
}

http::Response create_plan(Write& visit) {
    auto body = parse_body(visit.request.body);
    if (!body.ok()) return refuse(body.fault());
    auto request = read_plan_request(*body);
    if (!request.ok()) return refuse(request.fault());
    auto ground = visit.desk.context.store.read(
        [&](store::Db& db) { return find_plan_ground(db, *visit.caller, *request, visit.now()); });
    if (!ground.ok()) return refuse(ground.fault());

    campaign::CheckedList list = check_rows(visit, *request, *ground);
    std::string errors = error_list(list);
    Fault fault = list_fault(list, request->perform, visit.caller->account);
    if (fault.code != 0) {
        fault.data = plan_data("", errors, "");
        return refuse(fault);
    }
    if (request->perform == Perform::check_only) return answer(plan_data("", errors, ""));
    return create(visit,
                  {.account = visit.caller->account,
                   .name = request->name,
                   .strategy = std::move(ground->strategy),
                   .line = std::move(ground->line),
                   .date = ground->date,
                   .dnc_switch = request->dnc_switch,
                   .rows = std::move(list.good)},
                  errors);
}

}  // namespace

void add_plan_create(Routes& routes) { routes.write("/v2/plan", create_plan); }

}  // namespace tiller::api
