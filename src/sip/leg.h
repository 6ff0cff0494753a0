#pragma once
// What outgoing and incoming call legs share: one INVITE session (RFC 3261 section 13) on a nua handle.
#include <functional>
#include <string>

#include "sip/loop.h"
#include "sip/message.h"
#include "sip/sip.h"
#include "sip/sofia.h"

namespace tiller::sip {

class Leg;

/// What a leg needs of the endpoint it lives in.
struct LegContext {
    nua_t* nua = nullptr;
    Loop* loop = nullptr;
    Listener* listener = nullptr;
    Resolver* resolver = nullptr;
    EndpointOptions options;
    std::string bound_host;  // literal
    int port = 0;
    std::function<void(LegId)> leave;  // the leg has ended: destroy it after the event in progress
    std::function<Leg*(LegId)> find;   // null once it has ended

    /// The host that we call ourselves towards a peer: public address, bound address, or the one its packets leave
    /// from.
    std::string own_host(std::string_view peer_host) const;
    /// The address that a host name is known to mean, as a URI has it; the host itself if it is not known yet.
    std::string address_of(std::string_view host) const;
    /// Why there is no address of this host, for people.
    std::string name_failure(std::string_view host) const;
    /// Why nothing can be sent to this place; empty if it can, as far as one sees before its name is looked up.
    std::string fault_as_hop(const NextHop& hop) const;
    /// What a host name means; `told` runs on the loop's thread, later, and never once the endpoint has ended. Its
    /// owner may be gone by then: legs are found by their id.
    void look_up(std::string_view host, Resolver::Done told) const;
    /// "<sip:user@host:port;transport=…>" for the Contact header.
    std::string contact(std::string_view user, std::string_view peer_host, std::string_view transport) const;
};

/// Thread rule: the loop's thread.
/// Invariant: `finish` happens once; after it, the listener hears no more of the leg.
class Leg : public HandleUser {
  public:
    Leg(LegContext& context, LegId id) : context_(context), id_(id) {}
    ~Leg() override { context_.loop->cancel(limit_); }

    virtual void hang_up(std::string reason) = 0;
    virtual void ring(int /*code*/) {}
    virtual void accept(std::string /*sdp*/) {}
    virtual void refuse(int /*code*/) {}
    /// Ends the leg at once, whatever the peer does.
    virtual void give_up(std::string reason) = 0;

  protected:
    void finish(Ended ended);
    bool finished() const { return finished_; }

    /// The part of the dialog that is the same in both directions once the session is up: re-INVITE, UPDATE.
    void on_renegotiation(const Event& event);
    /// INFO: tells the key in it, and the peer whether it counts.
    void on_info(const Event& event);
    /// Tells a session description of the peer's, with the address of the host that it may name: at once, or when the
    /// name has been looked up. A name that nobody knows is left as it stands. What is told later takes the place of
    /// what still waits for its name.
    void tell_sdp(std::string sdp);
    /// `sdp` is what the peer says of its session from now on.
    virtual void on_sdp(std::string_view sdp) { context_.listener->on_changed(id_, sdp); }
    void send_bye(std::string reason);
    /// Gives the peer the time of one transaction, and a little more, to end the leg properly.
    void limit_ending();

    LegContext& context_;
    const LegId id_;
    Handle handle_;
    std::string our_first_sdp_, our_sdp_;  // the first tells what we can, the other what is agreed
    bool had_ringing_ = false;
    bool ending_ = false;  // we sent CANCEL or BYE
    std::string ending_reason_;

  private:
    bool finished_ = false;
    Loop::TimerId limit_ = 0;
    uint64_t sdps_ = 0;  // how many were to be told so far
};

/// The session's state that an nua_i_state event tells of.
int call_state_of(const Event& event);

}  // namespace tiller::sip
