#include "base/process_identity.h"

#include <fmt/format.h>
#include <unistd.h>

#include <fstream>
#include <optional>
#include <sstream>

#include "base/text.h"

namespace tiller {
namespace {

/// The boot and the namespace of process numbers: within both a number and a start name one process.
std::string place() {
    std::ifstream in("/proc/sys/kernel/random/boot_id");
    std::string boot;
    in >> boot;
    char space[64] = {};
    if (::readlink("/proc/self/ns/pid", space, sizeof space - 1) < 0) return {};
    return fmt::format("{} {}", boot, space);
}

/// When the process began, in ticks since the boot (proc(5), /proc/pid/stat, field 22); nothing if there is none, or
/// only what its parent has not buried yet.
std::optional<std::string> start_of(int64_t pid) {
    std::ifstream in(fmt::format("/proc/{}/stat", pid));
    std::string line;
    if (!std::getline(in, line)) return std::nullopt;
    // The second field is a name in brackets, which may hold blanks and brackets.
    size_t name_end = line.rfind(')');
    if (name_end == line.npos) return std::nullopt;
    std::istringstream fields(line.substr(name_end + 1));
    std::string state, field;
    fields >> state;
    for (int i = 4; i <= 22; ++i) fields >> field;
    if (!fields || state == "Z" || state == "X") return std::nullopt;
    return field;
}

}  // namespace

std::string this_process() { return fmt::format("{} {} {}", place(), getpid(), start_of(getpid()).value_or("")); }

ProcessState look_at_process(std::string_view identity) {
    size_t start_at = identity.rfind(' ');
    size_t pid_at = start_at == identity.npos || start_at == 0 ? identity.npos : identity.rfind(' ', start_at - 1);
    if (pid_at == identity.npos) return ProcessState::elsewhere;
    auto pid = parse_integer(identity.substr(pid_at + 1, start_at - pid_at - 1));
    if (!pid || *pid <= 0 || place().empty() || identity.substr(0, pid_at) != place()) return ProcessState::elsewhere;
    return start_of(*pid) == identity.substr(start_at + 1) ? ProcessState::runs : ProcessState::gone;
}

}  // namespace tiller
