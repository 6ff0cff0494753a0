#include "webhook/courier_mail.h"

namespace tiller::webhook {

template <class Change>
void CourierMail::change(Change&& apply) {
    bool first = false;
    {
        std::lock_guard lock(mutex_);
        apply();
        first = !filled_;
        filled_ = true;
    }
    if (first && wake_) wake_();
}

void CourierMail::answered(int64_t endpoint, int64_t sequence, Answer answer) {
    change([&] { contents_.answers.push_back({endpoint, sequence, std::move(answer)}); });
}

void CourierMail::wake() {
    change([&] { contents_.all_accounts = true; });
}

void CourierMail::wake(int64_t account) {
    change([&] { contents_.accounts.insert(account); });
}

void CourierMail::batch_ended(bool on_disk) {
    change([&] { (on_disk ? contents_.committed : contents_.commit_failed) = true; });
}

CourierMail::Contents CourierMail::take() {
    std::lock_guard lock(mutex_);
    filled_ = false;
    return std::exchange(contents_, {});
}

bool CourierMail::empty() const {
    std::lock_guard lock(mutex_);
    return !filled_;
}

}  // namespace tiller::webhook
