#include "answering/trial/proposal.h"

#include <array>

namespace tiller::answering::trial {
namespace {

struct Choice {
    Millis Settings::*field;
    std::array<int, 6> values;  // ms
};
constexpr std::array<Choice, 4> kChoices = {{
    {&Settings::longest_greeting, {4000, 5000, 6000, 7000, 8000, 10'000}},
    {&Settings::short_greeting, {1400, 1700, 2000, 2400, 2800, 3200}},
    {&Settings::silence, {400, 500, 600, 700, 850, 1000}},
    {&Settings::long_silence, {800, 1000, 1200, 1500, 1800, 2200}},
}};
constexpr int kMostRounds = 2;

double excess(const Score& score, double most) { return std::max(0.0, score.false_share() - most); }

}  // namespace

bool is_better(const Score& a, const Score& b, double most_false) {
    if (excess(a, most_false) != excess(b, most_false)) return excess(a, most_false) < excess(b, most_false);
    if (a.machines_found != b.machines_found) return a.machines_found > b.machines_found;
    if (a.people_as_machines != b.people_as_machines) return a.people_as_machines < b.people_as_machines;
    return a.person_median < b.person_median;
}

Proposal propose(const Settings& from, const Judge& judge) {
    Proposal best{from, judge(from)};
    for (int round = 0; round < kMostRounds; ++round) {
        const Settings before = best.settings;
        for (const Choice& choice : kChoices) {
            for (const int value : choice.values) {
                Settings tried = best.settings;
                tried.*choice.field = Millis(value);
                if (tried == best.settings || !check(tried)) continue;
                const Score score = judge(tried);
                if (is_better(score, best.score)) best = {tried, score};
            }
        }
        if (best.settings == before) break;
    }
    return best;
}

}  // namespace tiller::answering::trial
