#pragma once
// The ways between states, and what is left behind on them.
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "dialogue/prompt.h"

namespace tiller::dialogue {

inline constexpr int kHangUp = -1;

/// What a state or a way leaves behind in the report.
struct Effects {
    std::vector<std::string> labels;
    std::string intention;  // one capital letter, or empty: as it was
    std::vector<std::pair<std::string, Prompt>> slots;
    bool opt_out = false;  // the callee is not to be called again
};

struct Transition {
    int target = kHangUp;
    Effects effects;
    size_t at = 0;  // byte of the target's name, for the checks
};

/// What follows when nothing, or something wrong, was pressed: again, `repeat` times, then elsewhere.
struct Retry {
    Prompt say;  // before the state's own prompt
    int repeat = 1;
    Transition then;
};

}  // namespace tiller::dialogue
