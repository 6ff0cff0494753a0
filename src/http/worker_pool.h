#pragma once
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace tiller::http {

/// Something for a worker to do. The pool holds a bare pointer: a job outlives its run.
class Job {
  public:
    virtual void run() noexcept = 0;
    /// Called instead of run for a job that was still queued when the pool stopped.
    virtual void drop() noexcept = 0;

  protected:
    ~Job() = default;
};

/// A fixed set of threads that run jobs, first come first served, from a bounded queue.
///
/// Thread rule: post from any thread; stop once, from a thread that is no worker.
/// Invariants:
/// 1. Every job that was taken in gets exactly one call: run, or drop.
/// 2. While a job is queued and a worker idle, one is being woken (waking_).
/// 3. At most one idle worker is being woken at a time; it wakes the next if it leaves work behind. So a burst of tiny
///    jobs costs a wake or two and not one each, and jobs that block still spread over all workers.
class WorkerPool {
  public:
    WorkerPool(int threads, size_t max_queued);
    ~WorkerPool();

    /// False if the queue is full, or the pool stopped.
    bool post(Job* job);
    /// For the continuation of a job that was taken in: the bound does not apply (there is one at most for each job
    /// that passed it). False only if the pool stopped.
    bool post_continuation(Job* job);
    /// Lets running jobs end, drops queued ones, joins.
    void stop();

    size_t queued() const;

  private:
    bool push(Job* job, size_t bound);
    bool should_wake() const { return !waking_ && idle_ > 0 && !queue_.empty(); }
    void work();

    const size_t max_queued_;
    mutable std::mutex mutex_;
    std::condition_variable ready_;
    std::deque<Job*> queue_;
    int idle_ = 0;
    bool waking_ = false;
    bool stopped_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace tiller::http
