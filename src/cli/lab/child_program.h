#pragma once
// Another program as a child: `tiller demo` and `tiller bench` start the simulated carrier and a server as an operator
// would.
//
// Thread rule: one thread.
// Invariants:
//   1. The child ends with us, however we end, and hears no Ctrl-C of our terminal: we end it in our order.
//   2. Its standard output and error go to the log file, behind what was there.
#include <sys/types.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace tiller::cli {

/// The folder of the program that runs.
std::string program_folder();

/// SIGINT, SIGTERM and SIGHUP, taken by waiting. Made before any thread, which inherits the block.
class StopSignals {
  public:
    StopSignals();
    /// True as soon as one of them comes; waits at most so long.
    bool wait(Millis at_most);
};

class ChildProgram {
  public:
    /// `words`: its path, then its arguments. Error: `not_found` without such a program.
    static Result<std::unique_ptr<ChildProgram>> start(std::vector<std::string> words, std::string log);
    /// Kills it if it still runs.
    ~ChildProgram();
    ChildProgram(const ChildProgram&) = delete;
    ChildProgram& operator=(const ChildProgram&) = delete;

    /// An error with the end of its log once it has ended.
    Result<void> check();
    /// Until `ready` is true. Error: it has ended, one of `stop` came, or `limit` has passed; `what` names it: "the
    /// start of …".
    Result<void> wait_for(const std::function<bool()>& ready, Millis limit, std::string_view what, StopSignals& stop);
    /// SIGTERM, and a kill if it has not ended by then or another signal comes. True if it ended with status 0.
    bool stop(Millis limit, StopSignals& hurry);
    /// Its CPU time so far.
    Millis cpu_time() const;
    /// What it has written since it was started, at most the last so many bytes.
    std::string tail(size_t bytes) const;

  private:
    ChildProgram(std::string name, std::string log, size_t log_start, pid_t pid)
        : name_(std::move(name)), log_(std::move(log)), log_start_(log_start), pid_(pid) {}
    /// Takes the exit status if there is one.
    bool reap(bool wait);

    const std::string name_, log_;
    const size_t log_start_;
    pid_t pid_;  // -1 once it has ended
    int status_ = 0;
};

}  // namespace tiller::cli
