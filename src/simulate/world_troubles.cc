// What befalls a world: the machine's troubles, and clients that change their minds.
#include "campaign/plans.h"
#include "simulate/world.h"

namespace tiller::simulate {

void World::strike(const Trouble& trouble) {
    auto after = [&](std::function<void()> what) { agenda_.put(clock_.steady() + trouble.lasts, std::move(what)); };
    Coverage& seen = witness_.facts().coverage;
    witness_.disturbed();
    switch (trouble.kind) {
        case TroubleKind::kill:
            if (!is_up() || disk_.is_dead()) return;
            arm(trouble);
            downtime_ = trouble.lasts;
            cut_again_ = trouble.again;
            return;
        case TroubleKind::kill_node:
        case TroubleKind::stop_node:
            return strike_node(trouble);
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
            seen.count(trouble.by < Millis(0) ? Seen::clock_jump_back : Seen::clock_jump_on);
            return clock_.jump_to(clock_.now() + trouble.by);
        default:
            if (some_node()) client(trouble);
    }
}

void World::strike_node(const Trouble& trouble) {
    size_t which = trouble.node % nodes_.size();
    Node& node = *nodes_[which];
    if (!node.process.is_up() || node.fate.is_dead() || node.fate.is_stopped()) return;
    if (trouble.kind == TroubleKind::stop_node) {
        witness_.facts().coverage.count(Seen::node_stopped);
        node.fate.stop_until(clock_.steady() + trouble.lasts);
        witness_.node_stopped(which);
        return node.carrier.process_stopped();
    }
    node.downtime = trouble.lasts;
    if (trouble.pick == 0) return node.fate.die();
    node.fate.die_at_write(static_cast<int64_t>(trouble.pick),
                           trouble.after ? store::MemoryDisk::When::after : store::MemoryDisk::When::before);
}

void World::arm(const Trouble& trouble) {
    auto when = trouble.after ? store::MemoryDisk::When::after : store::MemoryDisk::When::before;
    if (trouble.pick == 0) return disk_.die();
    if (trouble.at_flush) return disk_.die_at_flush(static_cast<int64_t>(trouble.pick % 10) + 1, when, trouble.torn);
    disk_.die_at(disk_.operations() + static_cast<int64_t>(trouble.pick), when, trouble.torn);
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
        case TroubleKind::line_change:
            return change_line(trouble);
        default:
            return operate_task(trouble);
    }
}

PlanFacts* World::pick_plan(uint64_t pick) {
    auto& plans = witness_.facts().plans;
    if (plans.empty()) return nullptr;
    return &std::next(plans.begin(), static_cast<ptrdiff_t>(pick % plans.size()))->second;
}

/// Mostly one in its window, else an open one, if there is any.
TaskFacts* World::pick_task(uint64_t pick) {
    std::vector<TaskFacts*> all, open, running;
    Instant now = clock_.now();
    for (auto& [key, task] : witness_.facts().tasks) {
        all.push_back(&task);
        if (!task.told) open.push_back(&task);
        if (!task.told && pick % 4 != 0 && task.start <= now && now < task.end) running.push_back(&task);
    }
    auto& from = !running.empty() ? running : !open.empty() ? open : all;
    return from.empty() ? nullptr : from[pick % from.size()];
}

/// A number of the task, one on the wire for every third pick.
std::string World::pick_callee(const TaskFacts& task, uint64_t pick) const {
    auto& up = witness_.facts().up;
    if (pick % 3 == 0) {
        for (auto& [callee, number] : task.numbers) {
            auto found = up.find({task.account, callee});
            if (found != up.end() && found->second > 0) return callee;
        }
    }
    return std::next(task.numbers.begin(), static_cast<ptrdiff_t>(pick / 7 % task.numbers.size()))->first;
}

void World::stop_plan(const Trouble& trouble) {
    PlanFacts* facts = pick_plan(trouble.pick);
    if (!facts) return;
    bool stopped = false;
    bool answered = write([&](store::Tx& tx) {
        auto plan = store::find_plan(tx, facts->key);
        stopped = plan && campaign::stop_plan(tx, context_, *plan).ok();
    });
    if (answered && !stopped) return;  // it had ended
    (answered ? facts->stopped : facts->doubtful) = true;
    witness_.facts().coverage.count(Seen::plan_stopped);
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
        done = task && (is_stop ? campaign::stop_task(tx, context_, *task) : campaign::pause_task(tx, *task)).ok();
    });
    if (answered && !done) return;  // not in a state for it
    (answered ? (is_stop ? facts->stopped : facts->paused) : facts->doubtful) = true;
    witness_.facts().coverage.count(is_stop ? Seen::task_stopped : Seen::task_paused);
    if (!is_stop) agenda_.put(clock_.steady() + trouble.lasts, [this, key = facts->key] { resume(key); });
}

void World::resume(int64_t key) {
    constexpr Millis kAgain{5'000};
    auto again = [&] { agenda_.put(clock_.steady() + kAgain, [this, key] { resume(key); }); };
    if (!some_node()) return again();
    TaskFacts& facts = witness_.facts().tasks[key];
    facts.paused = false;
    bool answered = write([&](store::Tx& tx) {
        auto task = store::find_task(tx, key);
        (void)campaign::resume_task(tx, context_, *task);  // it may have ended meanwhile
    });
    if (answered) witness_.facts().coverage.count(Seen::task_resumed);
    if (answered) return witness_.disturbed();
    facts.doubtful = true;
    again();
}

void World::cancel(const Trouble& trouble) {
    TaskFacts* facts = pick_task(trouble.pick);
    if (!facts) return;
    PlanFacts* plan = facts->plan == 0 ? nullptr : &witness_.facts().plans[facts->plan];
    bool in_plan = plan && trouble.kind == TroubleKind::cancel_plan_number;
    std::string callee = pick_callee(*facts, trouble.pick);
    bool known = true;
    bool answered = write([&](store::Tx& tx) {
        const campaign::Context& context = context_;
        if (in_plan) {
            known = campaign::cancel_plan_number(tx, context, *store::find_plan(tx, plan->key), callee).ok();
        } else {
            auto task = store::find_task(tx, facts->key);
            campaign::cancel_number(tx, context, *task, callee);
        }
    });
    if (in_plan && !known) witness_.facts().complain(7, callee + " cannot be cancelled in its plan");
    for (auto& [key, task] : witness_.facts().tasks) {
        auto number = task.numbers.find(callee);
        bool meant = in_plan ? task.plan == plan->key : key == facts->key;
        if (!meant || task.told || number == task.numbers.end() || number->second.done) continue;
        (answered ? number->second.cancelled : task.doubtful) = true;
    }
    Coverage& seen = witness_.facts().coverage;
    seen.count(Seen::number_cancelled);
    auto up = witness_.facts().up.find({facts->account, callee});
    if (up != witness_.facts().up.end() && up->second > 0) seen.count(Seen::cancelled_in_a_call);
    if (in_plan) (answered ? plan->numbers[callee].excluded : plan->doubtful) = true;
}

/// On the account's own list, or on one for all accounts.
void World::forbid(const Trouble& trouble) {
    TaskFacts* task = pick_task(trouble.pick);
    if (!task) return;
    std::string callee = pick_callee(*task, trouble.pick);
    bool answered = write([&](store::Tx& tx) {
        if (!trouble.after) return store::put_dnc_number(tx, task->account, callee, "simulated", clock_.now());
        store::DncList everywhere{.account = store::kAllAccounts, .name = "everywhere"};
        everywhere.key = store::put_dnc_list(tx, everywhere, clock_.now());
        store::put_dnc_entry(tx, everywhere, {.number = callee, .source = "simulated"}, clock_.now());
    });
    Facts& facts = witness_.facts();
    for (auto& account : accounts_) {
        if (trouble.after || account.key == task->account)
            (answered ? facts.dnc : facts.dnc_doubtful).emplace(account.key, callee);
    }
    facts.coverage.count(Seen::dnc_added);
}

/// Other limits, more or less; calls that are up stay.
void World::change_line(const Trouble& trouble) {
    static constexpr int kChannels[] = {1, 3, 10};
    static constexpr double kRates[] = {0.5, 2.0, 20.0};
    size_t which = trouble.pick % lines_.size();
    store::Line line = lines_[which];
    auto config = *campaign::line_from_json(line.config);
    config.max_channels = kChannels[trouble.pick / 7 % std::size(kChannels)];
    config.max_calls_per_second = kRates[trouble.pick / 49 % std::size(kRates)];
    line.config = campaign::to_json(config);
    bool answered = write([&](store::Tx& tx) { store::put_line(tx, line); });
    LineFacts& known = witness_.facts().lines[line.key];
    known.doubtful = !answered;
    if (!answered) {
        config.max_channels = std::max(config.max_channels, known.config.max_channels);
        config.max_calls_per_second = std::max(config.max_calls_per_second, known.config.max_calls_per_second);
    }
    known.config = config;
    if (answered) lines_[which] = std::move(line);
    witness_.facts().coverage.count(Seen::line_changed);
}

}  // namespace tiller::simulate
