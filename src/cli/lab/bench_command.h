#pragma once
// `tiller bench`: how many calls a second this installation keeps, with the simulated carrier as its peer.
#include <CLI/CLI.hpp>

#include <functional>

namespace tiller::cli {

/// Adds the command; what it gives back runs it, with the exit code: 0 only if the rate was kept.
std::function<int()> add_bench(CLI::App& program);

}  // namespace tiller::cli
