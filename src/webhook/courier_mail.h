#pragma once
#include <functional>
#include <mutex>
#include <set>
#include <vector>

#include "webhook/sender.h"

namespace tiller::webhook {

/// What other threads tell the courier. It outlives the courier in the hands of those who still owe an answer.
///
/// Thread rule: any thread. Bounded by what the courier has outstanding; wake-ups of one account melt into one.
class CourierMail {
  public:
    /// `wake` is called, on any thread, when something comes in after a take: take it soon.
    explicit CourierMail(std::function<void()> wake) : wake_(std::move(wake)) {}

    struct Answered {
        int64_t endpoint = 0, sequence = 0;
        Answer answer;
    };
    struct Contents {
        std::vector<Answered> answers;
        std::set<int64_t> accounts;  // something changed for them: a new event, another endpoint
        bool all_accounts = false;
        bool committed = false;      // the batch of results that was handed to the store is on disk,
        bool commit_failed = false;  // or is not, and never will be
    };

    void answered(int64_t endpoint, int64_t sequence, Answer answer);
    void wake();
    void wake(int64_t account);
    void batch_ended(bool on_disk);

    Contents take();
    bool empty() const;

  private:
    template <class Change>
    void change(Change&& apply);

    const std::function<void()> wake_;
    mutable std::mutex mutex_;
    Contents contents_;
    bool filled_ = false;
};

}  // namespace tiller::webhook
