#include <fmt/format.h>
#include <unistd.h>

#include <future>

#include "base/log.h"
#include "engines/engine_trial.h"
#include "http/target.h"
#include "installation/admin_key.h"
#include "installation/first_user.h"
#include "installation/server_note.h"
#include "serve/descriptors.h"
#include "serve/links.h"
#include "serve/running_server.h"
#include "web/partners/push.h"
#include "web/partners/track_page.h"
#include "webhook/post.h"

namespace tiller::serve {

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
        .unknown_words =
            [this](const auto& words) { return sphinx_ ? sphinx_->unknown_words(words) : std::vector<std::string>(); },
        .running =
            management::RunningParts{
                .links = *links_,
                .rules = rules_,
                .draining = [this] { return draining_.load(); },
                .work_arrived = [this] { work_arrived(); },
                .live_calls = [this](int64_t account) { return phone_->live_calls(account); },
                .calls_changed = calls_changed_,
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

}  // namespace tiller::serve
