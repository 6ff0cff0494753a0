#include "base/crypto/wrong_secrets.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "base/text.h"

namespace tiller {
namespace {

constexpr Millis kBusyWait{1'000};

// A key and an address never share a name, whatever a client calls its key.
std::string name_of_key(const std::string& secret_of) { return "key " + secret_of; }

std::string name_of_address(const std::string& address) {
    std::array<char, 16> six{};
    if (inet_pton(AF_INET6, address.c_str(), six.data()) != 1) return "address " + address;
    return "address " + to_hex({six.data(), 8}) + "/64";
}

}  // namespace

WrongSecrets::Try::Try(Try&& other) noexcept
    : owner_(std::exchange(other.owner_, nullptr)),
      name_(std::move(other.name_)),
      address_(std::move(other.address_)) {}

WrongSecrets::Try::~Try() {
    if (!owner_) return;
    {
        std::lock_guard lock(owner_->mutex_);
        --owner_->under_way_;
        owner_->leave(name_);
        owner_->leave(address_);
    }
    owner_->ended_.notify_all();
}

void WrongSecrets::Try::was_wrong(Millis now) {
    std::lock_guard lock(owner_->mutex_);
    owner_->add(name_, now);
    owner_->add(address_, now);
}

std::variant<WrongSecrets::Try, WrongSecrets::Refused> WrongSecrets::begin(const std::string& secret_of,
                                                                           const std::string& address, Millis now) {
    std::string name = name_of_key(secret_of), from = name_of_address(address);
    std::unique_lock lock(mutex_);
    for (;;) {
        if (Millis wait = std::max(wait_of(name, now), wait_of(from, now)); wait > Millis(0)) return Refused{wait};
        if (!is_full(name) && !is_full(from)) break;
        ended_.wait(lock);
    }
    if (under_way_ >= kAtOnce) return Refused{kBusyWait, true};
    ++under_way_;
    keep_place(name, now);
    keep_place(from, now);
    return Try(*this, std::move(name), std::move(from));
}

Millis WrongSecrets::wait_of(const std::string& name, Millis now) {
    auto found = counts_.find(name);
    if (found == counts_.end()) return Millis(0);
    auto& wrong = found->second.wrong;
    while (!wrong.empty() && wrong.front() + kSpan <= now) wrong.pop_front();
    if (wrong.size() >= kAllowed) return std::min(wrong.front() + kSpan - now, kSpan);
    if (wrong.empty() && found->second.under_way == 0) counts_.erase(found);
    return Millis(0);
}

/// Those under way decide whether there is a place: one of them must end first.
bool WrongSecrets::is_full(const std::string& name) const {
    auto found = counts_.find(name);
    return found != counts_.end() && found->second.wrong.size() + found->second.under_way >= kAllowed;
}

void WrongSecrets::keep_place(const std::string& name, Millis now) {
    if (counts_.size() >= kMaxNames && !counts_.contains(name)) make_room(now);
    ++counts_[name].under_way;
}

void WrongSecrets::make_room(Millis now) {
    std::erase_if(counts_, [&](const auto& entry) {
        const Count& count = entry.second;
        return count.under_way == 0 && (count.wrong.empty() || count.wrong.back() + kSpan <= now);
    });
    if (counts_.size() < kMaxNames) return;
    // Many at once, so that a crowd of new names does not pay for the search each time.
    std::vector<std::map<std::string, Count>::iterator> idle;
    for (auto entry = counts_.begin(); entry != counts_.end(); ++entry) {
        if (entry->second.under_way == 0) idle.push_back(entry);
    }
    auto weight = [](const auto& entry) { return std::pair(entry->second.wrong.size(), entry->second.wrong.back()); };
    auto last = idle.begin() + static_cast<ptrdiff_t>(idle.size() / 8 + 1);
    std::ranges::nth_element(idle, last - 1, {}, weight);
    std::for_each(idle.begin(), last, [&](auto entry) { counts_.erase(entry); });
}

void WrongSecrets::add(const std::string& name, Millis now) {
    auto& wrong = counts_[name].wrong;
    if (wrong.size() >= kAllowed) wrong.pop_front();
    wrong.push_back(now);
}

void WrongSecrets::leave(const std::string& name) {
    auto found = counts_.find(name);
    if (--found->second.under_way == 0 && found->second.wrong.empty()) counts_.erase(found);
}

}  // namespace tiller
