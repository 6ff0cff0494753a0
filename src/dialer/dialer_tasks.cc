// Which open task the dialer looks at, and when. Tasks tell their changes (store/task_changes.h); the agenda holds each
// of them once, so that a step costs what is due and not what is open.
#include "base/log.h"
#include "dialer/dialer.h"
#include "store/task_changes.h"

namespace tiller::dialer {
namespace {

constexpr int64_t kDrainAtOnce = 500;            // numbers settled in one transaction
constexpr std::chrono::hours kUntilCallsEnd{1};  // each end of a call brings the task up before

}  // namespace

void Dialer::take_changes() {
    auto [tasks, last] = store_.read([&](store::Db& db) {
        return std::make_pair(seen_change_ == 0 ? store::open_tasks(db) : store::changed_tasks(db, seen_change_),
                              store::last_task_change(db));
    });
    seen_change_ = last;
    for (auto& task : tasks) take(std::move(task));
}

void Dialer::take(store::Task task) {
    int64_t key = task.key;
    if (task.finished) {
        auto found = tasks_.find(key);
        if (found == tasks_.end()) return;
        agenda_.erase({found->second.look_at, key});
        tasks_.erase(found);  // its line notices when its turn comes
        return;
    }
    tasks_[key].task = std::move(task);
    wake_task(key);
}

void Dialer::look_at(TaskState& state, Instant when) {
    agenda_.erase({state.look_at, state.task.key});
    state.look_at = when;
    agenda_.insert({when, state.task.key});
}

void Dialer::wake_task(int64_t key) {
    if (auto found = tasks_.find(key); found != tasks_.end()) look_at(found->second, Instant{});
}

/// True if something was written: the next step is due at once.
bool Dialer::move_tasks_on(Instant now) {
    std::vector<int64_t> due;
    for (auto& [when, key] : agenda_) {
        if (when > now) break;
        due.push_back(key);
    }
    bool wrote = false;
    for (int64_t key : due) wrote |= move_on(tasks_.at(key), now);
    return wrote;
}

bool Dialer::move_on(TaskState& state, Instant now) {
    const store::Task& task = state.task;
    bool to_start = task.status == Status::waiting && task.starts <= now && now < task.ends;
    bool to_drain = task.status == Status::stopped || now >= task.ends;
    if (!to_start && !to_drain) {
        bool is_early = now < task.starts;
        if (task.status == Status::running && !is_early && !state.in_turn) {
            state.in_turn = true;
            lines_[task.line].tasks.push_back(task.key);
        }
        look_at(state, is_early ? task.starts : task.ends);
        return false;
    }
    bool more = false;
    try {
        store_.write([&](store::Tx& tx) {
            if (to_drain) {
                more = campaign::drain_task(tx, context_, task.key, kDrainAtOnce);
            } else if (auto current = store::find_task(tx, task.key)) {
                campaign::start_task(tx, *current);
            }
        });
    } catch (const store::StoreError& e) {
        log::error("task not moved on, will try again", {{"task", task.id}, {"error", e.what()}});
        look_at(state, now + kLongestNap);
        return false;
    }
    hooks_.committed();
    // Started, it tells so as a change. Drained, only calls in progress are left.
    look_at(state, more ? now : to_drain ? now + kUntilCallsEnd : now + kLongestNap);
    return true;
}

}  // namespace tiller::dialer
