#pragma once
// Who a request comes from when a reverse proxy stands in front.
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace tiller::http {

/// The reverse proxies whose word is taken for a client's address (X-Forwarded-For). Immutable: safe from any thread.
class Proxies {
  public:
    /// "127.0.0.1, 10.0.0.0/8, ::1": addresses and blocks, comma-separated; empty for none.
    /// Error: `invalid`, with the part that is neither.
    static Result<Proxies> parse(std::string_view list);

    /// The address that a request is counted under: the peer's; from a trusted peer, the last address in the header
    /// that is not a trusted proxy's. What a client writes into the header itself stands further left, and is not
    /// believed.
    std::string client_of(const std::string& peer, std::string_view forwarded_for) const;

  private:
    using Bytes = std::array<uint8_t, 16>;  // IPv4 in its IPv6-mapped form
    struct Block {
        Bytes prefix;
        int bits;
    };
    bool holds(const std::string& address) const;

    std::vector<Block> blocks_;
};

}  // namespace tiller::http
