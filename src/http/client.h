#pragma once
// HTTP out, on libcurl's multi interface: one thread for all requests.
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace tiller::http {

/// Which addresses may be connected to. The address that is checked is the address that is connected to.
struct AddressPolicy {
    bool allow_private =
        false;  // loopback, link-local, private, CGNAT, ULA, multicast, and their IPv6-mapped, NAT64, 6to4 forms
};
/// True if a public host could have this address: an IPv4 or IPv6 literal in any form that resolvers take ("127.1",
/// "0x7f.1", "2130706433", "[::1]"). False for what is no literal. Rule: the IANA special-purpose address registries
/// (RFC 6890); an IPv6 address that carries an IPv4 one (mapped, NAT64, 6to4) is judged by that.
bool is_public_address(const std::string& address);

struct ClientRequest {
    std::string method = "POST";
    std::string url;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    Millis timeout{15'000};             // for the whole exchange, from the moment it leaves the client's queue
    size_t response_limit = 64u << 10;  // bytes of the answer that are kept
    bool status_is_enough = false;      // a body that breaks off, or is late, takes nothing from the status before it
    AddressPolicy policy;
    // Of an answer with the status 200 the body in pieces, as it arrives, instead of ClientResponse::body: on the
    // client's thread, before `done`; must not block. False gives the request up.
    std::function<bool(std::string_view)> on_piece{};
    Millis first_piece_within{0};                            // 0: as `timeout` says
    std::shared_ptr<const std::atomic<bool>> is_given_up{};  // true ends the exchange, within about a second
};

struct ClientResponse {
    int status = 0;     // 0: no answer; `error` says why
    std::string error;  // "refused: 10.0.0.1 is a private address", "timed out after 15 s", …
    std::string body;
    std::map<std::string, std::string> headers;  // names in lower case
    Millis elapsed{0};                           // without the wait in the client's queue
};

/// Thread rule: `send` from any thread; `done` runs on the client's thread and must not block; it may call `send`.
/// Every `send` gets exactly one `done`; the destructor ends what is outstanding with the error "client closed".
/// Redirects are not followed, the proxy settings of the environment are ignored, only http and https are spoken.
class Client {
  public:
    /// A host takes at most `max_per_host` connections; requests beyond wait, without holding up other hosts.
    static std::unique_ptr<Client> open(int max_connections = 256, int max_per_host = 16);
    virtual ~Client() = default;
    virtual void send(ClientRequest request, std::function<void(ClientResponse)> done) = 0;
};

}  // namespace tiller::http
