#pragma once
// The server as one object: every part of the house, made in order and ended the other way round.
// server.cc makes and stops it; running_phone.cc, running_http.cc and setup_in_use.cc hold what their names say.
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/crypto/signed_link.h"
#include "base/random.h"
#include "base/stepper.h"
#include "calls/live_phone.h"
#include "dialer/dialer.h"
#include "engines/engines.h"
#include "engines/packs/pack_shelf.h"
#include "hearing/hearing.h"
#include "hearing/sphinx/sphinx.h"
#include "http/client.h"
#include "http/http.h"
#include "http/websocket.h"
#include "journal/journal.h"
#include "journal/timers.h"
#include "nodes/membership.h"
#include "nodes/share.h"
#include "privacy/retention.h"
#include "serve/line_registrations.h"
#include "serve/server.h"
#include "serve/settings.h"
#include "serve/subscribers.h"
#include "shipments/tracker.h"
#include "speech/speech.h"
#include "store/hold.h"
#include "store/store.h"
#include "web/cloud/api.h"
#include "web/management/admin_api.h"
#include "webhook/dispatcher.h"

namespace tiller::serve {

class RunningServer final : public Server {
  public:
    RunningServer(const Settings& settings, bool hold)
        : settings_(settings), data_(settings.text("data")), starts_on_hold_(hold) {}
    ~RunningServer() override;

    Result<void> open();
    std::string url() const override { return url_; }
    int sip_port() const override { return phone_->endpoint().port(); }
    void drain(Millis limit, const std::function<bool()>& enough) override;

  private:
    Result<void> open_store();
    Result<void> enter_as_node();
    Result<void> open_tracker();
    Result<void> open_phone();
    void open_hearing();
    void open_timers();
    Result<void> open_http();
    void work_arrived();
    void setup_changed();
    engines::Engines::Means means_of_engines() { return {*client_, *sockets_, clock_, random_}; }
    void look_at_engines();
    void look_at_hold();
    void release_registered(const store::Line& line);
    std::string held() const;
    management::WebhookAnswer try_webhook(const store::Endpoint& endpoint);
    bool webhooks_are_due();
    void wait_for_commits();

    const Settings settings_;
    const std::string data_;
    const bool starts_on_hold_;
    std::string url_;
    SystemClock clock_;
    SystemRandom random_;
    std::atomic<bool> ready_{false}, draining_{false};
    std::atomic<uint64_t> setup_version_{0};
    mutable std::mutex hold_mutex_;
    std::optional<store::Hold> hold_;  // as last read
    bool holds_ = false;               // the parts were told so

    const std::shared_ptr<http::Bell> calls_changed_ = std::make_shared<http::Bell>();

    // In the order in which they are made; destroyed the other way round.
    std::unique_ptr<store::Store> store_;
    std::unique_ptr<LinkSigner> links_;
    const journal::Journal journal_ = make_journal();
    std::unique_ptr<nodes::Membership> node_;
    Stepper node_thread_{{.name = "node"}};
    std::unique_ptr<http::Client> client_;
    std::unique_ptr<http::WebSocketClient> sockets_;
    std::shared_ptr<engines::Engines> engines_;
    std::shared_ptr<engines::PackShelf> packs_;  // null: nothing here can run them
    std::unique_ptr<speech::Speech> speech_;
    std::shared_ptr<hearing::Sphinx> sphinx_;  // null: not installed, or nothing is heard
    std::unique_ptr<hearing::Hearing> hearing_;
    std::unique_ptr<webhook::Dispatcher> webhooks_;
    std::unique_ptr<shipments::Tracker> tracker_;
    std::unique_ptr<dialer::Robots> robots_;
    std::shared_ptr<const guard::Rules> rules_;
    std::unique_ptr<journal::Timers> timers_;
    Stepper timers_thread_{{.name = "timers"}};
    Stepper dialer_thread_{
        {.name = "dialer", .longest_nap = dialer::Dialer::kLongestNap, .shortest_nap = dialer::Dialer::kShortestNap}};
    std::unique_ptr<dialer::Dialer> dialer_;
    std::unique_ptr<calls::LivePhone> phone_;
    std::unique_ptr<LineRegistrations> line_registrations_;
    std::unique_ptr<cloud::ApiContext> api_;
    std::unique_ptr<management::AdminContext> admin_;
    std::unique_ptr<http::Server> http_;
    std::unique_ptr<privacy::Retention> retention_;
    std::unique_ptr<nodes::Share> retention_share_;
    Stepper retention_thread_{{.name = "retention",
                               .longest_nap = privacy::Retention::kLongRest,
                               .after_failure = privacy::Retention::kLongRest,
                               .lowest_priority = true}};
};

}  // namespace tiller::serve
