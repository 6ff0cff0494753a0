#include "campaign/plan_counts.h"

#include "store/plan_counts.h"

namespace tiller::campaign {
namespace {

using store::PlanCountKind;

constexpr std::string_view kDialed = "dialed", kConnected = "connected";

/// Where a number stood before a round.
PlanNumber before_round(store::Db& db, const store::Task& task, int64_t row) {
    PlanNumber out;
    if (task.round <= 1) return out;
    for (auto& earlier : store::tasks_of_plan(db, task.account, *task.plan)) {
        if (earlier.round >= task.round) break;
        if (auto number = store::find_number(db, task.account, earlier.key, row)) out.add_round(std::move(*number));
    }
    return out;
}

}  // namespace

PlanCounts counts_of(store::Db& db, const store::Plan& plan) {
    PlanCounts out;
    for (auto& [word, n] : store::plan_counts(db, plan.account, plan.key, PlanCountKind::outcome)) {
        out.outcomes[word] = n;
        out.done += n;
    }
    for (auto& [word, n] : store::plan_counts(db, plan.account, plan.key, PlanCountKind::intention)) {
        out.intentions[word] = n;
    }
    for (auto& [word, n] : store::plan_counts(db, plan.account, plan.key, PlanCountKind::progress)) {
        (word == kDialed ? out.dialed : out.connected) = n;
    }
    return out;
}

void count_first_attempt(store::Tx& tx, const store::Task& task, int64_t row) {
    if (!task.plan || before_round(tx, task, row).attempts > 0) return;
    store::add_plan_count(tx, task.account, *task.plan, PlanCountKind::progress, kDialed, 1);
}

void count_settled(store::Tx& tx, const store::Task& task, const store::Number& number) {
    if (!task.plan) return;
    const PlanNumber before = before_round(tx, task, number.row);
    auto add = [&](PlanCountKind kind, std::string_view word) {
        store::add_plan_count(tx, task.account, *task.plan, kind, word, 1);
    };
    add(PlanCountKind::outcome, to_name(number.outcome));
    const std::string& intention = number.intention.empty() ? before.intention : number.intention;
    if (!intention.empty()) add(PlanCountKind::intention, intention);
    if (is_connected(number.outcome) && !before.connected_before) add(PlanCountKind::progress, kConnected);
}

void count_taken_again(store::Tx& tx, const store::Plan& plan, const std::vector<PlanNumber>& numbers) {
    std::map<std::string_view, int64_t> outcomes;
    std::map<std::string, int64_t> intentions;
    for (const PlanNumber& n : numbers) {
        ++outcomes[to_name(n.last.outcome)];
        if (!n.intention.empty()) ++intentions[n.intention];
    }
    for (auto& [word, n] : outcomes) {
        store::add_plan_count(tx, plan.account, plan.key, PlanCountKind::outcome, word, -n);
    }
    for (auto& [word, n] : intentions) {
        store::add_plan_count(tx, plan.account, plan.key, PlanCountKind::intention, word, -n);
    }
}

}  // namespace tiller::campaign
