#pragma once
// Before a launch: how many would be reached by when, with these answer rates, on this line.
#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "simulate/scenario.h"

namespace tiller::simulate {

using OutcomeCounts = std::array<int64_t, kOutcomeNames.size()>;

struct RoundForecast {
    std::string plan;
    int round = 0;
    Instant start, end;
    int64_t numbers = 0;       // that took part
    int64_t dialed = 0;        // that were called at least once
    int64_t calls = 0;         // attempts
    int64_t reached = 0;       // somebody answered
    OutcomeCounts outcomes{};  // of its numbers; `expired`: the window closed before their turn
};

struct HourForecast {
    Instant start;
    int64_t calls = 0, reached = 0, reached_so_far = 0;  // reached: numbers, the first time
    OutcomeCounts outcomes{};                            // of its calls
    double channels = 0;                                 // in use, on average over the hour
};

struct Forecast {
    std::string zone;
    int64_t numbers = 0, calls = 0, reached = 0;
    int channels = 0;                                 // of all lines
    OutcomeCounts outcomes{};                         // of the numbers, their last one
    std::optional<Instant> half, last;                // when half of those who are reached were; when the last one was
    std::map<std::string, int64_t> refused, put_off;  // by the guard: how often, by rule
    std::vector<RoundForecast> rounds;
    std::vector<HourForecast> hours;  // those with calls
};

/// Runs the scenario with the real dialer. An error if the simulation itself found a rule broken.
Result<Forecast> forecast(const Scenario& scenario);

/// Tables and bars for a terminal.
std::string to_text(const Forecast& forecast);
std::string to_json(const Forecast& forecast);
/// A picture: calls and reached by hour, and the curve of those reached so far.
std::string to_svg(const Forecast& forecast);

}  // namespace tiller::simulate
