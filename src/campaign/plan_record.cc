// How a plan is told: its status, its rounds, and the counts over all of them.
#include <map>

#include "campaign/plan_numbers.h"
#include "campaign/record.h"
#include "campaign/strategy.h"

namespace tiller::campaign {
namespace {

void write_counts(JsonWriter& json, std::string_view name, const std::map<std::string, int64_t, std::less<>>& counts) {
    json.key(name);
    json.begin_object();
    for (auto& [word, n] : counts) json.field(word, n);
    json.end_object();
}

}  // namespace

void write_plan_rounds(JsonWriter& json, store::Db& db, const Zone& zone, const store::Plan& plan) {
    auto tasks = store::tasks_of_plan(db, plan.account, plan.key);
    auto strategy = strategy_from_json(plan.definition);
    size_t total_rounds = strategy ? strategy->rounds.size() : tasks.size();
    json.begin_array();
    for (size_t i = 0; i < total_rounds; ++i) {
        int number = static_cast<int>(i) + 1;
        auto task = std::find_if(tasks.begin(), tasks.end(), [&](auto& t) { return t.round == number; });
        json.begin_object();
        if (task != tasks.end()) {
            write_task_summary(json, db, zone, *task);
        } else {
            // Not opened: still to come, or passed over because no number was left for it.
            Window window = window_of(strategy->rounds[i], {plan.date}, zone);
            bool to_come = !has_ended(plan.status) && number > plan.round;
            Status status = to_come                          ? Status::waiting
                            : plan.status == Status::stopped ? Status::stopped
                                                             : Status::finished;
            json.field("TaskID", "");
            json.field("TaskName", plan.name + "_Round_" + std::to_string(number));
            json.field("PlanName", plan.name);
            json.field("Round", number);
            json.field("Status", to_name(status));
            json.field("Robot", strategy->rounds[i].robot);
            json.field("SIPLine", plan.line_name);
            json.field("StartTime", zone.format(window.start));
            json.field("EndTime", zone.format(window.end));
            for (auto name : {"Total", "Dialed", "Connected", "Pending"}) json.field(name, 0);
            json.raw_field("Outcomes", "{}");
            json.raw_field("Intentions", "{}");
            json.field("TalkDuration", 0);
        }
        json.end_object();
    }
    json.end_array();
}

void write_plan_status(JsonWriter& json, store::Db& db, const Zone& zone, const store::Plan& plan) {
    std::map<std::string, int64_t, std::less<>> outcomes, intentions;
    int64_t total = 0, dialed = 0, connected = 0, pending = 0;
    for (auto& [row, n] : numbers_of_plan(db, plan)) {
        ++total;
        dialed += n.attempts > 0;
        connected += n.connected_before;
        if (n.last.state != store::NumberState::done) {
            ++pending;
            continue;
        }
        ++outcomes[std::string(to_name(n.last.outcome))];
        if (!n.intention.empty()) ++intentions[n.intention];
    }
    Millis talk{0};
    for (auto& task : store::tasks_of_plan(db, plan.account, plan.key)) talk += task.talk;

    json.field("PlanName", plan.name);
    json.field("Status", to_name(plan.status));
    json.field("Strategy", plan.strategy);
    json.field("SIPLine", plan.line_name);
    json.field("Date", format_date({plan.date}));
    json.field("CreatedTime", zone.format(plan.created));
    json.field("FinishedTime", plan.finished ? zone.format(*plan.finished) : std::string());
    json.field("Total", total);
    json.field("Dialed", dialed);
    json.field("Connected", connected);
    json.field("Pending", pending);
    write_counts(json, "Outcomes", outcomes);
    write_counts(json, "Intentions", intentions);
    json.field("TalkDuration", static_cast<double>(talk.count()) / 1000);
    json.key("Rounds");
    write_plan_rounds(json, db, zone, plan);
}

}  // namespace tiller::campaign
