#pragma once
#include <semaphore.h>
#include <time.h>

#include <chrono>

namespace tiller::media {

/// Wakes a thread. Ringing never blocks, so that a media thread may do it.
class Bell {
  public:
    Bell() { sem_init(&semaphore_, 0, 0); }
    ~Bell() { sem_destroy(&semaphore_); }
    Bell(const Bell&) = delete;
    Bell& operator=(const Bell&) = delete;

    void ring() { sem_post(&semaphore_); }

    /// Waits for a ring that was not waited for yet, at most `longest`. May return early.
    void wait(std::chrono::milliseconds longest) {
        timespec until{};
        clock_gettime(CLOCK_MONOTONIC, &until);
        const auto nanoseconds = until.tv_nsec + longest.count() * 1'000'000;
        until.tv_sec += nanoseconds / 1'000'000'000;
        until.tv_nsec = nanoseconds % 1'000'000'000;
        sem_clockwait(&semaphore_, CLOCK_MONOTONIC, &until);
    }

  private:
    sem_t semaphore_;
};

}  // namespace tiller::media
