#include "carrier/carrier.h"

#include <fmt/format.h>

#include "base/log.h"
#include "base/text.h"
#include "sip/server_uri.h"

namespace tiller::carrier {
namespace {

constexpr Millis kTick{20};       // while calls are up: how exactly steps are timed
constexpr Millis kIdleTick{100};  // otherwise
constexpr Millis kFarewell = std::chrono::seconds(5);

media::Remote remote_of(const sip::MediaDescription& offer, const sip::MediaDescription& answer) {
    return {.address = offer.address,
            .port = offer.port,
            .payload = answer.payloads.front(),
            .telephone_event = answer.telephone_event,
            .ptime_ms = offer.ptime_ms};
}

}  // namespace

Carrier::Carrier(CarrierOptions options, People people, Voices voices, ReportFile report, ReportFile journal)
    : options_(std::move(options)),
      people_(std::move(people)),
      voices_(std::move(voices)),
      report_(std::move(report)),
      journal_(std::move(journal)) {
    stranger_.behaviour = options_.otherwise;
    stranger_.ring = options_.ring;
}

Result<void> Carrier::open() {
    auto engine = media::Engine::open(options_.media, *this);
    if (!engine) return engine.error();
    media_ = std::move(*engine);
    sip::EndpointOptions sip = options_.sip;
    sip.strangers = sip::Strangers::serve;  // whoever calls these people is welcome
    auto endpoint = sip::Endpoint::open(sip, *this);
    if (!endpoint) return endpoint.error();
    endpoint_ = std::move(*endpoint);
    return {};
}

void Carrier::run(const std::function<bool()>& asked_to_stop) {
    while (!stopping_ && !asked_to_stop()) turn(legs_.empty() ? kIdleTick : kTick);
    endpoint_->close(kFarewell);
    const Millis deadline = clock_.steady() + kFarewell;
    while (!calls_.empty() && clock_.steady() < deadline) turn(kTick);
    for (auto& [leg, call] : calls_) report_.write(to_json(call->report));
    calls_.clear();
}

void Carrier::turn(Millis at_most) {
    const Millis now = clock_.steady();
    Millis wait = at_most;
    if (!timers_.empty()) wait = std::clamp(timers_.begin()->first - now, Millis(0), at_most);
    const auto deadline = std::chrono::steady_clock::now() + wait;
    if (auto first = inbox_.take_until(deadline)) {
        (*first)();
        while (auto next = inbox_.try_take()) (*next)();
    }
    while (!timers_.empty() && timers_.begin()->first <= clock_.steady()) timers_.extract(timers_.begin()).mapped()();
    for (auto& [session, leg] : legs_) {
        if (Call* call = find(leg)) act(leg, *call);
    }
}

void Carrier::after(Millis delay, std::function<void()> what) {
    timers_.emplace(clock_.steady() + delay, std::move(what));
}

Carrier::Call* Carrier::find(sip::LegId leg) {
    const auto found = calls_.find(leg);
    return found == calls_.end() ? nullptr : found->second.get();
}

Carrier::Call* Carrier::find_session(media::SessionId session) {
    const auto found = legs_.find(session);
    return found == legs_.end() ? nullptr : find(found->second);
}

bool Carrier::on_incoming(sip::LegId leg, const sip::Incoming& incoming) {
    inbox_.post([this, leg, incoming] { begin(leg, incoming); });
    return true;
}

void Carrier::begin(sip::LegId leg, sip::Incoming incoming) {
    auto call = std::make_unique<Call>();
    const int attempt = ++attempts_[digits_of(incoming.callee)];
    const Person* person = people_.find(incoming.callee, attempt);
    call->person = person != nullptr ? person : &stranger_;
    call->report = {.number = incoming.callee,
                    .name = call->person->name,
                    .caller = incoming.caller,
                    .call_id = incoming.call_id,
                    .attempt = attempt,
                    .behaviour = call->person->behaviour,
                    .invited = clock_.now()};
    journal_.write(journal_line("invite", call->report, call->report.invited));
    call->incoming = std::move(incoming);
    const Person& who = *call->person;
    calls_.emplace(leg, std::move(call));
    switch (who.behaviour) {
        case Behaviour::busy:
            return endpoint_->refuse(leg, 486);
        case Behaviour::unreachable:
            return endpoint_->refuse(leg, 480);
        case Behaviour::no_such_number:
            return endpoint_->refuse(leg, 404);
        case Behaviour::server_error:
            return endpoint_->refuse(leg, 503);
        case Behaviour::silent:
            return;
        case Behaviour::ring_out:
            return endpoint_->ring(leg);
        case Behaviour::reject:
            endpoint_->ring(leg);
            return after(who.ring, [this, leg] { endpoint_->refuse(leg, 603); });
        case Behaviour::answer:
        case Behaviour::mailbox:
            endpoint_->ring(leg);
            return after(who.ring, [this, leg] { answer(leg); });
    }
}

void Carrier::answer(sip::LegId leg) {
    Call* call = find(leg);
    if (call == nullptr || call->ended) return;
    const auto offer = sip::parse_sdp(call->incoming.sdp);
    if (!offer) return endpoint_->refuse(leg, 488);
    const std::string host =
        options_.media_address.empty() ? sip::local_address_towards(offer->address) : options_.media_address;
    sip::MediaDescription ours{.address = host, .payloads = {8, 0}, .telephone_event = 101};
    auto agreed = sip::answer_offer(*offer, ours);
    if (!agreed) return endpoint_->refuse(leg, 488);
    const auto session = media_->open_session(host);
    if (!session) return endpoint_->refuse(leg, 503);
    agreed->port = session->port;

    call->session = session->session;
    call->answer = *agreed;
    call->answered_at = clock_.steady();
    call->report.answered = clock_.now();
    legs_[session->session] = leg;
    if (!options_.record_folder.empty()) {
        call->report.recording =
            fmt::format("{}/{}-{}.mp3", options_.record_folder, digits_of(call->report.number), call->report.attempt);
    }
    media_->listen(session->session, {std::shared_ptr<void>(), this});
    media_->start(session->session, remote_of(*offer, *agreed), call->report.recording);
    if (call->person->behaviour == Behaviour::mailbox) media_->play(session->session, 1, voices_.greeting());
    journal_.write(journal_line("answer", call->report, *call->report.answered));
    endpoint_->accept(leg, sip::write_sdp(*agreed, leg, 1));
}

void Carrier::act(sip::LegId leg, Call& call) {
    if (call.ended || call.next_step >= call.person->steps.size()) return;
    const Millis now = clock_.steady();
    const Step& step = call.person->steps[call.next_step];
    if (step.after_prompt && !call.prompt_end) {
        if (!call.hearing.prompt_has_ended(now)) return;
        call.prompt_end = now;
    }
    const Millis base = step.after_prompt ? *call.prompt_end : call.answered_at;
    if (now < base + step.delay) return;
    ++call.next_step;
    call.prompt_end.reset();
    take_step(leg, call, step);
}

void Carrier::take_step(sip::LegId leg, Call& call, const Step& step) {
    switch (step.what) {
        case Step::What::keys:
            return media_->send_digits(*call.session, step.text);
        case Step::What::say:
            return media_->play(*call.session, 2, voices_.words(*call.person, step.text));
        case Step::What::play:
            return media_->play(*call.session, 2, {voices_.sound(step.text)});
        case Step::What::hang_up:
            return endpoint_->hang_up(leg, "the simulated person hung up");
    }
}

void Carrier::on_changed(sip::LegId leg, std::string_view sdp) {
    inbox_.post([this, leg, text = std::string(sdp)] {
        Call* call = find(leg);
        const auto offer = sip::parse_sdp(text);
        if (call == nullptr || call->ended || !call->session || !offer || offer->port == 0) return;
        const auto agreed = sip::answer_offer(*offer, call->answer);
        if (agreed) media_->redirect(*call->session, remote_of(*offer, *agreed));
    });
}

void Carrier::on_heard(media::SessionId session, const int16_t* samples) {
    if (!is_loud(samples)) return;
    inbox_.post([this, session] {
        if (Call* call = find_session(session)) call->hearing.hear(clock_.steady());
    });
}

void Carrier::on_digit(media::SessionId session, char digit) {
    inbox_.post([this, session, digit] {
        if (Call* call = find_session(session)) call->report.digits += digit;
    });
}

void Carrier::on_ended(sip::LegId leg, const sip::Ended& ended) {
    inbox_.post([this, leg, ended] { end(leg, ended); });
}

void Carrier::end(sip::LegId leg, const sip::Ended& ended) {
    Call* call = find(leg);
    if (call == nullptr) return;
    call->ended = true;
    call->report.ended = clock_.now();
    call->report.code = ended.code;
    call->report.ended_by = ended.by == sip::EndedBy::us     ? "callee"
                            : ended.by == sip::EndedBy::peer ? "robot"
                                                             : "system";
    call->report.sound_heard = call->hearing.sound();
    call->open_ends = 1;
    if (call->session) {
        call->open_ends += call->report.recording.empty() ? 1 : 2;
        media_->close(*call->session, [this, leg](const media::Stats& stats) {
            inbox_.post([this, leg, received = stats.packets_received] {
                if (Call* it = find(leg)) it->report.packets_received = received;
                close_one_end(leg);
            });
        });
    }
    close_one_end(leg);
}

void Carrier::on_recorded(media::SessionId session, const media::Recording& recording) {
    inbox_.post([this, session, recording] {
        Call* call = find_session(session);
        if (call == nullptr) return;
        if (!recording.ok) {
            log::error("recording lost", {{"path", recording.path}, {"error", recording.error}});
            call->report.recording.clear();
        }
        close_one_end(legs_.at(session));
    });
}

void Carrier::close_one_end(sip::LegId leg) {
    Call* call = find(leg);
    if (call == nullptr || --call->open_ends > 0) return;
    report_.write(to_json(call->report));
    log::info("call ended", {{"number", mask_number(call->report.number)},
                             {"attempt", call->report.attempt},
                             {"behaviour", to_name(call->report.behaviour)},
                             {"code", call->report.code},
                             {"by", call->report.ended_by},
                             {"digits", call->report.digits}});
    if (call->session) legs_.erase(*call->session);
    calls_.erase(leg);
}

}  // namespace tiller::carrier
