#pragma once
// How the people who are called behave: rates, durations, and what they draw for one call.
#include <vector>

#include "base/random.h"
#include "model/outcome.h"
#include "simulate/dice.h"

namespace tiller::simulate {

/// A share that may change over the day: from each hour on, until the next entry's.
struct RateByHour {
    std::vector<std::pair<int, double>> from_hour = {{0, 0.0}};  // ascending, the first at hour 0

    RateByHour() = default;
    RateByHour(double all_day) : from_hour{{0, all_day}} {}  // NOLINT: implicit by intent
    double at(int hour) const {
        double rate = from_hour.front().second;
        for (auto& [from, value] : from_hour) {
            if (from <= hour) rate = value;
        }
        return rate;
    }
};

/// What one call comes to, once it was drawn.
struct CallDraw {
    Outcome outcome = Outcome::no_answer;
    int sip_code = 0;
    Millis ring{0};  // from INVITE to the answer or the final response
    Millis talk{0};
    char intention = 0;
};

/// Rates are shares of all attempts; what is left over rings out.
struct People {
    RateByHour answer{0.35};
    double busy = 0.1, voicemail = 0.0, rejected = 0.0, invalid = 0.0, unreachable = 0.0, failed = 0.0;
    Millis talk{40'000};  // the mean; single talks are spread from a fifth of it to five times
    Millis least_ring{3'000}, longest_ring{18'000};

    /// `hour` of the local day; `ring_timeout`: when the line gives up.
    CallDraw draw(Dice& dice, int hour, Millis ring_timeout) const;
};

}  // namespace tiller::simulate
