#pragma once
#include "sip/digest_client.h"
#include "sip/leg.h"
#include "sip/server_uri.h"

namespace tiller::sip {

/// A call that we make.
///
///   calling ──18x──► ringing ──2xx──► up ──BYE──► (finished)
///      │ silence, 503    │ ≥300        ▲
///      ▼                 ▼             │ 2xx that crossed our CANCEL, or that cannot be kept: BYE follows at once
///   next server      (finished)     ending (CANCEL or BYE sent)
class OutgoingLeg final : public Leg {
  public:
    OutgoingLeg(LegContext& context, LegId id, Invite invite);
    ~OutgoingLeg() override { context_.loop->cancel(failover_); }

    void start() { try_next_server(); }
    void hang_up(std::string reason) override;
    void give_up(std::string reason) override;
    void on_event(const Event& event) override;
    void on_server_refused(const std::string& host, const std::string& why) override;

  private:
    void try_next_server();
    void send_invite(const ServerUri& server);
    void on_response(const Event& event);
    void on_provisional(const Event& event);
    void on_answer(const Event& event);
    void take_answer();
    void refuse_answer(std::string why);
    void on_sdp(std::string_view sdp) override;
    void finish_answered(EndedBy by, std::string reason);
    void on_refreshed(const Event& event);
    void on_failure(const Event& event);
    void on_bye_response(const Event& event);
    bool authenticate(const Event& event);

    const Invite invite_;
    size_t next_server_ = 0;
    ServerUri server_;    // that was asked last
    bool heard_ = false;  // from it
    Ended last_failure_;
    Loop::TimerId failover_ = 0;
    std::string early_sdp_, their_sdp_;
    ChallengeAnswers challenges_;  // on this server
    bool answered_ = false, acknowledged_ = false, told_ = false;
    std::string answer_fault_;  // why the answer cannot be kept
};

}  // namespace tiller::sip
