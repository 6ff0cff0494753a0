#pragma once
// This program as a node of its store: enters under its name, keeps its lease, settles what dead nodes leave behind.
#include <atomic>
#include <functional>
#include <map>
#include <string>

#include "base/process_identity.h"
#include "base/result.h"
#include "store/nodes.h"
#include "store/store.h"

namespace tiller::nodes {

struct MembershipOptions {
    std::string name;     // of the node, as the operator calls it
    std::string process;  // this_process()
    /// What has become of the process that holds a name.
    std::function<ProcessState(std::string_view process)> look = look_at_process;
    /// No other process can have the store open (Store::is_locked): no other run is alive, and nobody watches ours.
    bool is_alone = false;
    /// Settles, in the transaction in which runs end, what they left behind. How many calls that were.
    std::function<int64_t(store::Tx&)> settle;
    /// After its commit, if there was any.
    std::function<void()> settled = [] {};
    /// Others have taken this run for dead: what it was doing is not its own any more. A new run follows at once.
    std::function<void()> lost = [] {};
};

/// A lease that needs no common clock: a run shows that it lives by counting its beats up every kBeat. A node that
/// sees the count of another stand still over kMissed beats of its own takes that run for dead: kLease in all. A wall
/// clock that jumps, machines whose clocks differ, and a store that serves nobody for a while end no lease.
///
/// A start under a name that a run holds:
///   - this process is alone with the store: the run is over, and is taken over at once;
///   - its process is of this machine and gone: the same, so that a killed server need not wait for its own lease;
///   - its process is of this machine and runs: refused;
///   - it cannot be told (another machine, another container, a boot before): its beats are watched. One more beat:
///     refused; none for kLease: taken over.
///
/// A passive object (base/stepper.h). Thread rule: `enter` before the first step; `run` and `changes` from any thread.
/// Invariants:
///   1. A run ends in the transaction that settles what it left behind: its calls, its holdings.
///   2. A run whose beats move is not ended: they are compared in the transaction that ends it.
///   3. A run that was ended is never continued: `run` is another one then.
///   4. While `vouches_for` a run, nobody has ended it yet.
class Membership {
  public:
    static constexpr Millis kBeat{2'000};
    static constexpr int kMissed = 4;
    static constexpr Millis kLease = kMissed * kBeat;

    Membership(store::Store& store, const Clock& clock, MembershipOptions options)
        : store_(store), clock_(clock), options_(std::move(options)) {}

    /// Begins a run. False: not yet, ask again at least every kBeat. Errors: `conflict`, another process holds the name.
    /// Throws StoreError.
    Result<bool> enter();
    /// Beats, and ends runs that do not. Returns when to step again. Throws StoreError.
    Instant step(Instant now);

    /// The key of the present run; 0 before `enter`.
    int64_t run() const { return run_; }
    bool is_alone() const { return options_.is_alone; }
    /// May what this run claimed still be begun: a call, say? Others end a run no sooner than kLease after its last beat;
    /// the last kBeat of that is left for what is begun to leave the machine. Any thread.
    bool vouches_for(int64_t run) const {
        return run != 0 && run == run_ && (options_.is_alone || clock_.steady() - beaten_.load() < kLease - kBeat);
    }
    /// Another number when a run began or ended, as far as this node has seen.
    uint64_t changes() const { return changes_; }

  private:
    struct Sight {
        int64_t beats = 0;
        int missed = 0;  // beats of our own since then
    };
    enum class Name { free, watched, held };
    Name look_at_name(const std::optional<store::NodeRun>& holder);
    bool has_moved(const store::NodeRun& run);
    void begin_anew();
    void end_dead_runs();

    store::Store& store_;
    const Clock& clock_;
    const MembershipOptions options_;
    std::atomic<int64_t> run_{0};
    std::atomic<uint64_t> changes_{0};
    std::atomic<Millis> beaten_{Millis(0)};  // steady: just before the last beat that the store has taken
    Millis beat_at_{0};
    std::map<int64_t, Sight> seen_;  // runs of others, by key
};

}  // namespace tiller::nodes
