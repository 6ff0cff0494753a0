#pragma once
#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>

#include "base/random.h"

namespace tiller::answering::trial {

/// Draws for generated calls: the same ones for the same seed.
class Dice {
  public:
    explicit Dice(uint64_t seed) : random_(seed) {}

    /// 0 up to 1.
    double share() { return static_cast<double>(random_.below(1u << 30)) / (1u << 30); }
    double between(double least, double most) { return least + (most - least) * share(); }
    bool happens(double probability) { return share() < probability; }
    template <class T>
    const T& one_of(std::span<const T> all) {
        return all[random_.below(all.size())];
    }
    /// Mean 0, deviation 1 (Box and Muller, 1958).
    double normal() {
        const double radius = std::sqrt(-2 * std::log(std::max(share(), 1e-12)));
        return radius * std::cos(2 * std::numbers::pi * share());
    }

  private:
    SeededRandom random_;
};

}  // namespace tiller::answering::trial
