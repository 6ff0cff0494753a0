#pragma once
#include <map>
#include <unordered_map>

#include "base/mailbox.h"
#include "dialer/conversation.h"
#include "dialer/live_calls.h"
#include "dialer/phone.h"
#include "media/media.h"
#include "sip/sip.h"
#include "speech/speech.h"

namespace tiller::dialer {

struct LivePhoneOptions {
    sip::EndpointOptions sip;
    media::EngineOptions media;
    std::string media_address;  // what the SDP tells peers; empty: the address towards the line's server
    std::string data_dir;       // recordings go below it
    bool record = true;
    /// Finds out where a shipment is; `tell` may run on any thread, at once or late. Absent: every question fails.
    using TellShipment = std::function<void(dialogue::ShipmentTold)>;
    std::function<void(int64_t account, const dialogue::AskShipment& ask, TellShipment tell)> find_shipment{};
};

/// Makes calls over SIP and RTP: one thread moves every conversation on, fed by the SIP thread, the media threads, the
/// speech workers and its own timers through one mailbox.
///
/// Invariants:
///   1. A conversation is touched by this thread only.
///   2. `on_finished` comes after the recording is on disk, so that the event's link always plays.
///   3. Nothing here waits: prompts are rendered by workers, recordings written by the recorder.
///   4. The dialogue is told the moments at which things happened, not those at which this thread came to them.
class LivePhone final : public Phone, private sip::Listener, private media::Listener {
  public:
    static Result<std::unique_ptr<LivePhone>> open(const LivePhoneOptions& options, speech::Speech& speech,
                                                   const Clock& clock, PhoneListener& listener);
    ~LivePhone() override;

    void place(Order order) override;
    size_t up() const override { return up_; }
    bool is_overloaded() const override;
    void hang_up_all(std::string reason) override;
    void hang_up(std::string call_id, std::string reason) override;
    /// The calls whose legs are not over, as far as they have come.
    std::vector<store::Call> live_calls() const { return live_.all(); }

    sip::Endpoint& endpoint() { return *endpoint_; }

  private:
    using Time = Conversation::Time;
    struct Ringing {
        sip::LegId leg;
        int code;
    };
    struct LegAnswered {
        sip::LegId leg;
        Time at;
        std::string sdp;
    };
    struct LegEnded {
        sip::LegId leg;
        sip::Ended ended;
    };
    struct LegChanged {
        sip::LegId leg;
        std::string sdp;
    };
    struct Key {
        media::SessionId session;
        Time at;
        char key;
    };
    struct KeyByInfo {
        sip::LegId leg;
        Time at;
        char key;
    };
    struct Played {
        media::SessionId session;
        Time at;
        uint64_t playback;
    };
    struct Recorded {
        media::SessionId session;
        media::Recording recording;
    };
    struct Rendered {
        uint64_t conversation, playback;
        Result<std::vector<AudioPtr>> parts;
    };
    struct Shipped {
        uint64_t conversation;
        dialogue::ShipmentTold told;
    };
    struct HangUp {
        std::string call_id;  // empty: all
        std::string reason;
    };
    using Note = std::variant<Order, Ringing, LegAnswered, LegEnded, LegChanged, Key, KeyByInfo, Played, Recorded,
                              Rendered, Shipped, HangUp>;
    enum class TimerKind { ring, dialogue };
    struct Timer {
        uint64_t conversation;
        TimerKind kind;
        uint64_t id;
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
    void fire_timers();
    void take(Order order);
    void take(const Ringing& note);
    void take(const LegAnswered& note);
    void take(const LegEnded& note);
    void take(const LegChanged& note);
    void take(const Key& note);
    void take(const KeyByInfo& note);
    void take(const Played& note);
    void take(const Recorded& note);
    void take(Rendered note);
    void take(const Shipped& note);
    void take(const HangUp& note);

    void give_up(Conversation& c, Outcome outcome, std::string reason);
    void warm_up(const Conversation& c);
    void tell(Conversation& c, const dialogue::Event& event, Time happened);
    void carry_out(Conversation& c, const dialogue::Action& action);
    void find_shipment(const Conversation& c, const dialogue::AskShipment& ask);
    void hang_up(Conversation& c, std::string our_reason);
    void finish(Conversation& c);
    Conversation* by_leg(sip::LegId leg);
    Conversation* by_session(media::SessionId session);

    LivePhoneOptions options_;
    speech::Speech& speech_;
    const Clock& clock_;
    PhoneListener& listener_;
    std::unique_ptr<media::Engine> engine_;
    std::unique_ptr<sip::Endpoint> endpoint_;

    const std::shared_ptr<Mailbox<Note>> notes_ = std::make_shared<Mailbox<Note>>();  // outlived by questions under way
    LiveCalls live_;
    std::atomic<size_t> up_{0}, finishing_{0};  // finishing: over, but for their recording
    std::map<uint64_t, std::unique_ptr<Conversation>> conversations_;
    std::unordered_map<sip::LegId, uint64_t> legs_;
    std::unordered_map<media::SessionId, uint64_t> sessions_;
    std::multimap<Time, Timer> timers_;
    uint64_t next_key_ = 1;
    std::thread thread_;
};

}  // namespace tiller::dialer
