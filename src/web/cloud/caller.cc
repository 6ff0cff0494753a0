#include "web/cloud/caller.h"

#include "base/crypto/crypto.h"
#include "base/text.h"

namespace tiller::cloud {

CallerPtr CallerCache::find(const std::string& token_hash, uint64_t setup_version, const Clock& clock) {
    std::lock_guard lock(mutex_);
    auto found = entries_.find(token_hash);
    if (found == entries_.end()) return nullptr;
    const Entry& entry = found->second;
    bool is_good = entry.setup_version == setup_version && clock.steady() < entry.until &&
                   clock.now() < entry.caller->token_expires;
    if (is_good) return entry.caller;
    entries_.erase(found);
    return nullptr;
}

void CallerCache::put(const std::string& token_hash, CallerPtr caller, uint64_t setup_version, const Clock& clock) {
    Millis now = clock.steady();
    std::lock_guard lock(mutex_);
    if (entries_.size() >= kLimit) std::erase_if(entries_, [&](const auto& e) { return e.second.until <= now; });
    if (entries_.size() >= kLimit) entries_.clear();
    entries_.insert_or_assign(token_hash, Entry{std::move(caller), setup_version, now + kLife});
}

void CallerCache::forget(std::string_view app_key) {
    std::lock_guard lock(mutex_);
    std::erase_if(entries_, [&](const auto& e) { return e.second.caller->app_key == app_key; });
}

std::string hash_token(std::string_view token) { return to_hex(sha256(token)); }

std::string_view token_of(std::string_view authorization) {
    constexpr size_t kMaxLength = 512;
    size_t space = authorization.find(' ');
    if (space == std::string_view::npos) return {};
    std::string scheme = lower(authorization.substr(0, space));
    std::string_view token = authorization.substr(space + 1);
    bool is_clean =
        !token.empty() && token.size() <= kMaxLength && token.find_first_of(" \t,") == std::string_view::npos;
    return is_clean && (scheme == "token" || scheme == "bearer") ? token : std::string_view();
}

}  // namespace tiller::cloud
