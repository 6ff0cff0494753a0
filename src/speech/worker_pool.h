#pragma once
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace tiller::speech {

/// A few threads and a bounded queue before them.
/// Thread rule: post from anywhere but not during destruction; jobs must not throw.
/// Invariant: a job that was taken is called exactly once, with run = false if the pool closed before its turn.
class WorkerPool {
  public:
    using Job = std::function<void(bool run)>;

    WorkerPool(int threads, size_t most_waiting);
    /// Waits for the jobs under way.
    ~WorkerPool();

    /// False, and the job is not taken, if `most_waiting` wait already.
    bool try_post(Job job);
    size_t waiting() const;

  private:
    void work();

    const size_t most_waiting_;
    mutable std::mutex mutex_;
    std::condition_variable ready_;
    std::deque<Job> jobs_;  // under mutex_
    bool closing_ = false;  // under mutex_
    std::vector<std::thread> threads_;
};

}  // namespace tiller::speech
