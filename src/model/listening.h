#pragma once
// What a robot waits to hear, before it is sound: words that may be said at a moment.
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tiller {

/// What may be said, for a recognizer that hears only what it expects. Immutable.
struct Grammar {
    std::string jsgf;                // JSGF 1.0 (W3C Note, June 2000), one public rule `said`; words in lower case
    std::vector<std::string> words;  // all words in it, sorted, each once
    /// Whether these words are a whole phrase of it, for recognizers that write down what they hear and do not follow the
    /// grammar. May be empty. Thread rule: any thread.
    std::function<bool(std::string_view words)> is_whole{};
    /// Not empty: there is no `jsgf`; any of these is to be heard, whatever else is said around it.
    std::vector<std::string> phrases{};
};
using GrammarPtr = std::shared_ptr<const Grammar>;

/// How a callee who speaks while the robot does is treated.
enum class BargeIn {
    none,    // the prompt is heard to its end; what is said meanwhile is not heard
    speech,  // real speech stops the prompt
    words,   // only what the grammar knows stops it: "uh-huh" does not
};

/// What to hear from now on, until another one replaces it or nothing is to be heard any more.
struct Listening {
    uint64_t turn = 0;         // comes back with all that was heard
    std::string language;      // BCP 47
    GrammarPtr grammar;        // never null
    bool free_speech = false;  // any words at all, if an engine is there that knows them
    BargeIn barge_in = BargeIn::speech;
    std::chrono::milliseconds pause{600};           // of silence, ends what the callee says
    std::chrono::milliseconds complete_pause{300};  // the same, once it is a whole phrase of the grammar
};

}  // namespace tiller
