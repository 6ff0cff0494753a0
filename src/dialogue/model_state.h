#pragma once
// A state that a language model runs: what the model is told, what it may do, and how much it may take.
#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"
#include "dialogue/prompt.h"
#include "dialogue/ways.h"
#include "understanding/values.h"

namespace tiller::dialogue {

/// A value that the model may note.
struct ModelSlot {
    std::string name;
    std::string about;  // for the model; empty: the name says it
    understanding::Question question;
};

/// A way out of the state that the model may take.
struct ModelWay {
    std::string name;
    std::string about;               // for the model: when it is to be taken
    std::vector<std::string> needs;  // slots that must have been noted in this state before
    Prompt say;                      // the last words, after the model's own
    Transition way;
};

struct ModelState {
    std::string engine;  // empty: the first one
    Prompt goal;         // what the model is to do, with values of the row
    std::vector<std::string> topics;
    std::vector<ModelSlot> slots;
    std::vector<ModelWay> ways;
    // Of all visits of the state in a call:
    int turns = 10;  // of the callee that are answered by the model
    Millis time{120'000};
    int64_t tokens = 20'000;  // read and written
    Prompt filler;            // empty: none
    Millis filler_after{1'000};
    Transition otherwise;  // when the model fails, or one of the bounds is reached
};

}  // namespace tiller::dialogue
