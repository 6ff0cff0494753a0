#pragma once
// Which things of a kind this node works on, where each is worked on by one node at a time (store/holdings.h).
#include <functional>
#include <set>
#include <vector>

#include "base/clock.h"
#include "nodes/membership.h"
#include "store/holdings.h"

namespace tiller::nodes {

/// What a node does about its share.
struct Deal {
    std::vector<store::Holdable> take, give;
};

/// Things without a holder are taken, up to a fair share: as many as all nodes together would have each, rounded up.
/// What a node holds beyond that it gives free, for a node that has less. So a node that is alone has all, and nothing
/// moves without need. `runs`: how many live.
Deal deal(const std::vector<store::Holdable>& things, const store::Holdings& holdings, int64_t run, size_t runs);

/// This node's part of the things of one kind.
///
/// Thread rule: one thread, that of who works on the things. Invariants:
///   1. What is `held` was this run's when it was looked at last. It may have been lost since: what is written by it
///      asks the store in the same transaction (`store::is_held`).
///   2. Without other nodes, and with nothing new, a look costs no access to the store.
class Share {
  public:
    static constexpr Millis kLookAgain{1'000};

    Share(store::Store& store, const Membership& node, const Clock& clock, store::HoldingKind kind)
        : store_(store), node_(node), clock_(clock), kind_(kind) {}

    /// Takes and gives. `things`: all there are. `may_give`: nothing that another node must not do at the same time is
    /// under way; a thing that is to be given and may not be is held and `is_leaving`. True if `held` is another set
    /// now. Throws StoreError.
    bool look(
        const std::vector<store::Holdable>& things,
        const std::function<bool(store::Holdable)>& may_give = [](store::Holdable) { return true; });
    bool holds(store::Holdable thing) const { return held_.contains(thing); }
    /// Nothing new should begin with it.
    bool is_leaving(store::Holdable thing) const { return leaving_.contains(thing); }
    const std::set<store::Holdable>& held() const { return held_; }
    bool is_alone() const { return node_.is_alone(); }
    /// By which run.
    int64_t run() const { return run_; }
    /// Of what was taken by the looks since the last call: what another run held before.
    std::set<store::Holdable> take_over() { return std::exchange(taken_over_, {}); }

  private:
    bool is_worth_a_look(const std::vector<store::Holdable>& things) const;
    void exchange(const std::vector<store::Holdable>& things, const store::Holdings& before, Deal wanted);

    store::Store& store_;
    const Membership& node_;
    const Clock& clock_;
    const store::HoldingKind kind_;
    int64_t run_ = 0;
    uint64_t changes_ = 0;
    Millis look_again_at_{0};
    std::set<store::Holdable> held_, leaving_, others_, taken_over_;
};

}  // namespace tiller::nodes
