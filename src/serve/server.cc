#include "serve/server.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <future>

#include "base/log.h"
#include "base/metrics.h"
#include "base/numbers/phone_number.h"
#include "base/stepper.h"
#include "calls/live_phone.h"
#include "campaign/line_hold.h"
#include "campaign/plans.h"
#include "dialer/dialer.h"
#include "engines/engine_trial.h"
#include "engines/engines.h"
#include "engines/packs/pack_shelf.h"
#include "hearing/sphinx/sphinx.h"
#include "http/client.h"
#include "http/http.h"
#include "http/target.h"
#include "installation/admin_key.h"
#include "installation/first_user.h"
#include "installation/server_note.h"
#include "journal/timers.h"
#include "nodes/jobs.h"
#include "nodes/membership.h"
#include "nodes/share.h"
#include "privacy/retention.h"
#include "serve/line_registrations.h"
#include "serve/shipment_question.h"
#include "serve/subscribers.h"
#include "serve/warm_up.h"
#include "setup/installed_setup.h"
#include "sip/server_uri.h"
#include "store/accounts.h"
#include "store/engines.h"
#include "store/hold.h"
#include "store/outbox.h"
#include "store/seals/sealing.h"
#include "web/cloud/api.h"
#include "web/management/admin_api.h"
#include "web/partners/push.h"
#include "web/partners/track_page.h"
#include "webhook/dispatcher.h"
#include "webhook/post.h"

namespace tiller::serve {
namespace {

// After a stop's limit (setting stop_limit), in the order in which they pass.
constexpr Millis kHangUpLimit{5'000};       // until calls that were hung up are over and recorded
constexpr Millis kUnconfirmedLimit{1'000};  // for peers that do not confirm the end of a call
constexpr Millis kWebhookLimit{3'000};      // until receivers have what has just happened

/// A socket for each call and each client: as many descriptors as the system lets us have.
void raise_descriptor_limit() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

// What strangers can open, HTTP and SIP together, is half of the descriptors: the others are for calls, files and
// requests of our own. In eighths:
constexpr size_t kHttpShare = 3;
constexpr size_t kSipShare = 1;

/// As many of the descriptors as are wanted, and no more than `eighths` of those that the system lets us have.
size_t descriptor_share(int64_t wanted, size_t eighths) {
    rlimit limit{};
    const auto most = static_cast<size_t>(wanted);
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return most;
    return std::clamp<size_t>(limit.rlim_cur * eighths / 8, 1, most);
}

/// The key under which links are signed: made once, kept sealed in the database.
std::string link_key(store::Store& store, Random& random) {
    return store.write([&](store::Tx& tx) {
        if (auto sealed = store::find_meta(tx, "link_key")) return tx.vault().open(*sealed, store::kNameOfLinkKey);
        std::string key = random.hex(32);
        store::put_meta(tx, "link_key", tx.vault().seal(key, store::kNameOfLinkKey));
        return key;
    });
}

/// What links begin with: the setting, or where this machine is reached.
std::string public_url(const Settings& settings) {
    std::string url = settings.text("public_url");
    if (url.empty()) {
        bool any = settings.host("http") == "0.0.0.0";
        std::string host = any ? sip::local_address_towards("192.0.2.1") : settings.host("http");
        url = fmt::format("http://{}:{}", host, settings.port("http"));
    }
    while (url.ends_with('/')) url.pop_back();
    return url;
}

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

Result<void> RunningServer::open_phone() {
    auto speech = speech::Speech::open({.cache_dir = data_ + "/prompts",
                                        .memory_bytes = static_cast<size_t>(settings_.whole("prompt_cache_mb")) << 20,
                                        .workers = static_cast<int>(settings_.whole("speech_workers")),
                                        .espeak_helper = espeak_helper_of(settings_)});
    if (!speech) return speech.error();
    speech_ = std::move(*speech);
    webhooks_ = webhook::Dispatcher::open(*store_, *client_, *node_, clock_, random_,
                                          {.allow_private = settings_.truth("allow_private_webhooks"),
                                           .keep_delivered = settings_.duration("webhook_retention"),
                                           .held = hold_.has_value()});
    robots_ = std::make_unique<dialer::Robots>(*store_);
    dialer_ = std::make_unique<dialer::Dialer>(*store_, campaign::Context{clock_, random_, *links_, journal_}, *robots_,
                                               *node_,
                                               dialer::Dialer::Hooks{.wake = [this] { dialer_thread_.wake(); },
                                                                     .committed =
                                                                         [this] {
                                                                             webhooks_->wake();
                                                                             timers_thread_.wake();
                                                                         }});
    open_timers();
    auto rules = guard::load_rules(settings_.text("guard_packs"));
    if (!rules) return rules.error();
    rules_ = *rules;
    dialer_->set_rules(rules_);
    open_hearing();
    auto [first_port, last_port] = settings_.port_range("rtp_ports");
    sip::EndpointOptions sip{
        .bind = settings_.text("sip"),
        .public_address = settings_.text("sip_address"),
        .tls_folder = settings_.text("sip_tls_folder"),
        .strangers = settings_.text("sip_strangers") == "refuse" ? sip::Strangers::refuse : sip::Strangers::drop,
        .most_connections = descriptor_share(settings_.whole("sip_connections"), kSipShare)};
    media::EngineOptions media{.first_port = first_port,
                               .last_port = last_port,
                               .threads = static_cast<int>(settings_.whole("media_threads")),
                               .recorder_threads = static_cast<int>(settings_.whole("recorder_threads")),
                               .spool = data_ + "/spool"};
    calls::LivePhoneOptions options{
        .media_address = settings_.text("media_address"),
        .data_dir = data_,
        .record = settings_.truth("record_calls"),
        .find_shipment = [this](int64_t account, const auto& question,
                                auto tell) { ask_shipment(*tracker_, account, question, std::move(tell)); },
        .hearing = hearing_.get()};
    // Bound to one address for SIP, the audio uses the same.
    if (std::string host = settings_.host("sip"); host != "0.0.0.0" && !host.starts_with('['))
        media.bind_address = host;
    auto network = calls::real_network(std::move(media), std::move(sip));
    auto phone = calls::LivePhone::open(options, network, *speech_, clock_, *dialer_);
    if (!phone) return phone.error();
    phone_ = std::move(*phone);
    dialer_->set_phone(*phone_);
    line_registrations_ = std::make_unique<LineRegistrations>(
        *store_, phone_->endpoint(), [this](const store::Line& line) { release_registered(line); });
    return {};
}

/// Without a recognizer a robot that listens hears that something was said, and goes on with its keys.
void RunningServer::open_hearing() {
    if (!settings_.truth("hearing")) return;
    std::vector<std::shared_ptr<hearing::Recognizer>> recognizers;
    auto sphinx = hearing::Sphinx::open({.threads = static_cast<int>(settings_.whole("recognition_threads")),
                                         .decoders = static_cast<int>(settings_.whole("recognition_decoders"))});
    if (sphinx) {
        recognizers.push_back(std::move(*sphinx));
    } else {
        log::warn("no words are recognized", {{"error", sphinx.error().message}});
    }
    hearing_ = hearing::Hearing::open(hearing_of(settings_), std::move(recognizers));
}

void RunningServer::open_timers() {
    timers_ = std::make_unique<journal::Timers>(*store_, [this] {
        dialer_thread_.wake();
        webhooks_->wake();
    });
    timers_->on(campaign::kRoundTimer, [this](store::Tx& tx, const store::Timer& timer) {
        campaign::on_round_due(tx, {clock_, random_, *links_, journal_}, timer);
    });
}

Result<void> RunningServer::open_http() {
    auto router = std::make_shared<http::Router>();
    api_ = std::make_unique<cloud::ApiContext>(cloud::ApiContext{
        .store = *store_,
        .clock = clock_,
        .random = random_,
        .links = *links_,
        .journal = journal_,
        .data_dir = data_,
        .version = TILLER_VERSION,
        .ready = [this] { return ready_ && !draining_ && phone_->endpoint().turns(); },
        .draining = [this] { return draining_.load(); },
        .work_arrived = [this] { work_arrived(); },
        .setup_version = [this] { return setup_version_.load(); },
        .held = [this] { return held(); },
        .has_voice = [this](const auto& language, const auto& voice) { return speech_->has_voice(language, voice); }});
    cloud::add_routes(*router, *api_);
    partner_pages::add_push(*router, {.store = *store_,
                                      .campaign = {clock_, random_, *links_, journal_},
                                      .draining = [this] { return draining_.load(); },
                                      .work_arrived = [this] { work_arrived(); }});
    admin_ = std::make_unique<management::AdminContext>(management::AdminContext{
        .store = *store_,
        .clock = clock_,
        .random = random_,
        .journal = journal_,
        .key = installation::ensure_admin_key(data_, random_),
        .setup_changed = [this] { setup_changed(); },
        .deliveries_due = [this] { webhooks_->wake(); },
        .try_engine = [this](const engines::Engine& engine) { return engines::try_out(engine, means_of_engines()); },
        .try_webhook = [this](const auto& endpoint) { return try_webhook(endpoint); },
        .has_voice = [this](const auto& language, const auto& voice) { return speech_->has_voice(language, voice); },
        .running =
            management::RunningParts{
                .links = *links_,
                .rules = rules_,
                .draining = [this] { return draining_.load(); },
                .work_arrived = [this] { work_arrived(); },
                .live_calls = [this] { return phone_->live_calls(); },
                .hang_up = [this](std::string call,
                                  std::string reason) { phone_->hang_up(std::move(call), std::move(reason)); },
                .ask_server = [this](sip::Target target,
                                     auto done) { phone_->endpoint().options(std::move(target), done); },
                .registration = [this](int64_t line) { return line_registrations_->registration(line); }}});
    management::add_admin_routes(*router, *admin_);
    partner_pages::add_track_pages(*router, {*store_, *tracker_, clock_, random_});
    if (installation::ensure_first_user(*store_, clock_, random_)) {
        log::info("the user \"admin\" was made: its one-time password is in the data folder, in first-password");
    }
    auto proxies = http::Proxies::parse(settings_.text("trusted_proxies"));
    if (!proxies) return invalid("trusted_proxies: " + proxies.error().message);
    auto hosts = http::Hosts::parse(settings_.text("http_hosts"));
    if (!hosts) return invalid("http_hosts: " + hosts.error().message);
    hosts->add(http::parse_target(public_url(settings_)).value_or(http::Target{}).authority);
    auto server =
        http::Server::open({.address = settings_.host("http"),
                            .port = settings_.port("http"),
                            .worker_threads = static_cast<int>(settings_.whole("http_threads")),
                            .max_connections = descriptor_share(settings_.whole("http_connections"), kHttpShare),
                            .proxies = std::move(*proxies),
                            .hosts = std::move(*hosts)},
                           router);
    if (!server) return server.error();
    http_ = std::move(*server);
    std::string host = settings_.host("http") == "0.0.0.0" ? "127.0.0.1" : settings_.host("http");
    url_ = fmt::format("http://{}:{}", host, http_->port());
    return installation::write_server_note(
        data_, {.url = url_, .sip = fmt::format("{}:{}", settings_.host("sip"), sip_port()), .pid = getpid()});
}

void RunningServer::work_arrived() {
    dialer_->refresh();
    dialer_thread_.wake();
    timers_thread_.wake();
    webhooks_->wake();
}

void RunningServer::setup_changed() {
    ++setup_version_;
    look_at_hold();
    line_registrations_->refresh();
    look_at_engines();
    synthesize_prompts(*store_, *robots_, *speech_);
    work_arrived();
}

/// Takes the engines that are set up into use: at the start and after each change.
void RunningServer::look_at_engines() {
    std::vector<engines::Engine> enabled;
    store_->read([&](store::Db& db) {
        for (const store::StoredEngine& engine : store::list_engines(db)) {
            if (engine.enabled) enabled.push_back(setup::to_setup(db, engine).engine);
        }
    });
    engines_->set(enabled);
    auto voices = engines_->voices();
    if (packs_) {
        packs_->refresh(data_);
        std::ranges::move(packs_->voices(), std::back_inserter(voices));
    }
    speech_->set_engines(std::move(voices));
}

/// Tells the parts whether the installation is on hold: at the start and after each change.
void RunningServer::look_at_hold() {
    static auto& gauge = metrics::gauge("tiller_held", "1 while the installation is on hold: it begins no call");
    std::lock_guard lock(hold_mutex_);
    auto hold = store_->read([](store::Db& db) { return store::find_hold(db); });
    if (hold && !holds_) log::warn(store::told(*hold), {});
    if (!hold && holds_) log::info("the hold is over: calls, webhooks and registrations go on", {});
    hold_ = std::move(hold);
    holds_ = hold_.has_value();
    gauge.Set(holds_);
    dialer_->hold(holds_);
    webhooks_->hold(holds_);
    tracker_->hold(holds_);
    line_registrations_->hold(holds_);
}

/// A registration that works again is a good test of a line that refused us.
void RunningServer::release_registered(const store::Line& line) {
    store_->write_async(
        [this, line](store::Tx& tx) {
            campaign::release_line(tx, {clock_, random_, *links_, journal_}, line, "it is registered again");
        },
        [this](std::exception_ptr error) {
            if (!error) work_arrived();
        });
}

std::string RunningServer::held() const {
    std::lock_guard lock(hold_mutex_);
    return hold_ ? store::told(*hold_) : std::string();
}

management::WebhookAnswer RunningServer::try_webhook(const store::Endpoint& endpoint) {
    std::promise<webhook::Answer> answered;
    webhooks_->test(endpoint, [&](webhook::Answer answer) { answered.set_value(std::move(answer)); });
    webhook::Answer answer = answered.get_future().get();
    bool accepted = webhook::is_accepted(answer);
    return {.accepted = accepted,
            .status = answer.status,
            .failure = accepted ? "" : webhook::failure_of(answer),
            .answer = webhook::excerpt(answer.body),
            .elapsed = answer.elapsed};
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

}  // namespace

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
