#pragma once
#include <deque>
#include <map>
#include <optional>
#include <string>

namespace tiller::http {

/// What waits for its turn, host by host. Not thread-safe.
///
/// Invariants:
/// 1. At most `max_total` items are out at a time, and at most `max_per_host` of one host.
/// 2. Hosts take turns: one that never answers holds up nobody but itself, as long as max_total leaves a slot.
/// 3. A host that has nothing waiting and nothing out is forgotten.
template <class Item>
class HostQueue {
  public:
    HostQueue(int max_total, int max_per_host) : max_total_(max_total), max_per_host_(max_per_host) {}

    void push(const std::string& host, Item item) { hosts_[host].waiting.push_back(std::move(item)), ++waiting_; }

    /// The next item that may go out, or nothing.
    std::optional<Item> pop() {
        if (out_ >= max_total_ || waiting_ == 0) return std::nullopt;
        auto host = hosts_.upper_bound(last_);
        for (size_t seen = 0; seen < hosts_.size(); ++seen, ++host) {
            if (host == hosts_.end()) host = hosts_.begin();
            if (host->second.waiting.empty() || host->second.out >= max_per_host_) continue;
            std::optional<Item> item(std::move(host->second.waiting.front()));
            host->second.waiting.pop_front();
            --waiting_;
            ++host->second.out;
            ++out_;
            last_ = host->first;
            return item;
        }
        return std::nullopt;
    }

    /// An item of this host that was out is done.
    void done(const std::string& host) {
        auto found = hosts_.find(host);
        --found->second.out;
        --out_;
        if (found->second.out == 0 && found->second.waiting.empty()) hosts_.erase(found);
    }

    size_t waiting() const { return waiting_; }

  private:
    struct Host {
        std::deque<Item> waiting;
        int out = 0;
    };
    const int max_total_;
    const int max_per_host_;
    std::map<std::string, Host> hosts_;
    std::string last_;  // the host whose turn it was
    size_t waiting_ = 0;
    int out_ = 0;
};

}  // namespace tiller::http
