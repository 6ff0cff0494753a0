#include "speech/worker_pool.h"

#include <algorithm>

namespace tiller::speech {

WorkerPool::WorkerPool(int threads, size_t most_waiting) : most_waiting_(most_waiting) {
    for (int i = 0; i < std::max(threads, 1); i++) threads_.emplace_back([this] { work(); });
}

WorkerPool::~WorkerPool() {
    {
        std::lock_guard lock(mutex_);
        closing_ = true;
    }
    ready_.notify_all();
    for (std::thread& thread : threads_) thread.join();
    for (Job& job : jobs_) job(false);
}

bool WorkerPool::try_post(Job job) {
    {
        std::lock_guard lock(mutex_);
        if (jobs_.size() >= most_waiting_) return false;
        jobs_.push_back(std::move(job));
    }
    ready_.notify_one();
    return true;
}

size_t WorkerPool::waiting() const {
    std::lock_guard lock(mutex_);
    return jobs_.size();
}

void WorkerPool::work() {
    std::unique_lock lock(mutex_);
    while (true) {
        ready_.wait(lock, [this] { return closing_ || !jobs_.empty(); });
        if (closing_) return;
        Job job = std::move(jobs_.front());
        jobs_.pop_front();
        lock.unlock();
        job(true);
        job = nullptr;
        lock.lock();
    }
}

}  // namespace tiller::speech
