#include "base/wrong_secrets.h"

#include <algorithm>

namespace tiller {
namespace {

// A key and an address never share a name, whatever a client calls its key.
std::string name_of_key(const std::string& secret_of) { return "key " + secret_of; }
std::string name_of_address(const std::string& address) { return "address " + address; }

}  // namespace

Millis WrongSecrets::wait(const std::string& secret_of, const std::string& address, Millis now) {
    std::lock_guard lock(mutex_);
    return std::max(wait_of(name_of_key(secret_of), now), wait_of(name_of_address(address), now));
}

void WrongSecrets::add(const std::string& secret_of, const std::string& address, Millis now) {
    std::lock_guard lock(mutex_);
    add_to(name_of_key(secret_of), now);
    add_to(name_of_address(address), now);
}

Millis WrongSecrets::wait_of(const std::string& name, Millis now) {
    auto found = times_.find(name);
    if (found == times_.end()) return Millis(0);
    Times& times = found->second;
    while (!times.empty() && times.front() + kSpan <= now) times.pop_front();
    if (times.size() >= kAllowed) return times.front() + kSpan - now;
    if (times.empty()) times_.erase(found);
    return Millis(0);
}

void WrongSecrets::add_to(const std::string& name, Millis now) {
    if (times_.size() >= kMaxNames && !times_.contains(name)) {
        std::erase_if(times_, [&](const auto& entry) { return entry.second.back() + kSpan <= now; });
        if (times_.size() >= kMaxNames) times_.erase(times_.begin());
    }
    Times& times = times_[name];
    if (times.size() >= kAllowed) times.pop_front();
    times.push_back(now);
}

}  // namespace tiller
