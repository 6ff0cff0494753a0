#pragma once
#include "simulate/coverage.h"
#include "store/sqlite/memory_disk.h"
#include "store/store.h"

namespace tiller::simulate {

/// What ends or stops one node: a cut of the power of the disk that all share, or something of its own. A node's own
/// death comes at one of its writes, before or after the commit, as when its connection to a database is gone: the
/// database stays, and so do the other nodes. A node that is stopped does nothing for a while, and then goes on as if
/// nothing had happened.
///
/// Thread rule: the world's one thread.
class Fate {
  public:
    Fate(const store::MemoryDisk& disk, const Clock& clock, Coverage& seen) : disk_(disk), clock_(clock), seen_(seen) {}

    /// What a dead node does has no effect: no write, no INVITE, no delivery.
    bool is_dead() const { return dead_ || disk_.is_dead(); }
    void die() { dead_ = true; }
    /// At the `nth` write from now.
    void die_at_write(int64_t nth, store::MemoryDisk::When when) {
        writes_left_ = nth;
        when_ = when;
    }
    void stop_until(Millis until) { stopped_until_ = until; }
    bool is_stopped() const { return clock_.steady() < stopped_until_; }
    Millis stopped_until() const { return stopped_until_; }
    void live_again() {
        dead_ = false;
        writes_left_ = 0;
        stopped_until_ = Millis(0);
    }

    /// Around each commit of the node (StoreOptions::around_commit). Throws StoreError if the node does not live to do
    /// it.
    void around_commit(store::Around around) {
        if (around == store::Around::before && writes_left_ > 0 && --writes_left_ == 0) {
            bool is_after = when_ == store::MemoryDisk::When::after;
            (is_after ? dies_in_this_ : dead_) = true;
            seen_.count(is_after ? Seen::node_died_after_commit : Seen::node_died_before_commit);
        }
        if (around == store::Around::before && dead_) throw store::StoreError("the node is dead");
        if (around == store::Around::after && std::exchange(dies_in_this_, false)) dead_ = true;
    }

  private:
    const store::MemoryDisk& disk_;
    const Clock& clock_;
    Coverage& seen_;
    bool dead_ = false, dies_in_this_ = false;
    int64_t writes_left_ = 0;
    store::MemoryDisk::When when_ = store::MemoryDisk::When::before;
    Millis stopped_until_{0};
};

}  // namespace tiller::simulate
