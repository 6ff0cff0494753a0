#include "speech/helper_process.h"

#include <errno.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <string_view>
#include <vector>

namespace tiller::speech {
namespace {

/// What a child needs of the environment; the rest may hold secrets.
std::vector<char*> child_environment() {
    std::vector<char*> kept;
    for (char** entry = environ; entry && *entry; entry++) {
        std::string_view text = *entry;
        for (std::string_view name :
             {"PATH=", "LD_LIBRARY_PATH=", "ESPEAK_DATA_PATH=", "ASAN_OPTIONS=", "LSAN_OPTIONS="}) {
            if (text.starts_with(name)) kept.push_back(*entry);
        }
    }
    kept.push_back(nullptr);
    return kept;
}

}  // namespace

Result<void> HelperProcess::start() {
    if (pid_ != -1) return {};
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
        return unavailable(fmt::format("no socket for {}: {}", path_, strerror(errno)));
    }
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, ends[1], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&files, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);

    // A process group of its own: Ctrl-C stops the server, which finishes its calls with the helper still there.
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setpgroup(&attributes, 0);
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);

    std::vector<char*> arguments{path_.data()};
    for (std::string& argument : arguments_) arguments.push_back(argument.data());
    arguments.push_back(nullptr);
    pid_t child = -1;
    int rc = posix_spawn(&child, path_.c_str(), &files, &attributes, arguments.data(), child_environment().data());
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    close(ends[1]);
    if (rc != 0) {
        close(ends[0]);
        return unavailable(fmt::format("cannot start {}: {}", path_, strerror(rc)));
    }
    pid_ = child;
    socket_ = ends[0];
    return {};
}

void HelperProcess::stop() {
    if (pid_ == -1) return;
    close(socket_);
    kill(pid_, SIGKILL);
    while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    socket_ = -1;
}

bool HelperProcess::wait(short events, Deadline deadline) const {
    while (true) {
        auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
        pollfd one{socket_, events, 0};
        int n = poll(&one, 1, static_cast<int>(std::clamp<int64_t>(left, 0, 60'000)));
        if (n > 0) return true;
        if (n < 0 && errno != EINTR) return false;
        if (n == 0 && left <= 60'000) return false;
    }
}

bool HelperProcess::send(std::span<const char> bytes, Deadline deadline) {
    if (pid_ == -1) return false;
    while (!bytes.empty()) {
        ssize_t n = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n > 0) {
            bytes = bytes.subspan(static_cast<size_t>(n));
            continue;
        }
        if (errno == EINTR) continue;
        if (errno != EAGAIN || !wait(POLLOUT, deadline)) return false;
    }
    return true;
}

bool HelperProcess::receive(std::span<char> bytes, Deadline deadline) {
    if (pid_ == -1) return false;
    while (!bytes.empty()) {
        ssize_t n = recv(socket_, bytes.data(), bytes.size(), MSG_DONTWAIT);
        if (n > 0) {
            bytes = bytes.subspan(static_cast<size_t>(n));
            continue;
        }
        if (n == 0) return false;
        if (errno == EINTR) continue;
        if (errno != EAGAIN || !wait(POLLIN, deadline)) return false;
    }
    return true;
}

}  // namespace tiller::speech
