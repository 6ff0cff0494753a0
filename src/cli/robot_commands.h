#pragma once
#include <CLI/CLI.hpp>
#include <functional>

namespace tiller::cli {

/// Adds `check`, `talk` and `test` to `tiller robot`: what needs neither a server nor a telephone. `chosen` becomes
/// what runs the one that was typed, with the exit code of exit_code.h.
void add_robot_commands(CLI::App& robot, std::function<int()>& chosen);

}  // namespace tiller::cli
