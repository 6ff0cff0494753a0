#pragma once
// What a run of judged calls says about the settings.
#include <string>
#include <vector>

#include "answering/trial/judged_call.h"

namespace tiller::answering::trial {

struct Score {
    size_t people = 0, people_as_machines = 0;
    size_t machines = 0, machines_found = 0;
    Millis person_median{0}, person_p95{0};    // first verdicts of people: person, or unsure, from the answer
    Millis machine_median{0}, machine_p95{0};  // machines that were found: when

    double false_share() const {
        return people == 0 ? 0 : static_cast<double>(people_as_machines) / static_cast<double>(people);
    }
    double found_share() const {
        return machines == 0 ? 0 : static_cast<double>(machines_found) / static_cast<double>(machines);
    }
};

Score score_of(const std::vector<JudgedCall>& calls);

/// A line for each kind of call. "corrected": of those taken for machines, how many were first taken for people.
std::string table_of(const std::vector<JudgedCall>& calls);

/// Of a share seen in `of` draws: no more than this with 95 % certainty (Clopper and Pearson, 1934; one-sided).
double upper_bound(size_t seen, size_t of);

}  // namespace tiller::answering::trial
