#pragma once
#include <CLI/CLI.hpp>
#include <functional>

namespace tiller::cli {

/// Adds `tiller amd measure` to the program. What it gives back runs it, with the exit code of exit_code.h.
std::function<int()> add_amd(CLI::App& program);

}  // namespace tiller::cli
