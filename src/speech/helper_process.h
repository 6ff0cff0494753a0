#pragma once
// A child process that is spoken to through one socket, its standard input and output.
//
// Thread rule: one thread at a time.
// Invariants:
//   1. The child holds this socket, standard error and nothing else: no listening port or call socket survives the
//      server in a child.
//   2. The child ends with the server, however the server ends: its input ends, and it is killed and reaped by `stop`.
//   3. pid() is not -1 exactly while a child has been started and not been reaped.
#include <sys/types.h>

#include <chrono>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"

namespace tiller::speech {

class HelperProcess {
  public:
    using Deadline = std::chrono::steady_clock::time_point;

    explicit HelperProcess(std::string path, std::vector<std::string> arguments = {})
        : path_(std::move(path)), arguments_(std::move(arguments)) {}
    ~HelperProcess() { stop(); }
    HelperProcess(const HelperProcess&) = delete;
    HelperProcess& operator=(const HelperProcess&) = delete;

    /// Does nothing if it has been started.
    Result<void> start();
    /// Kills and reaps; does nothing if it has not been started.
    void stop();

    /// All bytes, or false: the deadline passed or the child is gone. After false the conversation is out of step:
    /// stop.
    bool send(std::span<const char> bytes, Deadline deadline);
    bool receive(std::span<char> bytes, Deadline deadline);

    pid_t pid() const { return pid_; }

  private:
    bool wait(short events, Deadline deadline) const;

    std::string path_;
    std::vector<std::string> arguments_;
    pid_t pid_ = -1;
    int socket_ = -1;
};

}  // namespace tiller::speech
