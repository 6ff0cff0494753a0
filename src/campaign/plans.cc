#include "campaign/plans.h"

#include <fmt/format.h>

#include "base/ids.h"
#include "base/log.h"
#include "base/text.h"
#include "campaign/announcements.h"
#include "campaign/plan_counts.h"
#include "campaign/quota.h"
#include "campaign/record.h"
#include "campaign/robot_choice.h"
#include "campaign/round_names.h"

namespace tiller::campaign {
namespace {

store::Task task_of_round(const Context& context, const store::Plan& plan, const Round& round, int number,
                          const Zone& zone, const RobotChoice& robot) {
    Window window = window_of(round, {plan.date}, zone);
    return {.account = plan.account,
            .id = new_id(context.clock, context.random),
            .name = round_name(plan.name, number),
            .type = store::TaskType::plan,
            .plan = plan.key,
            .plan_name = plan.name,
            .round = number,
            .status = window.start <= context.clock.now() ? Status::running : Status::waiting,
            .robot = robot.id(),
            .robot_name = robot.name,
            .robot_is_group = robot.is_group,
            .line = plan.line,
            .line_name = plan.line_name,
            .starts = window.start,
            .ends = window.end,
            .repeat_interval = round.repeat_interval,
            .repeat_num = round.repeat_num,
            .repeat_on = round.repeat_on,
            .dnc_switch = plan.dnc_switch,
            .created = context.clock.now()};
}

bool takes_part(const Include& include, const PlanNumber& n) {
    return takes_part(include, n.last.outcome, n.connected_before, n.intention);
}

/// Over, or empty because daylight saving skips all of it.
bool is_usable(const Window& window, Instant now) { return now < window.end && window.start < window.end; }

/// The numbers that a round would take, in upload order.
std::vector<PlanNumber> numbers_for(const Round& round, const std::map<int64_t, PlanNumber>& history) {
    std::vector<PlanNumber> out;
    for (auto& [row, n] : history) {
        if (takes_part(round.include, n)) out.push_back(n);
    }
    return out;
}

struct NextRound {
    int number = 0;  // from 1
    Window window;
    std::vector<PlanNumber> numbers;
};

/// The first later round that is not over and has a number to call.
std::optional<NextRound> find_next_round(store::Db& db, const store::Plan& plan, const Strategy& strategy,
                                         const Zone& zone, Instant now) {
    auto history = numbers_of_plan(db, plan);
    for (int number = plan.round + 1; number <= static_cast<int>(strategy.rounds.size()); ++number) {
        const Round& round = strategy.rounds[static_cast<size_t>(number) - 1];
        Window window = window_of(round, {plan.date}, zone);
        if (!is_usable(window, now)) continue;
        auto numbers = numbers_for(round, history);
        std::erase_if(numbers,
                      [&](auto& n) { return store::is_excluded_from_plan(db, plan.account, plan.key, n.last.row); });
        if (!numbers.empty()) return NextRound{number, window, std::move(numbers)};
    }
    return std::nullopt;
}

}  // namespace

Result<PlanMade> create_plan(store::Tx& tx, const Context& context, const PlanOrder& order) {
    auto allowed =
        check_quota(tx, order.account.key, Upload::plan, static_cast<int64_t>(order.rows.size()), context.clock.now());
    if (!allowed) return allowed.error();
    auto zone = Zone::find(order.account.zone);
    if (!zone) return zone.error();
    const Round& first = order.strategy.rounds.at(0);
    auto robot = find_robot_choice(tx, order.account.key, first.robot, first.robot_is_group);
    if (!robot) return not_found(fmt::format("round 1: {}", robot.error().message));

    store::Plan plan{.account = order.account.key,
                     .name = order.name,
                     .strategy = order.strategy.name,
                     .definition = to_json(order.strategy),
                     .line = order.line.key,
                     .line_name = order.line.name,
                     .date = order.date.days,
                     .dnc_switch = order.dnc_switch,
                     .round = 1,
                     .total = static_cast<int64_t>(order.rows.size()),
                     .created = context.clock.now()};
    if (plan.name.empty()) plan.name = fmt::format("plan_{}_{}", format_date(order.date), context.random.hex(4));
    if (store::find_plan(tx, plan.account, plan.name))
        return conflict(fmt::format("plan \"{}\" exists already", plan.name));
    if (auto taken = taken_round_name(tx, plan.account, plan.name, order.strategy.rounds.size())) {
        return conflict(fmt::format("task \"{}\" exists already", *taken));
    }

    store::Task task = task_of_round(context, plan, first, 1, *zone, *robot);
    plan.status = task.status;
    plan.key = store::insert_plan(tx, plan);
    task.plan = plan.key;
    task.total = plan.total;
    task.key = store::insert_task(tx, task);
    store::Number number{.account = plan.account, .task = task.key, .due = task.starts};
    for (const GoodRow& row : order.rows) {
        number.row = row.row;
        number.callee = row.callee;
        number.fields = row.fields;
        store::insert_number(tx, number);
    }
    return PlanMade{plan.name, task.id};
}

void wait_for_round(store::Tx& tx, store::Plan& plan, std::optional<Instant> until) {
    plan.next_round_at = until;
    std::string subject = std::to_string(plan.key);
    if (until) {
        store::set_timer(tx, {plan.account, kRoundTimer, subject, *until});
    } else {
        store::cancel_timer(tx, plan.account, kRoundTimer, subject);
    }
}

void on_round_due(store::Tx& tx, const Context& context, const store::Timer& timer) {
    auto key = parse_integer(timer.subject);
    auto plan = key ? store::find_plan(tx, *key) : std::nullopt;
    if (plan && plan->next_round_at) open_round(tx, context, *plan);
}

void open_round(store::Tx& tx, const Context& context, store::Plan& plan) {
    wait_for_round(tx, plan, std::nullopt);
    auto strategy = strategy_from_json(plan.definition);
    Zone zone = zone_of(tx, plan.account);
    auto next = strategy ? find_next_round(tx, plan, *strategy, zone, context.clock.now()) : std::nullopt;
    if (!next) return end_plan(tx, context, plan, Status::finished);
    if (next->window.start > context.clock.now()) {
        // The round that was due went by while nobody was here to open it: the one that follows has its own time.
        wait_for_round(tx, plan, next->window.start);
        return store::update_plan(tx, plan);
    }
    const Round& round = strategy->rounds[static_cast<size_t>(next->number) - 1];
    plan.round = next->number;
    auto robot = find_robot_choice(tx, plan.account, round.robot, round.robot_is_group);
    if (!robot) {
        log::error("round passed over: its robot is of no use",
                   {{"plan", plan.name}, {"round", next->number}, {"error", robot.error().message}});
        store::update_plan(tx, plan);
        return advance_plan(tx, context, plan.key);
    }
    store::Task task = task_of_round(context, plan, round, next->number, zone, *robot);
    task.total = static_cast<int64_t>(next->numbers.size());
    task.key = store::insert_task(tx, task);
    for (PlanNumber& old : next->numbers) {
        store::insert_number(tx, {.account = plan.account,
                                  .task = task.key,
                                  .row = old.last.row,
                                  .callee = old.last.callee,
                                  .fields = old.last.fields,
                                  .due = task.starts});
    }
    count_taken_again(tx, plan, next->numbers);
    plan.status = Status::running;
    store::update_plan(tx, plan);
    log::info("round opened",
              {{"plan", plan.name}, {"round", next->number}, {"task", task.id}, {"numbers", task.total}});
}

void advance_plan(store::Tx& tx, const Context& context, int64_t key) {
    auto plan = store::find_plan(tx, key);
    if (!plan || plan->finished) return;
    if (plan->status == Status::stopped) return end_plan(tx, context, *plan, Status::stopped);
    auto strategy = strategy_from_json(plan->definition);
    Zone zone = zone_of(tx, plan->account);
    auto next = strategy ? find_next_round(tx, *plan, *strategy, zone, context.clock.now()) : std::nullopt;
    if (!next) return end_plan(tx, context, *plan, Status::finished);
    wait_for_round(tx, *plan, std::max(next->window.start, context.clock.now()));
    store::update_plan(tx, *plan);
}

bool may_come_again(const Context& context, const store::Plan& plan, const Zone& zone, const PlanNumber& number) {
    if (has_ended(plan.status)) return false;
    auto strategy = strategy_from_json(plan.definition);
    if (!strategy) return false;
    for (size_t i = static_cast<size_t>(plan.round); i < strategy->rounds.size(); ++i) {
        const Round& round = strategy->rounds[i];
        if (is_usable(window_of(round, {plan.date}, zone), context.clock.now()) && takes_part(round.include, number))
            return true;
    }
    return false;
}

void end_plan(store::Tx& tx, const Context& context, store::Plan& plan, Status status) {
    for (auto& task : store::tasks_of_plan(tx, plan.account, plan.key)) {
        if (!task.finished) return;  // its end brings us here again
    }
    plan.status = status;
    wait_for_round(tx, plan, std::nullopt);
    plan.finished = context.clock.now();
    store::update_plan(tx, plan);
    announce_plan(tx, context, plan);
    log::info("plan ended", {{"plan", plan.name}, {"status", to_name(status)}});
}

}  // namespace tiller::campaign
