#include "cli/lab/child_program.h"

#include <errno.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>

namespace tiller::cli {
namespace {

constexpr Millis kBetweenLooks{20};
constexpr size_t kToldOfLog = 2000;  // bytes

sigset_t stop_set() {
    sigset_t set;
    sigemptyset(&set);
    for (int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&set, signal);
    return set;
}

/// In the child: nothing here may allocate.
[[noreturn]] void become(char* const* words, int log, pid_t parent) {
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent) _exit(127);  // it ended before the line above
    setsid();
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    int nothing = open("/dev/null", O_RDONLY);
    dup2(nothing, STDIN_FILENO);
    dup2(log, STDOUT_FILENO);
    dup2(log, STDERR_FILENO);
    close_range(STDERR_FILENO + 1, ~0u, 0);
    execv(words[0], words);
    _exit(127);
}

}  // namespace

std::string program_folder() { return std::filesystem::read_symlink("/proc/self/exe").parent_path(); }

StopSignals::StopSignals() {
    sigset_t set = stop_set();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    signal(SIGPIPE, SIG_IGN);
}

bool StopSignals::wait(Millis at_most) {
    sigset_t set = stop_set();
    timespec limit{at_most.count() / 1000, at_most.count() % 1000 * 1'000'000};
    return sigtimedwait(&set, nullptr, &limit) > 0;
}

Result<std::unique_ptr<ChildProgram>> ChildProgram::start(std::vector<std::string> words, std::string log) {
    if (access(words.at(0).c_str(), X_OK) != 0) {
        return not_found(fmt::format("the program {} is missing: it comes with tiller", words[0]));
    }
    int file = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (file < 0) return internal_error(fmt::format("\"{}\" cannot be written: {}", log, strerror(errno)));
    auto log_start = static_cast<size_t>(lseek(file, 0, SEEK_END));
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    pid_t parent = getpid(), child = fork();
    if (child == 0) become(arguments.data(), file, parent);
    int error = errno;
    close(file);
    if (child < 0) return internal_error(fmt::format("{} cannot be started: {}", words[0], strerror(error)));
    std::string name = std::filesystem::path(words[0]).filename();
    return std::unique_ptr<ChildProgram>(new ChildProgram(std::move(name), std::move(log), log_start, child));
}

ChildProgram::~ChildProgram() {
    if (pid_ == -1) return;
    kill(pid_, SIGKILL);
    reap(true);
}

bool ChildProgram::reap(bool wait) {
    if (pid_ == -1) return true;
    pid_t ended = 0;
    while ((ended = waitpid(pid_, &status_, wait ? 0 : WNOHANG)) < 0 && errno == EINTR) {
    }
    if (ended == pid_) pid_ = -1;
    return pid_ == -1;
}

Result<void> ChildProgram::check() {
    if (!reap(false)) return {};
    return internal_error(fmt::format("{} has ended; the end of {}:\n{}", name_, log_, tail(kToldOfLog)));
}

Result<void> ChildProgram::wait_for(const std::function<bool()>& ready, Millis limit, std::string_view what,
                                    StopSignals& stop) {
    auto deadline = std::chrono::steady_clock::now() + limit;
    while (!ready()) {
        if (auto runs = check(); !runs) return runs;
        if (stop.wait(kBetweenLooks)) return internal_error("stopped");
        if (std::chrono::steady_clock::now() > deadline) {
            return internal_error(fmt::format("{}: not within {} s; {}", what, limit.count() / 1000, log_));
        }
    }
    return {};
}

bool ChildProgram::stop(Millis limit, StopSignals& hurry) {
    if (!reap(false)) kill(pid_, SIGTERM);
    auto deadline = std::chrono::steady_clock::now() + limit;
    while (!reap(false) && std::chrono::steady_clock::now() < deadline && !hurry.wait(kBetweenLooks)) {
    }
    if (!reap(false)) {
        kill(pid_, SIGKILL);
        reap(true);
    }
    return WIFEXITED(status_) && WEXITSTATUS(status_) == 0;
}

Millis ChildProgram::cpu_time() const {
    std::ifstream in(fmt::format("/proc/{}/stat", pid_));
    std::string text(std::istreambuf_iterator<char>(in), {});
    size_t name_end = text.rfind(')');  // proc(5): utime and stime are the 12th and 13th field behind the name
    long long user = 0, system = 0;
    if (name_end == std::string::npos ||
        sscanf(text.c_str() + name_end + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lld %lld", &user, &system) !=
            2) {
        return Millis(0);
    }
    return Millis((user + system) * 1000 / sysconf(_SC_CLK_TCK));
}

std::string ChildProgram::tail(size_t bytes) const {
    std::ifstream in(log_, std::ios::binary | std::ios::ate);
    auto end = static_cast<size_t>(std::max<std::streamoff>(in.tellg(), 0));
    in.seekg(static_cast<std::streamoff>(std::max(log_start_, end > bytes ? end - bytes : 0)));
    return std::string(std::istreambuf_iterator<char>(in), {});
}

}  // namespace tiller::cli
