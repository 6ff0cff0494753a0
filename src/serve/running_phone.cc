#include "base/log.h"
#include "campaign/plans.h"
#include "serve/descriptors.h"
#include "serve/model_question.h"
#include "serve/running_server.h"
#include "serve/shipment_question.h"

namespace tiller::serve {

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
                                                                             calls_changed_->ring();
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
        .ask_model = [this](auto question,
                            auto tell) { return serve::ask_model(*engines_, std::move(question), std::move(tell)); },
        .may_place = [this](int64_t run) { return node_->vouches_for(run); },
        .live_changed = [this] { calls_changed_->ring(); },
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

/// Engines from outside with our own behind them, then model packs: so a grammar in English needs no pack. Where nobody
/// knows the language, a robot that listens hears that something was said, and goes on with its keys.
void RunningServer::open_hearing() {
    if (!settings_.truth("hearing")) return;
    auto sphinx = hearing::Sphinx::open({.threads = static_cast<int>(settings_.whole("recognition_threads")),
                                         .decoders = static_cast<int>(settings_.whole("recognition_decoders"))});
    if (sphinx) {
        sphinx_ = std::move(*sphinx);
    } else {
        log::warn("no words are recognized without an engine from outside or a pack",
                  {{"error", sphinx.error().message}});
    }
    std::vector<std::shared_ptr<hearing::Recognizer>> recognizers{engines::first_outside(engines_, sphinx_)};
    if (packs_) recognizers.push_back(engines::first_pack(packs_));
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

}  // namespace tiller::serve
