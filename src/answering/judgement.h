#pragma once
#include <string>

#include "answering/detector.h"

namespace tiller::answering {

/// What a detector told at a moment, to whoever acts on it.
struct Judgement {
    Verdict verdict;
    bool may_leave_message = false;
    bool was_answered_back = false;
    std::string evidence{};  // JSON
};

Judgement judgement_of(const Detector& detector);

/// All that led to the verdict, as the record of the call keeps it: docs/management.md, "Who answered".
std::string to_json(const Verdict& verdict, const Evidence& evidence);

}  // namespace tiller::answering
