#pragma once
#include <atomic>
#include <functional>
#include <thread>

#include "media/bell.h"
#include "media/command.h"
#include "media/handoff.h"

namespace tiller::media {

/// Destroys what media threads are done with (commands, audio, sessions with their sockets), and once a second does a
/// chore. Thread rule: `dispose` from any thread; it neither locks, allocates nor blocks. The chore runs on the
/// janitor's thread.
class Janitor {
  public:
    explicit Janitor(std::function<void()> every_second);
    /// Destroys everything that was disposed of, after a last chore.
    ~Janitor();

    void dispose(Command* command) {
        if (trash_.push(command)) bell_.ring();
    }

  private:
    void run();

    std::function<void()> every_second_;
    HandOff<Command> trash_;
    Bell bell_;
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

}  // namespace tiller::media
