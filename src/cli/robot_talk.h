#pragma once
// `tiller robot talk`: a conversation with a robot in a terminal.
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cli/robot_model.h"
#include "dialogue/dialogue.h"

namespace tiller::cli {

struct TalkOptions {
    std::vector<std::string> values;  // "Debtor=Ani"
    std::string today, parcel;
    AnswerModel model{};  // none: what a language model answers is typed
};

inline constexpr const char* kTalkHelp =
    "Type what the callee says. A line that begins with / or # is something else:\n"
    "  /1  #1     press a key, or several: /12#\n"
    "  /wait      say nothing until the robot has waited long enough\n"
    "  /unknown   say something that nobody understands\n"
    "  /state     tell state, slots and labels\n"
    "  /hangup    end the call; so does the end of the input\n"
    "After \"model>\" type what the language model answers, and the tools that it calls:\n"
    "  On Friday, then. => note day=2026-12-04, agreed\n"
    "  /wait      it hangs\n"
    "  /fails     it fails";

/// Where lines come from, nothing at their end, and where what is told goes.
struct Terminal {
    std::function<std::optional<std::string>()> read_line;
    std::function<void(std::string_view)> write;
};

/// Until the call is over or the lines end. Errors: what was typed on the command line.
Result<void> talk(const dialogue::DefinitionPtr& robot, const TalkOptions& options, const Terminal& terminal);

}  // namespace tiller::cli
