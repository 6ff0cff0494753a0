#pragma once
// A thread with sofia's event loop, other threads' way into it, and its coarse timers.
#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "sip/sofia.h"

namespace tiller::sip {

/// Thread rule: `post` from anywhere; `start` and `join` from the owner's thread; the rest on the loop's own thread.
/// Invariants:
///   1. Commands run in the order of their posts, each once, unless the loop has ended first.
///   2. Timers fire no earlier than asked and at most 100 ms later. Sofia's own timers would burn the processor for up
///      to 1 ms each time one falls due, so all of ours share one slow tick.
class Loop {
  public:
    using Command = std::function<void()>;
    using TimerId = uint64_t;  // 0 is no timer

    Loop() = default;
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;
    ~Loop() { join(); }

    /// Starts the thread and runs `begin` on it; on an error the thread ends. `end` runs after the last event.
    Result<void> start(std::function<Result<void>(su_root_t*)> begin, Command end);
    void post(Command command);
    /// Ends the loop after the event in progress.
    void quit();
    /// Waits for the thread's end.
    void join();

    /// When it came round last, steady time: at most some 100 ms ago, unless something holds it up. From any thread.
    Millis last_turn() const { return Millis(last_turn_.load()); }

    TimerId after(Millis delay, Command command);
    void cancel(TimerId& timer);

  private:
    static int on_wake(Loop* loop, su_wait_t*, su_wakeup_arg_t*);
    static void on_tick(Loop* loop, su_timer_t*, su_timer_arg_t*);
    void run(const std::function<Result<void>(su_root_t*)>& begin, const Command& end,
             std::function<void(Result<void>)> started);
    Result<void> open();
    void close();

    SystemClock clock_;
    std::thread thread_;
    su_root_t* root_ = nullptr;
    su_timer_t* tick_ = nullptr;
    int wait_index_ = -1;
    int wake_fd_ = -1;
    std::atomic<int64_t> last_turn_{0};

    std::mutex mutex_;
    std::vector<Command> commands_;  // guarded by mutex_
    bool ended_ = false;             // guarded by mutex_; wake_fd_ is open while it is false

    std::map<std::pair<Millis, TimerId>, Command> timers_;
    std::map<TimerId, Millis> due_;  // by id
    TimerId next_timer_ = 1;
};

}  // namespace tiller::sip
