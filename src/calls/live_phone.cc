// The mailbox and its thread: what arrives from outside, and to which call it goes. What calls want: live_actions.cc.
#include "calls/live_phone.h"

#include <pthread.h>

#include "base/log.h"
#include "base/metrics.h"

namespace tiller::calls {
namespace {

// Beyond this many unfinished recordings or unread notes, new calls would only make the old ones later.
constexpr size_t kMostFinishing = 500;
constexpr size_t kMostPosts = 5'000;
constexpr std::chrono::seconds kLongestNap{1};

auto& calls_up() {
    static auto& gauge = metrics::gauge("tiller_phone_calls_up", "calls that are ordered and not finished");
    return gauge;
}

/// What a call goes on without, but its operator should know.
void log_trouble(const store::Call& call, const Event& event) {
    if (auto* prepared = std::get_if<Prepared>(&event); prepared && !prepared->sound) {
        log::error("first words not rendered", {{"call", call.id}, {"error", prepared->sound.error().message}});
    } else if (auto* rendered = std::get_if<Rendered>(&event); rendered && !rendered->sound) {
        log::error("prompt not rendered", {{"call", call.id}, {"error", rendered->sound.error().message}});
    } else if (auto* recorded = std::get_if<Recorded>(&event); recorded && !recorded->ok) {
        log::error("recording lost", {{"call", call.id}, {"error", recorded->error}});
    }
}

}  // namespace

Network real_network(media::EngineOptions media, sip::EndpointOptions sip) {
    return {[media = std::move(media)](media::Listener& listener) { return media::Engine::open(media, listener); },
            [sip = std::move(sip)](sip::Listener& listener) { return sip::Endpoint::open(sip, listener); }};
}

Result<std::unique_ptr<LivePhone>> LivePhone::open(const LivePhoneOptions& options, const Network& network,
                                                   speech::Speech& speech, const Clock& clock,
                                                   PhoneListener& listener) {
    std::unique_ptr<LivePhone> phone(new LivePhone(options, speech, clock, listener));
    auto engine = network.open_media(*phone);
    if (!engine) return engine.error();
    phone->engine_ = std::move(*engine);
    auto endpoint = network.open_sip(*phone);
    if (!endpoint) return endpoint.error();
    phone->endpoint_ = std::move(*endpoint);
    if (options.own_thread) phone->thread_ = std::thread([p = phone.get()] { p->run(); });
    return phone;
}

LivePhone::LivePhone(const LivePhoneOptions& options, speech::Speech& speech, const Clock& clock,
                     PhoneListener& listener)
    : options_(options), speech_(speech), clock_(clock), listener_(listener) {}

LivePhone::~LivePhone() {
    posts_->close();
    if (thread_.joinable()) thread_.join();
    endpoint_.reset();
    engine_.reset();
}

// From any thread.

void LivePhone::place(Order order) {
    ++up_;
    calls_up().Increment();
    live_.put(order.call);
    options_.live_changed();
    posts_->post(std::move(order));
}
bool LivePhone::is_overloaded() const { return finishing_ > kMostFinishing || posts_->size() > kMostPosts; }
void LivePhone::hang_up_all(std::string reason) { posts_->post(Note{OfCallId{}, now(), HangUp{std::move(reason)}}); }
void LivePhone::hang_up(std::string call_id, std::string reason) {
    posts_->post(Note{OfCallId{std::move(call_id)}, now(), HangUp{std::move(reason)}});
}
void LivePhone::on_ringing(sip::LegId leg, int, std::string_view) {
    posts_->post(Note{OfLeg{leg}, now(), LegRinging{}});
}
void LivePhone::on_answered(sip::LegId leg, std::string_view sdp) {
    posts_->post(Note{OfLeg{leg}, now(), LegAnswered{std::string(sdp)}});
}
void LivePhone::on_ended(sip::LegId leg, const sip::Ended& ended) {
    posts_->post(Note{OfLeg{leg}, now(), LegEnded{ended}});
}
void LivePhone::on_changed(sip::LegId leg, std::string_view sdp) {
    posts_->post(Note{OfLeg{leg}, now(), LegChanged{std::string(sdp)}});
}
void LivePhone::on_key(sip::LegId leg, char key) { posts_->post(Note{OfLeg{leg}, now(), Key{key, KeyWay::info}}); }
void LivePhone::on_digit(media::SessionId session, char digit) {
    posts_->post(Note{OfAudio{session}, now(), Key{digit, KeyWay::rtp}});
}
void LivePhone::on_playback_done(media::SessionId session, uint64_t playback) {
    posts_->post(Note{OfAudio{session}, now(), Played{playback}});
}
void LivePhone::on_recorded(media::SessionId session, const media::Recording& recording) {
    posts_->post(Note{OfAudio{session}, now(), Recorded{recording.ok, recording.error}});
}

// On the phone's thread.

void LivePhone::run() {
    pthread_setname_np(pthread_self(), "phone");
    while (!posts_->closed()) {
        Time deadline = timers_.empty() ? options_.steady() + kLongestNap : timers_.begin()->first;
        auto post = posts_->take_until(deadline);
        if (post) std::visit([this](auto& p) { take(std::move(p)); }, *post);
        fire_timers();
    }
}

void LivePhone::step() {
    while (auto post = posts_->try_take()) std::visit([this](auto& p) { take(std::move(p)); }, *post);
    fire_timers();
}

void LivePhone::fire_timers() {
    while (!timers_.empty() && timers_.begin()->first <= options_.steady()) {
        auto [due, timer] = *timers_.begin();
        timers_.erase(timers_.begin());
        auto found = calls_.find(timer.call);
        if (found != calls_.end()) tell(*found->second, timer.fired, {due, clock_.now()});
    }
}

void LivePhone::take(Order order) {
    uint64_t key = next_key_++;
    auto& call = *(calls_[key] = std::make_unique<LiveCall>(key, CallMachine(std::move(order), options_.record)));
    tell(call, Begin{}, now());
}

void LivePhone::take(const Note& note) {
    auto tell_one = [&](const auto& keys, auto id) {
        if (auto found = keys.find(id); found != keys.end()) tell(*calls_.at(found->second), note.event, note.at);
    };
    if (auto* of_leg = std::get_if<OfLeg>(&note.whom)) {
        tell_one(legs_, of_leg->leg);
    } else if (auto* of_audio = std::get_if<OfAudio>(&note.whom)) {
        tell_one(sessions_, of_audio->session);
    } else if (auto* of_call = std::get_if<OfCall>(&note.whom)) {
        if (auto found = calls_.find(of_call->key); found != calls_.end()) tell(*found->second, note.event, note.at);
    } else {
        const std::string& id = std::get<OfCallId>(note.whom).call_id;
        for (auto next = calls_.begin(); next != calls_.end();) {
            LiveCall& call = *(next++)->second;  // may be gone afterwards
            if (id.empty() || call.machine.record().id == id) tell(call, note.event, note.at);
        }
    }
}

void LivePhone::note_end_of(LiveCall& call, const Played& played) {
    if (call.playback != played.playback) return;  // another one plays by now
    call.playback = 0;
    if (call.ear) call.ear->robot_speaks(false);
}

void LivePhone::tell(LiveCall& call, const Event& event, const Moment& at) {
    log_trouble(call.machine.record(), event);
    if (const auto* played = std::get_if<Played>(&event)) note_end_of(call, *played);
    for (auto& action : call.machine.on(event, at)) {
        if (!std::visit([&](auto& a) { return carry_out(call, a); }, action)) return;
    }
}

bool LivePhone::carry_out(LiveCall& call, const Finish&) {
    store::Call record = call.machine.record();
    if (call.is_recorded) --finishing_;
    legs_.erase(call.leg);
    sessions_.erase(call.session);
    live_.remove(record.id);
    options_.live_changed();
    calls_.erase(call.key);
    listener_.on_finished(std::move(record));
    --up_;
    calls_up().Decrement();
    return false;
}

}  // namespace tiller::calls
