#pragma once
#include "sip/leg.h"

namespace tiller::sip {

/// A call that reached us.
///
///   offered ──accept──► accepted ──ACK──► up ──BYE──► (finished)
///      │ refuse, CANCEL     │ hang_up waits for the ACK (RFC 3261 section 15), then BYE
///      ▼                    ▼
///   (finished)          ending
class IncomingLeg final : public Leg {
  public:
    /// `handle` belongs to the leg from here on.
    IncomingLeg(LegContext& context, LegId id, nua_handle_t* handle, const sip_t* request);

    const Incoming& incoming() const { return incoming_; }

    void ring(int code) override;
    void accept(std::string sdp) override;
    void refuse(int code) override;
    void hang_up(std::string reason) override;
    void give_up(std::string reason) override;
    void on_event(const Event& event) override;

  private:
    enum class State { offered, accepted, up };
    void on_ack(const Event& event);

    Incoming incoming_;
    std::string contact_;
    State state_ = State::offered;
    bool bye_after_ack_ = false;
};

}  // namespace tiller::sip
