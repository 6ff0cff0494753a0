#pragma once
#include <atomic>
#include <map>
#include <thread>
#include <unordered_map>

#include "base/mailbox.h"
#include "calls/call_machine.h"
#include "calls/live_calls.h"
#include "calls/phone.h"
#include "hearing/hearing.h"
#include "media/media.h"
#include "sip/sip.h"
#include "speech/speech.h"

namespace tiller::calls {

struct LivePhoneOptions {
    std::string media_address;  // what the SDP tells peers; empty: the address towards the line's server
    std::string data_dir;       // recordings go below it
    bool record = true;
    /// Finds out where a shipment is; `tell` may run on any thread, at once or late. Absent: every question fails.
    using TellShipment = std::function<void(dialogue::ShipmentTold)>;
    std::function<void(int64_t account, const dialogue::AskShipment& ask, TellShipment tell)> find_shipment{};
    /// Asks a language model; `tell` may run on any thread, with pieces of the answer and its end. What is given back
    /// gives the question up when it is destroyed. Absent: every question fails.
    using TellModel = std::function<void(dialogue::ModelTold)>;
    std::function<std::shared_ptr<void>(dialogue::AskModel question, TellModel tell)> ask_model{};
    std::function<Time()> steady = std::chrono::steady_clock::now;
    /// May a call that this run of the node claimed (Call::run) still be made? Asked right before its INVITE leaves: this
    /// machine may have stood still since then, and others may have ended the call.
    std::function<bool(int64_t run)> may_place = [](int64_t) { return true; };
    std::function<void()> live_changed = [] {};  // what `live_calls` gives is not what it was; must not wait
    hearing::Hearing* hearing = nullptr;         // outlives the phone; null: nothing that a party says is heard
    bool own_thread = true;                      // false: `step` is called by whoever owns the phone (tests)
};

/// What a phone stands on. Audio and signalling are opened by the phone, to which they report.
struct Network {
    std::function<Result<std::unique_ptr<media::Engine>>(media::Listener&)> open_media;
    std::function<Result<std::unique_ptr<sip::Endpoint>>(sip::Listener&)> open_sip;
};
/// RTP and SIP on the machine's sockets.
Network real_network(media::EngineOptions media, sip::EndpointOptions sip);

/// Makes calls over SIP and RTP: what happens to a call goes to its machine (call_machine.h), and what that wants is
/// carried out. One thread moves all calls on, fed by the SIP thread, the media threads, the speech workers and its
/// own timers through one mailbox.
///
/// Invariants:
///   1. A call is touched by this thread only.
///   2. `on_finished` comes after the recording is on disk, so that the event's link always plays.
///   3. Nothing here waits: prompts are rendered by workers, recordings written by the recorder.
///   4. A call is told the moments at which things happened, not those at which this thread came to them.
class LivePhone final : public Phone, private sip::Listener, private media::Listener {
  public:
    static Result<std::unique_ptr<LivePhone>> open(const LivePhoneOptions& options, const Network& network,
                                                   speech::Speech& speech, const Clock& clock, PhoneListener& listener);
    ~LivePhone() override;

    void place(Order order) override;
    size_t up() const override { return up_; }
    bool is_overloaded() const override;
    void hang_up_all(std::string reason) override;
    void hang_up(std::string call_id, std::string reason) override;
    /// The calls of an account that are not over, as far as they have come.
    std::vector<store::Call> live_calls(int64_t account) const { return live_.of(account); }

    sip::Endpoint& endpoint() { return *endpoint_; }

    /// Takes what has arrived and fires what is due. Only without a thread of its own.
    void step();

  private:
    struct LiveCall {
        uint64_t key;
        CallMachine machine;
        sip::LegId leg = 0;
        media::SessionId session = 0;
        bool is_recorded = false;
        uint64_t playback = 0;              // the one that plays
        std::unique_ptr<hearing::Ear> ear;  // from the first JudgeAnswer or Listen on
        std::shared_ptr<void> asking{};     // the question to a model that is open
    };
    // Whom a note is for.
    struct OfLeg {
        sip::LegId leg;
    };
    struct OfAudio {
        media::SessionId session;
    };
    struct OfCall {
        uint64_t key;
    };
    struct OfCallId {
        std::string call_id;  // empty: all
    };
    struct Note {
        std::variant<OfLeg, OfAudio, OfCall, OfCallId> whom;
        Moment at;
        Event event;
    };
    using Post = std::variant<Order, Note>;
    struct Timer {
        uint64_t call;
        TimerFired fired;
    };

    LivePhone(const LivePhoneOptions& options, speech::Speech& speech, const Clock& clock, PhoneListener& listener);

    void on_ringing(sip::LegId leg, int code, std::string_view sdp) override;
    void on_answered(sip::LegId leg, std::string_view sdp) override;
    void on_ended(sip::LegId leg, const sip::Ended& ended) override;
    void on_changed(sip::LegId leg, std::string_view sdp) override;
    void on_key(sip::LegId leg, char key) override;
    void on_digit(media::SessionId session, char digit) override;
    void on_playback_done(media::SessionId session, uint64_t playback) override;
    void on_recorded(media::SessionId session, const media::Recording& recording) override;

    void run();
    Moment now() const { return {options_.steady(), clock_.now()}; }
    void fire_timers();
    void take(Order order);
    void take(const Note& note);
    void tell(LiveCall& call, const Event& event, const Moment& at);

    // Carrying out. False: what follows in the list is not to be done.
    bool carry_out(LiveCall& call, const Place& action);
    bool carry_out(LiveCall& call, Prepare& action);
    bool carry_out(LiveCall& call, const StartAudio& action);
    bool carry_out(LiveCall& call, const RedirectAudio& action);
    bool carry_out(LiveCall& call, Render& action);
    bool carry_out(LiveCall& call, Play& action);
    bool carry_out(LiveCall& call, const StopPlaying& action);
    bool carry_out(LiveCall& call, const StartTimer& action);
    bool carry_out(LiveCall& call, Listen& action);
    bool carry_out(LiveCall& call, const StopListening& action);
    bool carry_out(LiveCall& call, JudgeAnswer& action);
    bool carry_out(LiveCall& call, const Ask& action);
    bool carry_out(LiveCall& call, AskModel& action);
    bool carry_out(LiveCall& call, const StopAsking& action);
    bool carry_out(LiveCall& call, const HangUpLeg& action);
    bool carry_out(LiveCall& call, const CloseAudio& action);
    bool carry_out(LiveCall& call, const FreeChannel& action);
    bool carry_out(LiveCall& call, const ShowProgress& action);
    bool carry_out(LiveCall& call, const Finish& action);
    Result<void> place(LiveCall& call);
    /// `judge`: who answers matters.
    void open_ear(LiveCall& call, const JudgeAnswer* judge);
    void note_end_of(LiveCall& call, const Played& played);
    std::function<void(Event)> reply_to(uint64_t key) const;

    const LivePhoneOptions options_;
    speech::Speech& speech_;
    const Clock& clock_;
    PhoneListener& listener_;
    std::unique_ptr<media::Engine> engine_;
    std::unique_ptr<sip::Endpoint> endpoint_;

    const std::shared_ptr<Mailbox<Post>> posts_ = std::make_shared<Mailbox<Post>>();  // outlived by questions under way
    LiveCalls live_;
    std::atomic<size_t> up_{0}, finishing_{0};  // finishing: over, but for their recording
    std::map<uint64_t, std::unique_ptr<LiveCall>> calls_;
    std::unordered_map<sip::LegId, uint64_t> legs_;
    std::unordered_map<media::SessionId, uint64_t> sessions_;
    std::multimap<Time, Timer> timers_;
    uint64_t next_key_ = 1;
    std::thread thread_;
};

}  // namespace tiller::calls
