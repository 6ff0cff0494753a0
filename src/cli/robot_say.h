#pragma once
// `tiller robot say`: what a robot says and how it sounds, without a call and without a server.
#include <CLI/CLI.hpp>
#include <functional>

#include "base/result.h"

namespace tiller::cli {

/// Adds the command to `tiller robot`; the returned function runs it once the command line is parsed.
std::function<Result<void>()> add_robot_say(CLI::App& robot);

}  // namespace tiller::cli
