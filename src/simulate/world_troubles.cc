// What befalls a world: the machine's troubles, and clients that change their minds.
#include "campaign/plans.h"
#include "simulate/world.h"

namespace tiller::simulate {

void World::strike(const Trouble& trouble) {
    auto after = [&](std::function<void()> what) { agenda_.put(clock_.steady() + trouble.lasts, std::move(what)); };
    witness_.disturbed();
    switch (trouble.kind) {
        case TroubleKind::kill:
            if (!process_.is_up() || disk_.is_dead()) return;
            disk_.die_at(disk_.operations() + static_cast<int64_t>(trouble.pick),
                         trouble.after ? store::MemoryDisk::When::after : store::MemoryDisk::When::before,
                         trouble.torn);
            downtime_ = trouble.lasts;
            return;
        case TroubleKind::disk_full:
            disk_.set_full(full_ = true);
            return after([this] {
                disk_.set_full(full_ = false);
                witness_.disturbed();
            });
        case TroubleKind::slow_disk:
            slow_by_ = trouble.by;
            return after([this] { slow_by_ = Millis(0); });
        case TroubleKind::clock_jump:
            return clock_.jump_to(clock_.now() + trouble.by);
        default:
            if (process_.is_up() && !disk_.is_dead()) client(trouble);
    }
}

void World::client(const Trouble& trouble) {
    switch (trouble.kind) {
        case TroubleKind::stop_plan:
            return stop_plan(trouble);
        case TroubleKind::cancel_number:
        case TroubleKind::cancel_plan_number:
            return cancel(trouble);
        case TroubleKind::dnc_number:
            return forbid(trouble);
        default:
            return operate_task(trouble);
    }
}

PlanFacts* World::pick_plan(uint64_t pick) {
    auto& plans = witness_.facts().plans;
    if (plans.empty()) return nullptr;
    return &std::next(plans.begin(), static_cast<ptrdiff_t>(pick % plans.size()))->second;
}

TaskFacts* World::pick_task(uint64_t pick) {
    auto& tasks = witness_.facts().tasks;
    if (tasks.empty()) return nullptr;
    return &std::next(tasks.begin(), static_cast<ptrdiff_t>(pick % tasks.size()))->second;
}

void World::stop_plan(const Trouble& trouble) {
    PlanFacts* facts = pick_plan(trouble.pick);
    if (!facts) return;
    bool stopped = false;
    bool answered = write([&](store::Tx& tx) {
        auto plan = store::find_plan(tx, facts->key);
        stopped = plan && campaign::stop_plan(tx, {clock_, ids_, links_}, *plan).ok();
    });
    if (answered && !stopped) return;  // it had ended
    (answered ? facts->stopped : facts->doubtful) = true;
    for (auto& [key, task] : witness_.facts().tasks) {
        if (task.plan == facts->key && !task.told) (answered ? task.stopped : task.doubtful) = true;
    }
}

void World::operate_task(const Trouble& trouble) {
    TaskFacts* facts = pick_task(trouble.pick);
    if (!facts) return;
    bool is_stop = trouble.kind == TroubleKind::stop_task, done = false;
    bool answered = write([&](store::Tx& tx) {
        auto task = store::find_task(tx, facts->key);
        done =
            task &&
            (is_stop ? campaign::stop_task(tx, {clock_, ids_, links_}, *task) : campaign::pause_task(tx, *task)).ok();
    });
    if (answered && !done) return;  // not in a state for it
    (answered ? (is_stop ? facts->stopped : facts->paused) : facts->doubtful) = true;
    if (!is_stop) agenda_.put(clock_.steady() + trouble.lasts, [this, key = facts->key] { resume(key); });
}

void World::resume(int64_t key) {
    constexpr Millis kAgain{5'000};
    auto again = [&] { agenda_.put(clock_.steady() + kAgain, [this, key] { resume(key); }); };
    if (!process_.is_up() || disk_.is_dead()) return again();
    TaskFacts& facts = witness_.facts().tasks[key];
    facts.paused = false;
    bool answered = write([&](store::Tx& tx) {
        auto task = store::find_task(tx, key);
        (void)campaign::resume_task(tx, {clock_, ids_, links_}, *task);  // it may have ended meanwhile
    });
    if (answered) return witness_.disturbed();
    facts.doubtful = true;
    again();
}

void World::cancel(const Trouble& trouble) {
    TaskFacts* facts = pick_task(trouble.pick);
    if (!facts) return;
    PlanFacts& plan = witness_.facts().plans[facts->plan];
    bool in_plan = trouble.kind == TroubleKind::cancel_plan_number;
    auto& callees = plan.draw->callees;
    const std::string& callee = callees[trouble.pick / 7 % callees.size()];
    bool known = true;
    bool answered = write([&](store::Tx& tx) {
        campaign::Context context{clock_, ids_, links_};
        if (in_plan) {
            known = campaign::cancel_plan_number(tx, context, *store::find_plan(tx, plan.key), callee).ok();
        } else {
            auto task = store::find_task(tx, facts->key);
            campaign::cancel_number(tx, context, *task, callee);
        }
    });
    if (in_plan && !known) witness_.facts().complain(7, callee + " cannot be cancelled in its plan");
    for (auto& [key, task] : witness_.facts().tasks) {
        auto number = task.numbers.find(callee);
        bool meant = in_plan ? task.plan == plan.key : key == facts->key;
        if (!meant || task.told || number == task.numbers.end() || number->second.done) continue;
        (answered ? number->second.cancelled : task.doubtful) = true;
    }
    if (in_plan) (answered ? plan.numbers[callee].excluded : plan.doubtful) = true;
}

void World::forbid(const Trouble& trouble) {
    PlanFacts* plan = pick_plan(trouble.pick);
    if (!plan) return;
    auto& callees = plan->draw->callees;
    const std::string& callee = callees[trouble.pick / 7 % callees.size()];
    bool answered =
        write([&](store::Tx& tx) { store::put_dnc_number(tx, account_.key, callee, "simulated", clock_.now()); });
    if (answered) {
        witness_.facts().dnc.insert(callee);
    } else {
        witness_.facts().dnc_doubtful = true;
    }
}

}  // namespace tiller::simulate
