#pragma once
// Worlds run to find broken rules: one a seed.
#include <functional>

#include "simulate/coverage.h"
#include "simulate/scenario.h"

namespace tiller::simulate {

struct CheckReport {
    uint64_t seed = 0;
    std::vector<std::string> faults;  // "rule 2: call … to …"; empty: all rules held
    size_t calls = 0;
    int kills = 0;
    int64_t deliveries = 0;  // tries
    Millis age{0};           // virtual time that passed
    Coverage coverage;
    uint64_t digest = 0;  // of all that happened: the same whenever the same seed runs on the same code
};

CheckReport check(const Scenario& scenario);

/// Runs draw_scenario of `first`, `first` + 1 … until `enough` says so or a rule is broken; the report of the last.
/// `each` sees every report.
CheckReport check_seeds(uint64_t first, const std::function<bool()>& enough,
                        const std::function<void(const CheckReport&)>& each);

/// Seeds of a list: one at the beginning of each line, what it found after it; empty lines and `#` are passed over.
std::vector<uint64_t> read_seeds(std::string_view text);

/// What befalls the world of a scenario, one line each, for whoever looks into a failure.
std::string describe(const Scenario& scenario);

}  // namespace tiller::simulate
