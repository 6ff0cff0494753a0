#pragma once
#include <functional>

namespace CLI {
class App;
}

namespace tiller::cli {

/// Adds `tiller guard …`. The chosen one is put into `chosen`, which then does it and gives the exit code.
void add_guard_commands(CLI::App& program, std::function<int()>& chosen);

}  // namespace tiller::cli
