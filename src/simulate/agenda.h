#pragma once
#include <functional>
#include <map>
#include <optional>

#include "base/clock.h"

namespace tiller::simulate {

/// What will happen in a simulated world, by monotonic time; things of the same moment happen in the order in which
/// they were put in. One thread.
class Agenda {
  public:
    void put(Millis at, std::function<void()> what) { entries_.emplace(std::pair(at, ++count_), std::move(what)); }
    std::optional<Millis> next() const {
        if (entries_.empty()) return std::nullopt;
        return entries_.begin()->first.first;
    }
    /// Does what is due, and what that puts in for now. How many things there were.
    int run(Millis now) {
        int done = 0;
        while (!entries_.empty() && entries_.begin()->first.first <= now) {
            auto what = std::move(entries_.begin()->second);
            entries_.erase(entries_.begin());
            what();
            ++done;
        }
        return done;
    }

  private:
    std::map<std::pair<Millis, uint64_t>, std::function<void()>> entries_;
    uint64_t count_ = 0;
};

}  // namespace tiller::simulate
