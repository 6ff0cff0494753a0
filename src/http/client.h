#pragma once
// HTTP out, on libcurl's multi interface: one thread for all requests.
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"

namespace tiller::http {

/// Which addresses may be connected to. The address that is checked is the address that is connected to.
struct AddressPolicy {
    bool allow_private = false;  // loopback, link-local, private, CGNAT, ULA, multicast, and their IPv6-mapped, NAT64, 6to4 forms
};
/// True if a public host could have this address (IPv4 or IPv6 literal).
bool is_public_address(const std::string& address);

struct ClientRequest {
    std::string method = "POST";
    std::string url;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    Millis timeout{15'000};
    size_t response_limit = 64u << 10;  // bytes of the answer that are kept
    AddressPolicy policy;
};

struct ClientResponse {
    int status = 0;         // 0: no answer; `error` says why
    std::string error;      // "refused: 10.0.0.1 is a private address", "timed out after 15 s", …
    std::string body;
    std::map<std::string, std::string> headers;  // names in lower case
    Millis elapsed{0};
};

/// Thread rule: `send` from any thread; `done` runs on the client's thread and must not block. Redirects are not followed.
class Client {
  public:
    static std::unique_ptr<Client> open(int max_connections = 256, int max_per_host = 16);
    virtual ~Client() = default;
    virtual void send(ClientRequest request, std::function<void(ClientResponse)> done) = 0;
};

}  // namespace tiller::http
