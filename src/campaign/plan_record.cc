// How a plan is told: its status, its rounds, and the counts over all of them.
#include "campaign/plan_counts.h"
#include "campaign/record.h"
#include "campaign/round_names.h"
#include "campaign/strategy.h"

namespace tiller::campaign {
namespace {

void write_counts(JsonWriter& json, std::string_view name, const std::map<std::string, int64_t>& counts) {
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
            json.field("TaskName", round_name(plan.name, number));
            json.field("PlanName", plan.name);
            json.field("Round", number);
            json.field("Type", "plan");
            json.field("Status", to_name(status));
            json.field("Robot", strategy->rounds[i].robot);
            json.field("SIPLine", plan.line_name);
            json.field("StartTime", zone.format(window.start));
            json.field("EndTime", zone.format(window.end));
            json.field("CreatedTime", "");
            json.field("FinishedTime", "");
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
    const PlanCounts counts = counts_of(db, plan);
    Millis talk{0};
    for (auto& task : store::tasks_of_plan(db, plan.account, plan.key)) talk += task.talk;

    json.field("PlanName", plan.name);
    json.field("Status", to_name(plan.status));
    json.field("Strategy", plan.strategy);
    json.field("SIPLine", plan.line_name);
    json.field("Date", format_date({plan.date}));
    json.field("CreatedTime", zone.format(plan.created));
    json.field("FinishedTime", plan.finished ? zone.format(*plan.finished) : std::string());
    json.field("Total", plan.total);
    json.field("Dialed", counts.dialed);
    json.field("Connected", counts.connected);
    json.field("Pending", plan.total - counts.done);
    write_counts(json, "Outcomes", counts.outcomes);
    write_counts(json, "Intentions", counts.intentions);
    json.field("TalkDuration", static_cast<double>(talk.count()) / 1000);
    json.key("Rounds");
    write_plan_rounds(json, db, zone, plan);
}

}  // namespace tiller::campaign
