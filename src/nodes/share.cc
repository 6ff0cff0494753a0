#include "nodes/share.h"

#include <algorithm>

namespace tiller::nodes {

using store::Holdable;

Deal deal(const std::vector<Holdable>& things, const store::Holdings& holdings, int64_t run, size_t runs) {
    Deal deal;
    size_t fair = (things.size() + runs - 1) / std::max<size_t>(runs, 1);
    std::vector<Holdable> mine, free;
    for (const Holdable& thing : things) {
        auto holding = holdings.find(thing);
        int64_t holder = holding == holdings.end() ? 0 : holding->second;
        if (holder == run) mine.push_back(thing);
        if (holder == 0) free.push_back(thing);
    }
    for (size_t i = fair; i < mine.size(); ++i) deal.give.push_back(mine[i]);
    size_t room = fair - std::min(fair, mine.size());
    deal.take.assign(free.begin(), free.begin() + static_cast<ptrdiff_t>(std::min(room, free.size())));
    return deal;
}

bool Share::is_worth_a_look(const std::vector<Holdable>& things) const {
    if (run_ != node_.run() || changes_ != node_.changes()) return true;
    auto is_new = [&](const Holdable& thing) { return !held_.contains(thing) && !others_.contains(thing); };
    if (things.size() < held_.size() + others_.size() || std::ranges::any_of(things, is_new)) return true;
    return !node_.is_alone() && clock_.steady() >= look_again_at_;
}

bool Share::look(const std::vector<Holdable>& things, const std::function<bool(Holdable)>& may_give) {
    if (!is_worth_a_look(things)) return false;
    auto before = std::exchange(held_, {});
    leaving_.clear();
    others_.clear();
    run_ = node_.run();
    changes_ = node_.changes();
    look_again_at_ = clock_.steady() + kLookAgain;
    if (run_ == 0) return !before.empty();
    auto [holdings, runs] = store_.read(
        [&](store::Db& db) { return std::pair(store::list_holdings(db, kind_), store::list_runs(db).size()); });
    Deal wanted = deal(things, holdings, run_, runs);
    std::erase_if(wanted.give, [&](const Holdable& thing) {
        if (may_give(thing)) return false;
        leaving_.insert(thing);
        return true;
    });
    exchange(things, holdings, std::move(wanted));
    return held_ != before;
}

void Share::exchange(const std::vector<Holdable>& things, const store::Holdings& before, Deal wanted) {
    std::vector<Holdable> gone, taken;
    std::set<Holdable> known(things.begin(), things.end());
    for (auto& [thing, holder] : before) {
        if (holder == run_ && !known.contains(thing)) gone.push_back(thing);
        if (holder == run_ && known.contains(thing)) held_.insert(thing);
    }
    for (const Holdable& thing : things) {
        if (!held_.contains(thing)) others_.insert(thing);
    }
    if (wanted.take.empty() && wanted.give.empty() && gone.empty()) return;
    store_.write([&](store::Tx& tx) {
        for (const Holdable& thing : wanted.give) store::free_holding(tx, kind_, thing, run_);
        for (const Holdable& thing : gone) store::delete_holding(tx, kind_, thing);
        for (const Holdable& thing : wanted.take) {
            if (store::take_holding(tx, kind_, thing, run_)) taken.push_back(thing);
        }
    });
    for (const Holdable& thing : wanted.give) {
        held_.erase(thing);
        others_.insert(thing);
    }
    for (const Holdable& thing : taken) {
        held_.insert(thing);
        others_.erase(thing);
        if (before.contains(thing)) taken_over_.insert(thing);
    }
}

}  // namespace tiller::nodes
