#pragma once
#include "calls/call_events.h"
#include "calls/phone.h"

namespace tiller::calls {

/// One call from its order to its end. Pure: events and their moments in, actions out; live_phone.h carries them out.
///
///        Begin         Prepared         LegRinging       LegAnswered          hung up by either side
///   ordered ──► preparing ──► calling ───────► ringing ─────────► talking ──────────────► recording ──Recorded──► finished
///      │            │            │ └───────────────│──────────────► ▲  │                                             ▲
///      │            │            └─── we hang up ──┤                   └────── nothing is recorded ──────────────────┤
///      │            │                              ▼                                                                 │
///      │            │ no voice               cancelling ──LegEnded, or an answer that crossed our CANCEL─────────────┤
///      └────────────┴───── nobody to talk ────────(LegEnded, NotPlaced)──────────────────────────────────────────────┘
///
/// A call has one leg: that to its party. Its direction, its owner (store/owner.h) and who talks in it stand in the
/// order; none of them changes the way above.
///
/// Thread rule: one thread at a time.
/// Invariants:
///   1. `Finish` comes once, as the last action ever; `FreeChannel` once, before it.
///   2. A talk ends in the moment in which either side hangs up: what the peer says to our BYE, or that it says
///      nothing, changes neither the record nor the recording. A call that we give up before its answer ends in that
///      moment too; its response, and with it its outcome, is awaited (RFC 3261 section 9.1), which sip ends in time.
///   3. A call that loses its voice ends at once, `failed`: nobody listens to silence, and the number may be tried again.
///      It is not dialed before its first words are rendered, unless that takes longer than kOpeningWait: then they may
///      be late, and a call whose first words turn out not to be spoken is taken back before its answer.
///   4. After the audio was closed no action goes to it. After Finish every event returns nothing.
class CallMachine {
  public:
    enum class State { ordered, preparing, calling, ringing, talking, cancelling, recording, finished };

    /// How long the first words are waited for before the call is dialed: a call may not leave its window meanwhile.
    static constexpr Millis kOpeningWait{500};

    /// `record`: whether talks are recorded.
    CallMachine(Order order, bool record);

    Actions on(const Event& event, const Moment& at);

    State state() const { return state_; }
    const Order& order() const { return order_; }
    /// As complete as it is; whole with Finish.
    const store::Call& record() const { return order_.call; }

  private:
    class Port;

    void take(const Begin& event);
    void take(const Prepared& event);
    void take(const NotPlaced& event);
    void take(const LegRinging& event);
    void take(const LegAnswered& event);
    void take(const LegChanged& event);
    void take(const LegEnded& event);
    void take(const Key& event);
    void take(const Rendered& event);
    void take(const Played& event);
    void take(const TimerFired& event);
    void take(const SpeechBegan& event);
    void take(const Heard& event);
    void take(const AnswerJudged& event);
    void take(const Told& event);
    void take(const ModelTold& event);
    void take(const HangUp& event);
    void take(const Recorded& event);

    template <class Tell>
    void tell_participant(Tell tell);
    void place();
    void give_up(std::string reason);
    void cancel(std::string reason);
    void hang_up(std::string reason);
    void conclude(const sip::Ended& ended);
    void finish();
    bool is_dialing() const { return state_ == State::calling || state_ == State::ringing; }
    bool hears_by(KeyWay way);

    Order order_;
    const bool records_;
    State state_ = State::ordered;
    Moment at_{};      // of the event that is being taken
    Actions actions_;  // that it leads to

    size_t unprepared_ = 0;  // of the opening's utterances
    Time answered_at_{};
    media::Remote remote_;  // as last told by the peer
    bool audio_runs_ = false;
    KeyWay key_way_ = KeyWay::unknown;
    uint64_t playback_ = 0;                          // the one that is being rendered or played
    std::shared_ptr<media::Departure> departure_;    // of that one, while it is being rendered
    uint64_t timer_ = 0;                             // the participant's, while it runs
    std::optional<uint64_t> turn_;                   // that is listened for
    uint64_t askings_ = 0;                           // of a model, so far
    bool asks_ = false;                              // the last of them is awaited
    std::optional<answering::Judgement> judgement_;  // of who answered; the last one
    bool ring_limit_ = false, media_failed_ = false;
    std::string our_reason_;         // why we ended the call
    std::optional<Moment> gave_up_;  // when we did, before an answer
};

std::string_view to_name(CallMachine::State state);

}  // namespace tiller::calls
