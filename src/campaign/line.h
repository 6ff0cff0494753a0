#pragma once
// A line (trunk): where and how calls leave, and its limits (docs/contract/admin.md, "lines").
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "campaign/attempt.h"
#include "form/declare.h"

namespace tiller::campaign {

struct LineConfig {
    std::vector<std::string> servers;         // "sip:host:port;transport=udp|tcp|tls", tried in this order
    std::string username, password;           // digest credentials; empty: the peer trusts our address
    bool registers = false;                   // keep a registration alive
    std::string country;                      // ISO 3166
    std::vector<std::string> caller_numbers;  // used in turn
    std::vector<int> payloads = {8, 0};       // static RTP payload types in order of preference: 8 PCMA, 0 PCMU
    int max_channels = 10;
    double max_calls_per_second = 1;
    Millis ring_timeout{30'000};
    OutcomeTable outcomes;  // overrides by SIP final response
    // Whose audio may be taken for the callee's when it does not come from the address in the SDP: that host's and the
    // servers', at any port, or anybody's (media/rtp/latch.h).
    bool learns_audio_from_anywhere = false;
    bool repeat_unknown = false;  // try a number again whose call was up when the process died
};

/// Its fields: names, bounds, defaults. docs/add-a-field.md.
const form::Form<LineConfig>& line_form();

/// Without the password, which lies sealed beside it: store::set_line_password, store::open_line_password.
std::string to_json(const LineConfig& line);
Result<LineConfig> line_from_json(std::string_view json);
/// Why the password of `stored` must be given anew for `wanted`; empty if it may be kept. A password belongs to the
/// servers and the user name that it was given for: elsewhere, a digest of it would be proved to somebody who could try
/// passwords against it for as long as he likes.
std::string kept_password_fault(const LineConfig& stored, const LineConfig& wanted);

}  // namespace tiller::campaign
