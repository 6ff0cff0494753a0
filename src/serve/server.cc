#include "serve/server.h"

#include <fmt/format.h>
#include <unistd.h>

#include <fstream>
#include <thread>

#include "base/log.h"
#include "base/numbers/phone_number.h"
#include "campaign/plans.h"
#include "installation/server_note.h"
#include "nodes/jobs.h"
#include "serve/descriptors.h"
#include "serve/links.h"
#include "serve/running_server.h"
#include "store/outbox.h"

namespace tiller::serve {
namespace {

// After a stop's limit (setting stop_limit), in the order in which they pass.
constexpr Millis kHangUpLimit{5'000};       // until calls that were hung up are over and recorded
constexpr Millis kUnconfirmedLimit{1'000};  // for peers that do not confirm the end of a call
constexpr Millis kWebhookLimit{3'000};      // until receivers have what has just happened

}  // namespace

RunningServer::~RunningServer() {
    installation::remove_server_note(data_, getpid());
    retention_thread_.stop();
    if (http_) http_->close(Millis(2'000));
    // The dialer's thread orders calls from the phone, the phone reports to the dialer: the thread stops first.
    node_thread_.stop();
    timers_thread_.stop();
    dialer_thread_.stop();
    phone_.reset();
    if (webhooks_) webhooks_->close(Millis(2'000));
    // Outcomes that were handed in report to the dialer when they are on disk: none may be under way when it goes.
    if (store_) wait_for_commits();
}

void RunningServer::wait_for_commits() {
    try {
        store_->write([](store::Tx&) {});
    } catch (const store::StoreError&) {
        // A store that refuses has answered all that was handed in before, too.
    }
}

Result<void> RunningServer::open() {
    raise_descriptor_limit();
    if (auto done = open_store(); !done) return done;
    client_ = http::Client::open(1024);  // so that receivers that hang leave room for the others
    sockets_ = http::WebSocketClient::open();
    engines_ = std::make_shared<engines::Engines>(means_of_engines());
    if (auto programs = pack_programs_of(settings_)) packs_ = std::make_shared<engines::PackShelf>(*programs, clock_);
    if (auto done = open_tracker(); !done) return done;
    if (auto done = open_phone(); !done) return done;
    if (auto done = open_http(); !done) return done;
    setup_changed();
    node_thread_.start(clock_, [this](Instant now) { return node_->step(now); });
    timers_thread_.start(clock_, [this](Instant now) { return timers_->step(now); });
    dialer_thread_.start(clock_, [this](Instant now) { return dialer_->step(now); });
    retention_ = std::make_unique<privacy::Retention>(*store_, clock_, data_);
    retention_share_ = std::make_unique<nodes::Share>(*store_, *node_, clock_, store::HoldingKind::job);
    retention_thread_.start(clock_, [this](Instant now) {
        retention_share_->look({nodes::kRetention});
        return retention_share_->holds(nodes::kRetention) ? retention_->step(now) : Instant::max();
    });
    ready_ = true;
    return {};
}

Result<void> RunningServer::open_store() {
    auto store = store::Store::open({.dir = data_});
    if (!store) return store.error();
    store_ = std::move(*store);
    links_ = std::make_unique<LinkSigner>(link_key(*store_, random_), public_url(settings_),
                                          settings_.duration("recording_link_lifetime"));
    (void)check_number("+6281234567890",
                       NumberCheck::possible);  // loads the numbering plan before the first upload
    if (starts_on_hold_) {
        store_->write([&](store::Tx& tx) { store::begin_hold(tx, "started with --hold", clock_.now()); });
    }
    hold_ = store_->read([](store::Db& db) { return store::find_hold(db); });
    return enter_as_node();
}

/// As one of the nodes of the store; what this node left up when it died becomes unknown.
Result<void> RunningServer::enter_as_node() {
    nodes::MembershipOptions options{.name = node_name_of(settings_),
                                     .process = this_process(),
                                     .is_alone = store_->is_locked(),
                                     .settle =
                                         [this](store::Tx& tx) {
                                             return campaign::recover(tx, {clock_, random_, *links_, journal_});
                                         },
                                     .settled =
                                         [this] {
                                             if (phone_) work_arrived();  // at the start each part looks for itself
                                         },
                                     .lost = [this] { phone_->hang_up_all("this node was taken for dead"); }};
    node_ = std::make_unique<nodes::Membership>(*store_, clock_, std::move(options));
    for (;;) {
        auto entered = node_->enter();
        if (!entered) return entered.error();
        if (*entered) return {};
        std::this_thread::sleep_for(nodes::Membership::kBeat);
    }
}

Result<void> RunningServer::open_tracker() {
    shipments::TrackerOptions options{.seventeen_track_url = settings_.text("seventeen_track_url")};
    if (const std::string& path = settings_.text("seventeen_track_key_file"); !path.empty()) {
        std::ifstream in(path);
        std::string key;
        if (!(in >> key)) return invalid(fmt::format("seventeen_track_key_file \"{}\": must hold a key", path));
        options.seventeen_track_key = key;
    }
    tracker_ = shipments::Tracker::open(*store_, *client_, clock_, std::move(options));
    return {};
}

void RunningServer::drain(Millis limit, const std::function<bool()>& enough) {
    draining_ = true;
    dialer_->drain();
    auto wait_for = [&](Millis at_most, auto done) {
        Millis until = clock_.steady() + at_most;
        while (!done() && clock_.steady() < until) std::this_thread::sleep_for(std::chrono::milliseconds(20));
    };
    bool hurry = false;
    auto hurried = [&] { return hurry = hurry || enough(); };
    auto all_settled = [&] { return phone_->up() == 0 && dialer_->unsettled() == 0; };
    wait_for(limit, [&] { return all_settled() || hurried(); });
    if (!all_settled()) {
        log::info("stopping: calls are hung up", {{"calls", phone_->up()}});
        phone_->hang_up_all("the server stops");
        wait_for(kHangUpLimit, all_settled);
    }
    // A call is over with our BYE; its peer has a moment to confirm it, or to get it once more.
    phone_->endpoint().close(kUnconfirmedLimit);
    wait_for(kHangUpLimit, all_settled);
    wait_for(kWebhookLimit, [&] { return !webhooks_are_due() || hurried(); });
}

/// Is there an event that no receiver was tried with since it fell due?
bool RunningServer::webhooks_are_due() {
    if (!store_->why_refusing().empty()) return false;  // no result could be noted
    if (!held().empty()) return false;
    return store_->read([&](store::Db& db) {
        return std::ranges::any_of(store::list_endpoints(db), [&](const store::Endpoint& endpoint) {
            auto due = store::next_delivery_due(db, endpoint.key);
            return endpoint.enabled && due && *due <= clock_.now();
        });
    });
}

Result<std::unique_ptr<Server>> Server::start(const Settings& settings, bool hold) {
    if (settings.port("http") == 0 && settings.text("public_url").empty()) {
        return invalid("http \"" + settings.text("http") +
                       "\": port 0 needs a public_url, because links name the port");
    }
    auto server = std::make_unique<RunningServer>(settings, hold);
    if (auto opened = server->open(); !opened) return opened.error();
    return std::unique_ptr<Server>(std::move(server));
}

}  // namespace tiller::serve
