#pragma once
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>

namespace tiller {

/// A queue from many threads to one. Bounded by what its senders may have outstanding; `size` goes to the metrics.
/// Thread rule: post from anywhere, take from one thread.
template <class T>
class Mailbox {
  public:
    void post(T item) {
        {
            std::lock_guard lock(mutex_);
            items_.push_back(std::move(item));
        }
        ready_.notify_one();
    }

    /// The next item, or nothing when `deadline` has passed or the box was closed and is empty.
    std::optional<T> take_until(std::chrono::steady_clock::time_point deadline) {
        std::unique_lock lock(mutex_);
        ready_.wait_until(lock, deadline, [&] { return !items_.empty() || closed_; });
        return pop();
    }

    std::optional<T> try_take() {
        std::lock_guard lock(mutex_);
        return pop();
    }

    void close() {
        {
            std::lock_guard lock(mutex_);
            closed_ = true;
        }
        ready_.notify_all();
    }

    bool closed() const {
        std::lock_guard lock(mutex_);
        return closed_;
    }
    size_t size() const {
        std::lock_guard lock(mutex_);
        return items_.size();
    }

  private:
    std::optional<T> pop() {
        if (items_.empty()) return std::nullopt;
        std::optional<T> item(std::move(items_.front()));
        items_.pop_front();
        return item;
    }

    mutable std::mutex mutex_;
    std::condition_variable ready_;
    std::deque<T> items_;
    bool closed_ = false;
};

}  // namespace tiller
