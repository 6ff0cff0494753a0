#pragma once
#include <initializer_list>
#include <vector>

#include "base/clock.h"
#include "base/random.h"

namespace tiller::simulate {

/// Draws from seeded randomness: what the outside world of a simulation does next.
class Dice {
  public:
    explicit Dice(Random& random) : random_(random) {}

    /// True with probability `p`, 0 to 1.
    bool chance(double p) { return unit() < p; }
    /// In [0, 1).
    double unit() { return static_cast<double>(random_.below(1u << 30)) / (1u << 30); }
    /// In [low, high].
    int64_t between(int64_t low, int64_t high) {
        return low + static_cast<int64_t>(random_.below(static_cast<uint64_t>(high - low + 1)));
    }
    Millis between(Millis low, Millis high) { return Millis(between(low.count(), high.count())); }
    template <class T>
    T pick(std::initializer_list<T> list) {
        return list.begin()[random_.below(list.size())];
    }
    template <class T>
    const T& pick(const std::vector<T>& list) {
        return list[random_.below(list.size())];
    }
    Random& random() { return random_; }

  private:
    Random& random_;
};

}  // namespace tiller::simulate
