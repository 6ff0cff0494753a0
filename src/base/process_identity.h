#pragma once
// Which process wrote something down, and whether it still runs: for what outlives processes, such as a node's name.
#include <string>
#include <string_view>

namespace tiller {

/// This process among all that ever ran on any machine: the boot of the system, the namespace that gives it its number,
/// the number, and when it began, so that a number that was given out again is another process.
std::string this_process();

enum class ProcessState {
    runs,
    gone,
    elsewhere,  // of another machine, container or boot: it cannot be told from here
};

/// What has become of the process that `this_process` told of. A text that it did not write is `elsewhere`.
ProcessState look_at_process(std::string_view identity);

}  // namespace tiller
