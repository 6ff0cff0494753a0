#pragma once
#include <CLI/CLI.hpp>
#include <functional>

namespace tiller::cli {

/// Adds `tiller simulate` to the program. What it gives back runs it, with the exit code of tiller_main.cc.
std::function<int()> add_simulate(CLI::App& program);

}  // namespace tiller::cli
