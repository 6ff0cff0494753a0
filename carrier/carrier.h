#pragma once
// The simulated carrier: takes calls over SIP, lets its people do what people.csv says, writes what happened.
#include <atomic>
#include <functional>
#include <memory>
#include <unordered_map>

#include "base/mailbox.h"
#include "carrier/hearing.h"
#include "carrier/people.h"
#include "carrier/report.h"
#include "carrier/voices.h"
#include "media/media.h"
#include "sip/sdp.h"
#include "sip/sip.h"

namespace tiller::carrier {

struct CarrierOptions {
    sip::EndpointOptions sip;
    media::EngineOptions media;
    std::string media_address;  // put into the SDP; empty: the address from which packets leave towards the peer
    std::string record_folder;  // empty: no recordings
    Behaviour otherwise = Behaviour::answer;  // of a number without a row
    Millis ring{1000};                        // before such a number answers
};

/// Thread rule: `run` and all private state belong to the thread that calls `run`; the listeners' callbacks only post
/// to it. `stop` may be called from anywhere.
/// Invariant: every call that arrived leads to exactly one line in the report, also when the carrier is stopped.
class Carrier final : sip::Listener, media::Listener, media::FrameListener {
  public:
    Carrier(CarrierOptions options, People people, Voices voices, ReportFile report, ReportFile journal = {});

    Result<void> open();
    int port() const { return endpoint_->port(); }
    /// Serves until `stop`, or until `asked_to_stop` says so (it is asked every 100 ms); then ends all calls.
    void run(const std::function<bool()>& asked_to_stop);
    void stop() { stopping_ = true; }

  private:
    struct Call {
        CallReport report;
        const Person* person = nullptr;
        sip::Incoming incoming;
        sip::MediaDescription answer;
        std::optional<media::SessionId> session;
        Millis answered_at{0};  // monotonic
        Hearing hearing;
        size_t next_step = 0;
        std::optional<Millis> prompt_end;  // monotonic; of the prompt that the next step waits for
        bool ended = false;
        int open_ends = 0;  // figures and recording still to come after the end
    };

    // sip::Listener, on the SIP thread.
    void on_ringing(sip::LegId, int, std::string_view) override {}
    void on_answered(sip::LegId, std::string_view) override {}
    bool on_incoming(sip::LegId leg, const sip::Incoming& incoming) override;
    void on_ended(sip::LegId leg, const sip::Ended& ended) override;
    void on_changed(sip::LegId leg, std::string_view sdp) override;
    // media::Listener, on media and recorder threads.
    void on_digit(media::SessionId session, char digit) override;
    void on_playback_done(media::SessionId, uint64_t) override {}
    void on_recorded(media::SessionId session, const media::Recording& recording) override;
    // media::FrameListener, on a media thread.
    void on_heard(media::SessionId session, const int16_t* samples) override;

    void begin(sip::LegId leg, sip::Incoming incoming);
    void answer(sip::LegId leg);
    void act(sip::LegId leg, Call& call);
    void take_step(sip::LegId leg, Call& call, const Step& step);
    void end(sip::LegId leg, const sip::Ended& ended);
    void close_one_end(sip::LegId leg);
    Call* find(sip::LegId leg);
    Call* find_session(media::SessionId session);

    void after(Millis delay, std::function<void()> what);
    void turn(Millis at_most);

    const CarrierOptions options_;
    const People people_;
    const Voices voices_;
    ReportFile report_, journal_;
    SystemClock clock_;
    Person stranger_;  // whoever has no row

    std::unordered_map<sip::LegId, std::unique_ptr<Call>> calls_;
    std::unordered_map<media::SessionId, sip::LegId> legs_;  // by session
    std::map<std::string, int> attempts_;                    // by digits of the number
    std::multimap<Millis, std::function<void()>> timers_;    // by monotonic time
    Mailbox<std::function<void()>> inbox_;
    std::atomic<bool> stopping_{false};
    // Last: they call the listeners, so they go first.
    std::unique_ptr<media::Engine> media_;
    std::unique_ptr<sip::Endpoint> endpoint_;
};

}  // namespace tiller::carrier
