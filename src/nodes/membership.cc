#include "nodes/membership.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/log.h"
#include "base/zone.h"
#include "store/counters.h"

namespace tiller::nodes {

Result<bool> Membership::enter() {
    auto holder = store_.read([&](store::Db& db) { return store::find_run(db, options_.name); });
    switch (look_at_name(holder)) {
        case Name::held:
            return conflict(fmt::format(
                "node \"{}\": another process works under this name (since {}): give each node a name of its own",
                options_.name, to_rfc3339_ms(holder->started)));
        case Name::watched:
            return false;
        case Name::free:
            break;
    }
    int64_t calls = 0;
    const Millis before = clock_.steady();
    auto run = store_.write([&](store::Tx& tx) -> std::optional<int64_t> {
        auto present = store::find_run(tx, options_.name);
        if (present && (!holder || !store::end_run(tx, *holder))) return std::nullopt;
        if (options_.is_alone) {
            for (const auto& other : store::list_runs(tx)) store::end_run(tx, other);
        }
        int64_t key = store::begin_run(tx, options_.name, options_.process, clock_.now());
        calls = options_.settle(tx);
        return key;
    });
    if (!run) return false;  // the name was taken meanwhile: looked at anew
    beaten_ = before;
    run_ = *run;
    ++changes_;
    seen_.clear();
    log::info("node entered", {{"node", options_.name}, {"run", *run}});
    if (calls > 0) {
        log::warn("calls were up when the last process died: their outcome is unknown", {{"calls", calls}});
        options_.settled();
    }
    return true;
}

Membership::Name Membership::look_at_name(const std::optional<store::NodeRun>& holder) {
    if (!holder || options_.is_alone) return Name::free;
    switch (options_.look(holder->process)) {
        case ProcessState::gone:
            return Name::free;
        case ProcessState::runs:
            return Name::held;
        case ProcessState::elsewhere:
            break;
    }
    bool is_known = seen_.contains(holder->key);
    if (has_moved(*holder)) return is_known ? Name::held : Name::watched;
    Sight& sight = seen_[holder->key];
    if (clock_.steady() < beat_at_) return Name::watched;
    // Counted only while the store takes our writes: then it would take the holder's beats, too.
    store_.write([](store::Tx& tx) { store::count_up(tx, 0, "knocks"); });
    beat_at_ = clock_.steady() + kBeat;
    return ++sight.missed > kMissed ? Name::free : Name::watched;
}

/// Since it was last looked at; true for one that was not seen before.
bool Membership::has_moved(const store::NodeRun& run) {
    auto [sight, is_new] = seen_.try_emplace(run.key, Sight{.beats = run.beats});
    if (!is_new && sight->second.beats == run.beats) return false;
    sight->second = {.beats = run.beats};
    return true;
}

Instant Membership::step(Instant now) {
    if (options_.is_alone) return Instant::max();
    if (Millis wait = beat_at_ - clock_.steady(); wait > Millis(0)) return now + wait;
    const Millis before = clock_.steady();
    bool lives = store_.write([&](store::Tx& tx) { return store::beat(tx, run_); });
    if (lives) beaten_ = before;
    beat_at_ = clock_.steady() + kBeat;
    lives ? end_dead_runs() : begin_anew();
    return now + kBeat;
}

/// Others have ended our run: we were cut off.
void Membership::begin_anew() {
    if (int64_t ended = run_.exchange(0)) {
        log::error("this node was taken for dead by others: its calls are ended, and it begins anew",
                   {{"node", options_.name}, {"run", ended}});
        options_.lost();
    }
    if (auto entered = enter(); !entered) {
        log::error("the node cannot begin anew", {{"error", entered.error().message}});
    }
}

void Membership::end_dead_runs() {
    std::vector<store::NodeRun> dead;
    auto runs = store_.read(store::list_runs);
    auto forgotten = std::erase_if(seen_, [&](auto& seen) {
        return std::ranges::none_of(runs, [&](auto& run) { return run.key == seen.first; });
    });
    size_t known = seen_.size();
    for (auto& run : runs) {
        if (run.key == run_ || has_moved(run) || ++seen_[run.key].missed < kMissed) continue;
        dead.push_back(std::move(run));
    }
    if (forgotten > 0 || seen_.size() != known) ++changes_;
    if (dead.empty()) return;
    int64_t calls = store_.write([&](store::Tx& tx) {
        for (auto& run : dead) store::end_run(tx, run);
        return options_.settle(tx);
    });
    for (auto& run : dead) {
        log::warn("a node is dead: its work is taken over", {{"node", run.name}, {"run", run.key}, {"calls", calls}});
    }
    ++changes_;
    options_.settled();
}

}  // namespace tiller::nodes
