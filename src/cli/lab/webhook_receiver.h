#pragma once
// A receiver of webhooks that verifies what comes in, as an integrator would write it.
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "http/http.h"

namespace tiller::cli {

/// Thread rule: any thread.
class WebhookReceiver {
  public:
    /// Listens at a free port of the loopback interface. Error: `unavailable`.
    static Result<std::unique_ptr<WebhookReceiver>> open(std::string secret);

    std::string url() const;

    /// Counts the events of this plan only; those of a visitor's own plans are answered and forgotten. Before the first
    /// event.
    void count_only(std::string plan);

    /// What has arrived of one kind ("call", "task", "plan").
    struct Arrived {
        size_t deliveries = 0;
        size_t events = 0;  // each once, by webhook-id
        size_t signed_well = 0;
    };
    Arrived arrived(const std::string& kind) const;
    size_t deliveries() const;

  private:
    explicit WebhookReceiver(std::string secret) : secret_(std::move(secret)) {}
    http::Response take(const http::Request& request);
    bool is_signed_well(const http::Request& request) const;

    struct Kind {
        size_t deliveries = 0, signed_well = 0;
        std::set<std::string> ids;
    };
    const std::string secret_;
    mutable std::mutex mutex_;
    std::string plan_;  // empty: all
    std::map<std::string, Kind> kinds_;
    std::unique_ptr<http::Server> server_;  // last: its handlers use what is above
};

}  // namespace tiller::cli
