#pragma once
// Who answered, and why that is thought.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "answering/timing.h"
#include "answering/tones.h"
#include "base/clock.h"

namespace tiller::answering {

enum class Who {
    unsure,        // treated as a person
    person,        //
    mailbox,       // a machine that takes messages, or one of which nothing better is known
    screening,     // a machine that asks who calls, and tells a person
    announcement,  // a carrier's: no such number, not in reach; also a busy tone
    menu,          // "press one for …"
    fax,           //
    nobody,        // not a sound, so far
};
std::string_view to_name(Who who);

/// Whether a program or a device speaks, not a person. `nobody` and `unsure` are none.
bool is_machine(Who who);

struct Verdict {
    Who who = Who::unsure;
    Millis at{0};                   // after the first sound that came over the line
    std::string_view because = {};  // a few words of English; empty: nothing is known yet
};

/// All that led to the verdicts. No words but those of our own lists are kept.
struct Evidence {
    std::vector<Verdict> verdicts;          // each that was given, in order
    std::vector<Heard> signals;             // 20 at most
    std::vector<std::string_view> phrases;  // of words.h; 20 at most
    Features at_first;                      // when the first verdict was given
    Features at_last;                       // now
};

}  // namespace tiller::answering
