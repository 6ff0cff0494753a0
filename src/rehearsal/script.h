#pragma once
// Conversations with a robot as they should go, in a YAML file beside it (docs/robot-tests.md).
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/fault.h"
#include "document/source_text.h"
#include "rehearsal/rehearsal.h"

namespace tiller::rehearsal {

/// What is to be true when the call is over, and of it only what is written down.
struct Ending {
    std::optional<std::string> intention, state, reason;
    std::optional<std::vector<std::string>> labels;
    std::map<std::string, std::string> slots;
    std::optional<bool> opt_out;
};

struct Step {
    enum class Kind { robot, callee, press, silence, hang_up, model, ends };
    Kind kind = Kind::robot;
    size_t at = 0;     // byte in the file
    std::string text;  // what the robot says is to hold it; the callee's words; keys
    ModelLines model{};
    std::optional<std::string> means;  // of the callee's words
    double confidence = 1.0;
    Ending ending;
};

struct Conversation {
    std::string name;
    size_t at = 0;
    Setting setting;
    std::vector<Step> steps;
};

using Script = std::vector<Conversation>;

/// Reads and checks. All faults are found, not only the first.
std::variant<Script, std::vector<Fault>> read_script(std::string_view yaml);

/// Plays each conversation up to its first step that goes another way: a fault with its place in `yaml`, one a
/// conversation at most.
std::vector<Fault> play(const Script& script, std::string_view yaml, const dialogue::DefinitionPtr& robot);

}  // namespace tiller::rehearsal
