#pragma once
// For tests: the endpoint in calls with a peer that a stack would not play.
#include "sip/endpoint_testing.h"

namespace tiller::sip {

class PeerTest : public testing::Test {
  protected:
    static EndpointOptions quick() {
        EndpointOptions options = Phone::for_anybody();
        options.transaction_timeout = Millis(2000);
        options.failover_after = Millis(600);
        options.least_session_interval = Millis(2000);
        return options;
    }
    Invite call_to(std::vector<std::string> servers) {
        return {.target = {.servers = std::move(servers), .username = "robot", .password = "s3cret"},
                .callee = "+6281200000001",
                .caller = "+622150000000",
                .sdp = some_sdp(4000),
                .call_id = "abc"};
    }
    /// A call that is up; the INVITE as the peer received it.
    RawMessage connect() {
        leg = phone.endpoint->invite(call_to({peer.address()}));
        RawMessage invite = peer.expect("INVITE");
        peer.respond(invite, "200 OK", {}, some_sdp(5000));
        peer.expect("ACK");
        phone.heard.expect("answered");
        return invite;
    }
    void end_by_peer(const RawMessage& invite, int cseq) {
        peer.request(invite, "BYE", cseq);
        phone.heard.expect("ended");
    }

    Phone phone{quick()};
    RawPeer peer;
    LegId leg = 0;
};

}  // namespace tiller::sip
