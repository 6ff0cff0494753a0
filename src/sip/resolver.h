#pragma once
// Host names to addresses, on threads of its own: whoever asks never waits.
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/ip_address.h"

namespace tiller::sip {

/// What a name means now.
struct Resolved {
    std::vector<IpAddress> addresses;  // the one to be tried first in front (RFC 6724)
    std::string error;                 // why there are none

    bool ok() const { return !addresses.empty(); }
};

/// Asks the system (getaddrinfo: /etc/hosts, DNS). Waits until it knows: for some 10 s where nobody answers.
Resolved ask_system(const std::string& name);

struct ResolverOptions {
    /// The seam to the outside; it may wait.
    std::function<Resolved(const std::string& name)> look_up = ask_system;
    int threads = 4;               // at most so many questions wait for the outside at once
    size_t most_waiting = 1'000;   // names that are being asked for; beyond, a question fails at once
    size_t most_kept = 10'000;     // names that are remembered
    Millis deadline{5'000};        // after which a question is answered with an error
    Millis keep{60'000};           // how long an answer holds; getaddrinfo tells no time to live
    Millis keep_failure{10'000};   // how long a failure holds
    Millis keep_stale{3'600'000};  // how long the last answer stands in for one that cannot be had (RFC 8767)
};

/// Thread rule: safe from any thread. `Done` is called on one of the resolver's threads, or within `resolve` for what
/// needs no question; it must not wait.
/// Invariants:
///   1. Each `Done` is called exactly once, at most `deadline` after `resolve`, or never if the resolver goes first;
///      none is called once the destructor has returned.
///   2. The destructor does not wait for the outside: a thread that is stuck there ends when it comes back.
///   3. One question a name is under way, however many ask.
class Resolver {
  public:
    using Done = std::function<void(const Resolved&)>;

    explicit Resolver(const Clock& clock, ResolverOptions options = {});
    ~Resolver();
    Resolver(const Resolver&) = delete;
    Resolver& operator=(const Resolver&) = delete;

    /// `host`: a name, or an address, which is its own answer.
    void resolve(std::string_view host, Done done);
    /// The answer, if it needs no question: an address, or a name that was asked for a moment ago.
    std::optional<Resolved> known(std::string_view host) const;

  private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace tiller::sip
