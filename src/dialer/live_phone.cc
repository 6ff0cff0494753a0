#include "dialer/live_phone.h"

#include <pthread.h>

#include <filesystem>

#include "base/crypto/signed_link.h"
#include "base/log.h"
#include "base/metrics.h"
#include "sip/sdp.h"
#include "sip/server_uri.h"

namespace tiller::dialer {
namespace {

using SteadyClock = std::chrono::steady_clock;
constexpr int kTelephoneEvent = 101;  // the payload type that everybody uses for RFC 4733

/// Of the formats that the peer takes, the first that the line allows: what our SDP answers to an offer as well.
media::Remote remote_of(const sip::MediaDescription& theirs, const campaign::LineConfig& line) {
    const auto common = std::ranges::find_first_of(theirs.payloads, line.payloads);
    std::vector<std::string> signalling;
    for (const auto& text : line.servers) {
        if (const auto server = sip::parse_server(text)) signalling.push_back(server->host);
    }
    return {.address = theirs.address,
            .port = theirs.port,
            .payload = common == theirs.payloads.end() ? theirs.payloads.front() : *common,
            .telephone_event = theirs.telephone_event,
            .ptime_ms = theirs.ptime_ms,
            .offered_telephone_event = kTelephoneEvent,
            .signalling = std::move(signalling),
            .audio_from_anywhere = line.learns_audio_from_anywhere,
            .receives = theirs.receives};
}

// Beyond this many unfinished recordings or unread notes, new calls would only make the old ones later.
constexpr size_t kMostFinishing = 500;
constexpr size_t kMostNotes = 5'000;

auto& calls_up() {
    static auto& gauge = metrics::gauge("tiller_phone_calls_up", "calls that are ordered and not finished");
    return gauge;
}

}  // namespace

Result<std::unique_ptr<LivePhone>> LivePhone::open(const LivePhoneOptions& options, speech::Speech& speech,
                                                   const Clock& clock, PhoneListener& listener) {
    std::unique_ptr<LivePhone> phone(new LivePhone(options, speech, clock, listener));
    auto engine = media::Engine::open(options.media, *phone);
    if (!engine) return engine.error();
    phone->engine_ = std::move(*engine);
    auto endpoint = sip::Endpoint::open(options.sip, *phone);
    if (!endpoint) return endpoint.error();
    phone->endpoint_ = std::move(*endpoint);
    phone->thread_ = std::thread([p = phone.get()] { p->run(); });
    return phone;
}

LivePhone::LivePhone(const LivePhoneOptions& options, speech::Speech& speech, const Clock& clock,
                     PhoneListener& listener)
    : options_(options), speech_(speech), clock_(clock), listener_(listener) {}

LivePhone::~LivePhone() {
    notes_->close();
    if (thread_.joinable()) thread_.join();
    endpoint_.reset();
    engine_.reset();
}

void LivePhone::place(Order order) {
    ++up_;
    calls_up().Increment();
    live_.put(order.call);
    notes_->post(std::move(order));
}
bool LivePhone::is_overloaded() const { return finishing_ > kMostFinishing || notes_->size() > kMostNotes; }
void LivePhone::hang_up_all(std::string reason) { notes_->post(HangUp{"", std::move(reason)}); }
void LivePhone::hang_up(std::string call_id, std::string reason) {
    notes_->post(HangUp{std::move(call_id), std::move(reason)});
}
void LivePhone::on_ringing(sip::LegId leg, int code, std::string_view) { notes_->post(Ringing{leg, code}); }
void LivePhone::on_answered(sip::LegId leg, std::string_view sdp) {
    notes_->post(LegAnswered{leg, SteadyClock::now(), std::string(sdp)});
}
void LivePhone::on_ended(sip::LegId leg, const sip::Ended& ended) { notes_->post(LegEnded{leg, ended}); }
void LivePhone::on_changed(sip::LegId leg, std::string_view sdp) { notes_->post(LegChanged{leg, std::string(sdp)}); }
void LivePhone::on_key(sip::LegId leg, char key) { notes_->post(KeyByInfo{leg, SteadyClock::now(), key}); }
void LivePhone::on_digit(media::SessionId session, char digit) {
    notes_->post(Key{session, SteadyClock::now(), digit});
}
void LivePhone::on_playback_done(media::SessionId session, uint64_t playback) {
    notes_->post(Played{session, SteadyClock::now(), playback});
}
void LivePhone::on_recorded(media::SessionId session, const media::Recording& recording) {
    notes_->post(Recorded{session, recording});
}

void LivePhone::run() {
    pthread_setname_np(pthread_self(), "phone");
    while (!notes_->closed()) {
        Time deadline = timers_.empty() ? SteadyClock::now() + std::chrono::seconds(1) : timers_.begin()->first;
        auto note = notes_->take_until(deadline);
        if (note) std::visit([this](auto& n) { take(std::move(n)); }, *note);
        fire_timers();
    }
}

void LivePhone::fire_timers() {
    Time now = SteadyClock::now();
    while (!timers_.empty() && timers_.begin()->first <= now) {
        auto [due, timer] = *timers_.begin();
        timers_.erase(timers_.begin());
        auto found = conversations_.find(timer.conversation);
        if (found == conversations_.end() || found->second->leg_over) continue;
        Conversation& c = *found->second;
        if (timer.kind == TimerKind::ring && !c.run) {
            c.ring_limit = true;
            hang_up(c, "rang out");
        } else if (timer.kind == TimerKind::dialogue && c.run && c.dialogue_timer == timer.id) {
            tell(c, dialogue::TimerFired{timer.id}, due);
        }
    }
}

void LivePhone::take(Order order) {
    uint64_t key = next_key_++;
    auto& c = *(conversations_[key] = std::make_unique<Conversation>());
    c.key = key;
    c.order = std::move(order);
    if (!c.order.robot) return give_up(c, Outcome::failed, "the robot cannot be loaded");
    auto server = sip::parse_server(c.order.line->servers.empty() ? "" : c.order.line->servers.front());
    if (!server) return give_up(c, Outcome::failed, server.error().message);
    sip::MediaDescription ours;
    ours.address = options_.media_address.empty() ? sip::local_address_towards(server->host) : options_.media_address;
    auto opened = engine_->open_session(ours.address);
    if (!opened) return give_up(c, Outcome::failed, opened.error().message);
    c.session = opened->session;
    c.has_session = true;
    sessions_[c.session] = key;

    ours.port = opened->port;
    ours.payloads = c.order.line->payloads;
    ours.telephone_event = kTelephoneEvent;
    const auto& line = *c.order.line;
    c.leg = endpoint_->invite({.target = {line.servers, line.username, line.password},
                               .callee = c.order.call.callee,
                               .caller = c.order.caller,
                               .sdp = sip::write_sdp(ours, key, 1),
                               .call_id = c.order.call.id});
    legs_[c.leg] = key;
    timers_.emplace(SteadyClock::now() + line.ring_timeout, Timer{key, TimerKind::ring, 0});
    warm_up(c);
}

/// Renders the first prompt while it rings, so that the answer is met at once.
void LivePhone::warm_up(const Conversation& c) {
    auto rehearsal = dialogue::start(c.order.robot, values_of(c.order.fields, c.order.call.callee));
    for (auto& action : rehearsal->handle(dialogue::Answered{}, Millis(0))) {
        if (auto* say = std::get_if<dialogue::Say>(&action)) speech_.render_async(say->utterance, [](auto) {});
    }
}

/// Ends a call that never became a leg.
void LivePhone::give_up(Conversation& c, Outcome outcome, std::string reason) {
    store::Call& call = c.order.call;
    call.outcome = outcome;
    call.hangup_by = "system";
    call.hangup_reason = std::move(reason);
    call.ended = clock_.now();
    log::warn("call not placed", {{"call", call.id}, {"reason", call.hangup_reason}});
    listener_.on_channel_free(call.line, false);
    finish(c);
}

void LivePhone::take(const Ringing& note) {
    auto* c = by_leg(note.leg);
    if (!c || c->order.call.rang) return;
    c->order.call.rang = clock_.now();
    live_.put(c->order.call);
}

void LivePhone::take(const LegAnswered& note) {
    auto* c = by_leg(note.leg);
    if (!c || c->run) return;
    store::Call& call = c->order.call;
    call.answered = clock_.now();
    live_.put(call);
    c->answered_at = note.at;
    c->run = dialogue::start(c->order.robot, values_of(c->order.fields, call.callee));
    auto theirs = sip::parse_sdp(note.sdp, kTelephoneEvent);
    if (!theirs || theirs->port == 0 || theirs->payloads.empty()) {
        c->media_failed = true;
        return hang_up(*c, theirs ? "the answer refuses the audio" : "the answer's SDP: " + theirs.error().message);
    }
    std::string record_to;
    if (options_.record) {
        record_to = options_.data_dir + "/" + recording_path(call.id);
        std::error_code ignored;  // the recorder tells if the folder is missing
        std::filesystem::create_directories(std::filesystem::path(record_to).parent_path(), ignored);
    }
    c->remote = remote_of(*theirs, *c->order.line);
    engine_->start(c->session, c->remote, record_to);
    c->media_started = true;
    tell(*c, dialogue::Answered{}, note.at);
}

void LivePhone::take(const LegChanged& note) {
    auto* c = by_leg(note.leg);
    auto theirs = sip::parse_sdp(note.sdp, kTelephoneEvent);
    if (!c || !c->media_started || !theirs) return;
    if (theirs->port != 0 && !theirs->payloads.empty()) {
        c->remote = remote_of(*theirs, *c->order.line);
    } else {
        c->remote.receives = false;  // the stream is off until the peer offers it again
    }
    engine_->redirect(c->session, c->remote);
}

void LivePhone::take(const LegEnded& note) {
    auto* c = by_leg(note.leg);
    if (!c) return;
    c->leg_over = true;
    legs_.erase(note.leg);
    store::Call& call = c->order.call;
    live_.remove(call.id);
    conclude(*c, note.ended, clock_.now(), SteadyClock::now());
    log::info("call over", {{"call", call.id},
                            {"outcome", to_name(call.outcome)},
                            {"sip", call.sip_code},
                            {"reason", call.hangup_reason}});
    listener_.on_channel_free(call.line, refused_by_line(note.ended));
    engine_->close(c->session);
    if (c->media_started && options_.record) {
        ++finishing_;  // until the recording is on disk
    } else {
        finish(*c);
    }
}

void LivePhone::take(const Recorded& note) {
    auto* c = by_session(note.session);
    if (!c) return;
    c->order.call.recorded = note.recording.ok;
    if (!note.recording.ok) log::error("recording lost", {{"call", c->order.call.id}, {"error", note.recording.error}});
    --finishing_;
    finish(*c);
}

void LivePhone::take(const Key& note) {
    auto* c = by_session(note.session);
    if (c && c->run && c->hears_by(KeyWay::rtp)) tell(*c, dialogue::Digit{note.key}, note.at);
}

void LivePhone::take(const KeyByInfo& note) {
    auto* c = by_leg(note.leg);
    if (c && c->run && c->hears_by(KeyWay::info)) tell(*c, dialogue::Digit{note.key}, note.at);
}

void LivePhone::take(const Played& note) {
    if (auto* c = by_session(note.session); c && c->run) tell(*c, dialogue::PlaybackDone{note.playback}, note.at);
}

void LivePhone::take(Rendered note) {
    auto found = conversations_.find(note.conversation);
    if (found == conversations_.end()) return;
    Conversation& c = *found->second;
    if (c.leg_over || c.playback != note.playback) return;
    if (!note.parts) {
        log::error("prompt not rendered", {{"call", c.order.call.id}, {"error", note.parts.error().message}});
        return tell(c, dialogue::PlaybackDone{note.playback}, SteadyClock::now());
    }
    if (note.parts->empty()) return tell(c, dialogue::PlaybackDone{note.playback}, SteadyClock::now());
    engine_->play(c.session, note.playback, std::move(*note.parts), std::move(c.departure));
}

void LivePhone::take(const Shipped& note) {
    auto found = conversations_.find(note.conversation);
    if (found != conversations_.end() && found->second->run) {
        tell(*found->second, note.told, SteadyClock::now());
    }
}

void LivePhone::take(const HangUp& note) {
    for (auto& [key, c] : conversations_) {
        bool is_meant = note.call_id.empty() || c->order.call.id == note.call_id;
        if (is_meant && !c->leg_over) hang_up(*c, note.reason);
    }
}

void LivePhone::tell(Conversation& c, const dialogue::Event& event, Time happened) {
    if (c.leg_over || c.hanging_up) return;
    c.response_times.settle(c.answered_at);
    for (auto& action : c.run->handle(event, c.since_answer(happened))) carry_out(c, action);
}

void LivePhone::carry_out(Conversation& c, const dialogue::Action& action) {
    if (auto* say = std::get_if<dialogue::Say>(&action)) {
        c.playback = say->playback;
        c.departure = c.response_times.expect(*say);
        speech_.render_async(say->utterance, [notes = notes_, key = c.key, playback = say->playback](auto parts) {
            notes->post(Rendered{key, playback, std::move(parts)});
        });
    } else if (std::holds_alternative<dialogue::StopSaying>(action)) {
        c.playback = 0;
        engine_->stop_playback(c.session);
    } else if (auto* start = std::get_if<dialogue::StartTimer>(&action)) {
        c.dialogue_timer = start->timer;
        timers_.emplace(SteadyClock::now() + start->after, Timer{c.key, TimerKind::dialogue, start->timer});
    } else if (std::holds_alternative<dialogue::StopTimer>(action)) {
        c.dialogue_timer = 0;
    } else if (auto* ask = std::get_if<dialogue::AskShipment>(&action)) {
        find_shipment(c, *ask);
    } else {
        hang_up(c, "");
    }
}

void LivePhone::find_shipment(const Conversation& c, const dialogue::AskShipment& ask) {
    if (!options_.find_shipment) {
        return notes_->post(Shipped{c.key, {ask.query, dialogue::ShipmentTold::Result::failed}});
    }
    options_.find_shipment(c.order.call.account, ask, [notes = notes_, key = c.key](dialogue::ShipmentTold told) {
        notes->post(Shipped{key, std::move(told)});
    });
}

void LivePhone::hang_up(Conversation& c, std::string our_reason) {
    if (c.hanging_up) return;
    c.hanging_up = true;
    c.our_reason = std::move(our_reason);
    endpoint_->hang_up(c.leg, c.our_reason);
}

void LivePhone::finish(Conversation& c) {
    if (c.has_session) {
        if (!c.leg) engine_->close(c.session);
        sessions_.erase(c.session);
    }
    store::Call call = std::move(c.order.call);
    live_.remove(call.id);
    conversations_.erase(c.key);
    listener_.on_finished(std::move(call));
    --up_;
    calls_up().Decrement();
}

Conversation* LivePhone::by_leg(sip::LegId leg) {
    auto found = legs_.find(leg);
    return found == legs_.end() ? nullptr : conversations_.at(found->second).get();
}

Conversation* LivePhone::by_session(media::SessionId session) {
    auto found = sessions_.find(session);
    return found == sessions_.end() ? nullptr : conversations_.at(found->second).get();
}

}  // namespace tiller::dialer
