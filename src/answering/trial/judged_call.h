#pragma once
// A call of which the truth is known, as the detector heard it.
#include "answering/detector.h"
#include "answering/trial/sample_call.h"

namespace tiller::answering::trial {

struct JudgedCall {
    std::string name, kind;
    Truth truth = Truth::person;
    Verdict first, last;               // at the end of the audio
    std::optional<Millis> machine_at;  // when it was first taken for a machine
    std::optional<Millis> message_at;  // when a message might have been left
    Evidence evidence;

    bool is_taken_for_machine() const { return is_machine(last.who); }
};

/// Feeds the detector as a call would, frame by frame.
JudgedCall judge(const SampleCall& call, const Settings& settings);

}  // namespace tiller::answering::trial
