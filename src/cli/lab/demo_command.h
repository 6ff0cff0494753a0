#pragma once
// `tiller demo`: simulated people are telephoned over real SIP, and everything arrives where it should.
#include <CLI/CLI.hpp>

#include <functional>

namespace tiller::cli {

/// Adds the command; what it gives back runs it, with the exit code: 0 only if every number got the outcome that its
/// person was told to produce, and every webhook came with good signatures.
std::function<int()> add_demo(CLI::App& program);

}  // namespace tiller::cli
