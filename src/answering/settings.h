#pragma once
// How a call's answer is judged: what a user may tune. docs/answering.md tells what each one trades for what.
#include <string>

#include "base/clock.h"
#include "base/result.h"

namespace tiller::answering {

/// All from the answer on, or of what is heard. The defaults hold best on the generated calls (bench/answering).
struct Settings {
    Millis short_greeting{2000};    // who says no more than this and waits is a person
    Millis silence{500};            // that ends a short greeting
    Millis long_silence{1200};      // that ends a longer one: a person, but not surely
    Millis longest_greeting{6500};  // who speaks longer without listening is a machine
    Millis nobody{6000};            // without a sound: nobody is there, or somebody who waits
    Millis watch{45'000};           // later tones and words change nothing any more

    bool operator==(const Settings&) const = default;
};

/// Errors: invalid, naming the field, its value and the rule.
Result<void> check(const Settings& settings);

}  // namespace tiller::answering
