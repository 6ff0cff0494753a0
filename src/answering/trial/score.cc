#include "answering/trial/score.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace tiller::answering::trial {
namespace {

Millis quantile(std::vector<Millis> times, double share) {
    if (times.empty()) return Millis(0);
    const auto at = static_cast<size_t>(share * static_cast<double>(times.size() - 1) + 0.5);
    std::nth_element(times.begin(), times.begin() + static_cast<ptrdiff_t>(at), times.end());
    return times[at];
}

std::string seconds(Millis time) { return fmt::format("{:.2f}", static_cast<double>(time.count()) / 1000); }

/// Of calls that were decided: when, for this truth.
std::vector<Millis> moments(const std::vector<JudgedCall>& calls, Truth truth) {
    std::vector<Millis> out;
    for (const JudgedCall& call : calls) {
        if (call.truth != truth) continue;
        if (truth == Truth::machine) {
            if (call.is_taken_for_machine()) out.push_back(*call.machine_at);
        } else if (!call.evidence.verdicts.empty()) {
            out.push_back(call.first.at);
        }
    }
    return out;
}

}  // namespace

Score score_of(const std::vector<JudgedCall>& calls) {
    Score score;
    for (const JudgedCall& call : calls) {
        if (call.truth == Truth::person) {
            ++score.people;
            score.people_as_machines += call.is_taken_for_machine();
        } else if (call.truth == Truth::machine) {
            ++score.machines;
            score.machines_found += call.is_taken_for_machine();
        }
    }
    const auto people = moments(calls, Truth::person), machines = moments(calls, Truth::machine);
    score.person_median = quantile(people, 0.5);
    score.person_p95 = quantile(people, 0.95);
    score.machine_median = quantile(machines, 0.5);
    score.machine_p95 = quantile(machines, 0.95);
    return score;
}

std::string table_of(const std::vector<JudgedCall>& calls) {
    std::vector<std::string> order;
    std::map<std::string, std::vector<JudgedCall>> by_kind;
    for (const JudgedCall& call : calls) {
        auto& same = by_kind[call.kind];
        if (same.empty()) order.push_back(call.kind);
        same.push_back(call);
    }
    constexpr const char* kLine = "{:<20} {:<8} {:>6} {:>8} {:>8} {:>8} {:>9} {:>7} {:>7} {:>9}\n";
    std::string out = fmt::format(fmt::runtime(kLine), "kind", "truth", "calls", "person", "unsure", "machine",
                                  "corrected", "p50 s", "p95 s", "message");
    for (const auto& kind : order) {
        const auto& same = by_kind[kind];
        size_t people = 0, machines = 0, corrected = 0, messages = 0;
        for (const JudgedCall& call : same) {
            people += call.last.who == Who::person;
            machines += call.is_taken_for_machine();
            corrected += call.is_taken_for_machine() && call.first.who == Who::person;
            messages += call.message_at.has_value();
        }
        const auto at = moments(same, same.front().truth);
        out += fmt::format(fmt::runtime(kLine), kind, to_name(same.front().truth), same.size(), people,
                           same.size() - people - machines, machines, corrected, seconds(quantile(at, 0.5)),
                           seconds(quantile(at, 0.95)), messages);
    }
    return out;
}

double upper_bound(size_t seen, size_t of) {
    if (of == 0 || seen >= of) return 1;
    // The share at which so few are seen with a probability of 5 %, by halving.
    double low = static_cast<double>(seen) / static_cast<double>(of), high = 1;
    for (int i = 0; i < 60; ++i) {
        const double p = (low + high) / 2;
        double log_term = static_cast<double>(of) * std::log1p(-p), sum = std::exp(log_term);
        for (size_t k = 1; k <= seen; ++k) {
            log_term +=
                std::log(static_cast<double>(of - k + 1) / static_cast<double>(k)) + std::log(p) - std::log1p(-p);
            sum += std::exp(log_term);
        }
        (sum > 0.05 ? low : high) = p;
    }
    return high;
}

}  // namespace tiller::answering::trial
