#include "http/worker_pool.h"

#include <limits>

namespace tiller::http {

WorkerPool::WorkerPool(int threads, size_t max_queued) : max_queued_(max_queued) {
    for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

WorkerPool::~WorkerPool() { stop(); }

bool WorkerPool::post(Job* job) { return push(job, max_queued_); }

bool WorkerPool::post_continuation(Job* job) { return push(job, std::numeric_limits<size_t>::max()); }

bool WorkerPool::push(Job* job, size_t bound) {
    bool wake = false;
    {
        std::lock_guard lock(mutex_);
        if (stopped_ || queue_.size() >= bound) return false;
        queue_.push_back(job);
        wake = should_wake();
        waking_ |= wake;
    }
    if (wake) ready_.notify_one();
    return true;
}

void WorkerPool::work() {
    std::unique_lock lock(mutex_);
    for (;;) {
        while (queue_.empty() && !stopped_) {
            ++idle_;
            ready_.wait(lock);
            --idle_;
            waking_ = false;
        }
        if (stopped_) return;
        Job* job = queue_.front();
        queue_.pop_front();
        bool wake = should_wake();
        waking_ |= wake;
        lock.unlock();
        if (wake) ready_.notify_one();
        job->run();
        lock.lock();
    }
}

void WorkerPool::stop() {
    std::deque<Job*> left;
    {
        std::lock_guard lock(mutex_);
        stopped_ = true;
        left.swap(queue_);
    }
    ready_.notify_all();
    for (Job* job : left) job->drop();
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
}

size_t WorkerPool::queued() const {
    std::lock_guard lock(mutex_);
    return queue_.size();
}

}  // namespace tiller::http
