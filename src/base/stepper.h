#pragma once
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "base/clock.h"

namespace tiller {

struct StepperOptions {
    std::string name;              // of the thread, and in the log; the system shows 15 characters of it
    Millis longest_nap{1'000};     // step at least so often: the wall clock may have jumped meanwhile
    Millis shortest_nap{0};        // rest so long after a step or a wake, so that a burst of wakes is one step
    Millis after_failure{1'000};   // rest so long after a step that threw
    bool lowest_priority = false;  // run behind everything else on the machine
};

/// Runs a passive object on a thread of its own. A passive object has no thread, no lock and no timer: it works only
/// while its `step(now)` runs, does there all that is due, and returns when it wants to be stepped again. A test or the
/// simulator steps it by a clock that is turned; the server does it by this class.
///
/// Thread rule: `wake` and what `waker` returns from any thread; `start` and `stop` from one.
/// Invariants:
/// 1. The step runs on the stepper's thread only, one at a time, and never after `stop` has returned.
/// 2. A wake that comes while a step runs brings another step: nothing that was posted before a wake is overlooked.
/// 3. A step that throws is logged and tried again after a rest: the thread goes on.
class Stepper {
  public:
    /// Does what is due at `now`. Returns when to step again by the same clock, `now` or before: at once;
    /// Instant::max(): after the longest nap, unless woken.
    using Step = std::function<Instant(Instant now)>;

    explicit Stepper(StepperOptions options) : options_(std::move(options)) {}
    ~Stepper() { stop(); }
    Stepper(const Stepper&) = delete;
    Stepper& operator=(const Stepper&) = delete;

    /// Begins with a step at once. `clock` and what `step` refers to outlive the thread.
    void start(const Clock& clock, Step step);
    /// Something arrived: step soon. Before `start` and after `stop` it does nothing.
    void wake() { bell_->ring(); }
    /// The same as a function that may be called when the stepper is gone.
    std::function<void()> waker() const {
        return [bell = bell_] { bell->ring(); };
    }
    /// Waits for a step that runs, then ends the thread. It cannot be started again.
    void stop();

  private:
    /// What wakes the thread; shared with those who may outlive it.
    class Bell {
      public:
        void ring();
        void close();
        /// Forgets the rings so far. False once closed.
        bool reset();
        /// Until the next ring, the end, or `nap` has passed; then `rest` more if it rang.
        void wait(Millis nap, Millis rest);

      private:
        std::mutex mutex_;
        std::condition_variable changed_;
        bool rung_ = false, closed_ = false;
    };
    void run(const Clock& clock, const Step& step);

    const StepperOptions options_;
    const std::shared_ptr<Bell> bell_ = std::make_shared<Bell>();
    std::thread thread_;
};

}  // namespace tiller
