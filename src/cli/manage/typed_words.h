#pragma once
// What was typed wrongly on the command line, and `tiller help`.
#include <CLI/CLI.hpp>

#include <string>
#include <vector>

#include "base/result.h"

namespace tiller::cli {

/// The first command or option that there is not, with the one that was probably meant: "tiller line: there is no
/// command \"shwo\", did you mean \"show\"? tiller help line tells what there is". Empty if all are known.
std::string wrong_word(const CLI::App& program, const std::vector<std::string>& words);

/// The help of the command that the words name: "", "line", "line add". An error names the word that is none.
Result<std::string> help_on(const CLI::App& program, const std::vector<std::string>& words);

}  // namespace tiller::cli
