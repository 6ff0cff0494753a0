#include "base/stepper.h"

#include <pthread.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>

#include "base/log.h"

namespace tiller {
namespace {

constexpr size_t kLongestThreadName = 15;  // pthread_setname_np(3)
constexpr int kLowestPriority = 19;        // setpriority(2)

}  // namespace

void Stepper::Bell::ring() {
    {
        std::lock_guard lock(mutex_);
        if (rung_) return;
        rung_ = true;
    }
    changed_.notify_one();
}

void Stepper::Bell::close() {
    {
        std::lock_guard lock(mutex_);
        closed_ = true;
    }
    changed_.notify_one();
}

bool Stepper::Bell::reset() {
    std::lock_guard lock(mutex_);
    rung_ = false;
    return !closed_;
}

void Stepper::Bell::wait(Millis nap, Millis rest) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, nap, [&] { return rung_ || closed_; });
    if (rung_) changed_.wait_for(lock, rest, [&] { return closed_; });
}

void Stepper::start(const Clock& clock, Step step) {
    thread_ = std::thread([this, &clock, step = std::move(step)] { run(clock, step); });
}

void Stepper::stop() {
    bell_->close();
    if (thread_.joinable()) thread_.join();
}

void Stepper::run(const Clock& clock, const Step& step) {
    pthread_setname_np(pthread_self(), options_.name.substr(0, kLongestThreadName).c_str());
    if (options_.lowest_priority) {
        // On Linux a priority belongs to a thread.
        setpriority(PRIO_PROCESS, static_cast<id_t>(syscall(SYS_gettid)), kLowestPriority);
    }
    while (bell_->reset()) {
        Millis nap = options_.after_failure;
        try {
            Instant now = clock.now();
            Instant next = step(now);
            // From the moment that the step was given: if the clock is set meanwhile, the nap stays what was meant.
            nap = next <= now ? Millis(0) : std::min(next, now + options_.longest_nap) - now;
        } catch (const std::exception& e) {
            log::error("a step failed, will try again", {{"thread", options_.name}, {"error", e.what()}});
        }
        bell_->wait(std::max(nap, options_.shortest_nap), options_.shortest_nap);
    }
}

}  // namespace tiller
