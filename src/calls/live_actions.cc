// What calls want done: actions of call_machine.h, carried out on SIP, RTP and speech.
#include <filesystem>

#include "answering/words.h"
#include "base/crypto/signed_link.h"
#include "base/log.h"
#include "calls/call_record.h"
#include "calls/live_phone.h"
#include "sip/sdp.h"
#include "sip/server_uri.h"

namespace tiller::calls {
namespace {

/// Brings to the phone what a call's party says, and who it is.
class PartyEar final : public hearing::EarListener, public hearing::FrameWatcher {
  public:
    /// `detector`: null if it does not matter who answers. It is used on the hearing thread only.
    PartyEar(std::function<void(Event)> tell, std::unique_ptr<answering::Detector> detector)
        : tell_(std::move(tell)), detector_(std::move(detector)) {}
    void on_frame(std::span<const int16_t> samples, bool is_speech, hearing::Time) override {
        if (!detector_) return;
        if (detector_->hear(samples, is_speech)) tell_judgement();
        if (detector_->is_over()) detector_.reset();
    }
    void on_words(const hearing::Words& words) override {
        if (wants_words() && detector_->hear_words(words.text)) tell_judgement();
    }
    bool wants_words() const override { return detector_ && detector_->wants_words(); }
    void on_speech_began(uint64_t turn, hearing::Time) override { tell_(SpeechBegan{turn}); }
    void on_heard(const hearing::HeardSpeech& speech) override {
        on_words(speech.words);
        tell_(Heard{{.turn = speech.turn,
                     .text = speech.words.text,
                     .confidence = speech.words.confidence,
                     .start = speech.start,
                     .end = speech.end,
                     .rejected = speech.words.rejected,
                     .heard_by = speech.words.heard_by}});
    }

  private:
    void tell_judgement() { tell_(AnswerJudged{answering::judgement_of(*detector_)}); }

    const std::function<void(Event)> tell_;
    std::unique_ptr<answering::Detector> detector_;
};

}  // namespace

bool LivePhone::carry_out(LiveCall& call, const Place&) {
    auto placed = place(call);
    if (placed) return true;
    tell(call, NotPlaced{placed.error().message}, now());
    return false;
}

Result<void> LivePhone::place(LiveCall& call) {
    const Order& order = call.machine.order();
    const campaign::LineConfig& line = *order.line;
    auto server = sip::parse_server(line.servers.empty() ? "" : line.servers.front());
    if (!server) return server.error();
    sip::MediaDescription ours;
    ours.address = options_.media_address.empty() ? sip::local_address_towards(server->host) : options_.media_address;
    auto opened = engine_->open_session(ours.address);
    if (!opened) return opened.error();
    call.session = opened->session;
    sessions_[call.session] = call.key;

    ours.port = opened->port;
    ours.payloads = line.payloads;
    ours.telephone_event = kTelephoneEvent;
    if (!options_.may_place(order.call.run)) return unavailable("this node stood still since it claimed the call");
    call.leg = endpoint_->invite({.target = {line.servers, line.username, line.password},
                                  .callee = order.call.callee,
                                  .caller = order.caller,
                                  .sdp = sip::write_sdp(ours, call.key, 1),
                                  .call_id = order.call.id});
    legs_[call.leg] = call.key;
    return {};
}

bool LivePhone::carry_out(LiveCall& call, Prepare& action) {
    speech_.render_async(std::move(action.utterance), [reply = reply_to(call.key)](auto sound) {
        reply(Prepared{sound ? Result<void>() : Result<void>(sound.error())});
    });
    return true;
}

bool LivePhone::carry_out(LiveCall& call, const StartAudio& action) {
    std::string record_to;
    if (action.record) {
        record_to = options_.data_dir + "/" + recording_path(call.machine.record().id);
        std::error_code ignored;  // the recorder tells if the folder is missing
        std::filesystem::create_directories(std::filesystem::path(record_to).parent_path(), ignored);
    }
    call.is_recorded = action.record;
    engine_->start(call.session, action.remote, record_to);
    return true;
}

bool LivePhone::carry_out(LiveCall& call, const RedirectAudio& action) {
    engine_->redirect(call.session, action.remote);
    return true;
}

/// For answers that come from any thread, at any time, even after the phone's end.
std::function<void(Event)> LivePhone::reply_to(uint64_t key) const {
    return [posts = posts_, steady = options_.steady, &clock = clock_, key](Event event) {
        posts->post(Note{OfCall{key}, {steady(), clock.now()}, std::move(event)});
    };
}

bool LivePhone::carry_out(LiveCall& call, Render& action) {
    speech_.render_async(std::move(action.utterance),
                         [reply = reply_to(call.key), playback = action.playback](auto sound) {
                             reply(Rendered{playback, std::move(sound)});
                         });
    return true;
}

bool LivePhone::carry_out(LiveCall& call, Play& action) {
    call.playback = action.playback;
    if (call.ear) call.ear->robot_speaks(true);
    engine_->play(call.session, action.playback, std::move(action.parts), std::move(action.departure));
    return true;
}

bool LivePhone::carry_out(LiveCall& call, const StopPlaying&) {
    engine_->stop_playback(call.session);
    call.playback = 0;
    if (call.ear) call.ear->robot_speaks(false);
    return true;
}

bool LivePhone::carry_out(LiveCall& call, Listen& action) {
    if (options_.hearing == nullptr) return true;
    if (!call.ear) open_ear(call, nullptr);
    call.ear->listen(std::move(action.listening));
    return true;
}

void LivePhone::open_ear(LiveCall& call, const JudgeAnswer* judge) {
    auto detector = judge ? std::make_unique<answering::Detector>(judge->settings, judge->language) : nullptr;
    auto party = std::make_shared<PartyEar>(reply_to(call.key), std::move(detector));
    call.ear = options_.hearing->open_ear(party);
    if (judge) call.ear->watch(party, answering::words_of_machines(judge->language));
    call.ear->robot_speaks(call.playback != 0);
    engine_->listen(call.session, call.ear->frames());
}

bool LivePhone::carry_out(LiveCall& call, JudgeAnswer& action) {
    if (options_.hearing == nullptr || call.ear) return true;
    open_ear(call, &action);
    return true;
}

bool LivePhone::carry_out(LiveCall& call, const StopListening&) {
    if (call.ear) call.ear->stop_listening();
    return true;
}

bool LivePhone::carry_out(LiveCall& call, const StartTimer& action) {
    timers_.emplace(action.due, Timer{call.key, {action.kind, action.timer}});
    return true;
}

bool LivePhone::carry_out(LiveCall& call, const Ask& action) {
    auto tell_call = [reply = reply_to(call.key)](dialogue::ShipmentTold told) { reply(Told{std::move(told)}); };
    if (options_.find_shipment) {
        options_.find_shipment(call.machine.record().account, action.question, std::move(tell_call));
    } else {
        tell_call({action.question.query, dialogue::ShipmentTold::Result::failed});
    }
    return true;
}

bool LivePhone::carry_out(LiveCall& call, AskModel& action) {
    call.asking.reset();  // the one before is given up first: an engine may be full
    const uint64_t question = action.question.question;
    auto tell_call = [reply = reply_to(call.key), asking = action.asking](dialogue::ModelTold told) {
        reply(ModelTold{asking, std::move(told)});
    };
    if (options_.ask_model) {
        call.asking = options_.ask_model(std::move(action.question), std::move(tell_call));
    } else {
        tell_call({.question = question, .is_over = true, .why = "no language model is there"});
    }
    return true;
}

bool LivePhone::carry_out(LiveCall& call, const StopAsking&) {
    call.asking.reset();
    return true;
}

bool LivePhone::carry_out(LiveCall& call, const HangUpLeg& action) {
    endpoint_->hang_up(call.leg, action.reason);
    return true;
}

bool LivePhone::carry_out(LiveCall& call, const CloseAudio&) {
    engine_->close(call.session);
    call.ear.reset();
    call.asking.reset();
    if (call.is_recorded) ++finishing_;  // until the recording is on disk
    return true;
}

bool LivePhone::carry_out(LiveCall& call, const FreeChannel& action) {
    const store::Call& record = call.machine.record();
    if (call.leg == 0) {
        log::warn("call not placed", {{"call", record.id}, {"reason", record.hangup_reason}});
    } else {
        log::info("call over", {{"call", record.id},
                                {"outcome", to_name(record.outcome)},
                                {"sip", record.sip_code},
                                {"reason", record.hangup_reason}});
    }
    listener_.on_channel_free(record, action.answer);
    return true;
}

bool LivePhone::carry_out(LiveCall& call, const ShowProgress&) {
    const store::Call& record = call.machine.record();
    record.ended ? live_.remove(record.id) : live_.put(record);
    options_.live_changed();
    return true;
}

}  // namespace tiller::calls
