#pragma once
// The connections that others opened to us (SIP over TCP and TLS): how many, of whom, for how long.
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/clock.h"
#include "base/ip_address.h"
#include "sip/loop.h"
#include "sip/sofia.h"

namespace tiller::sip {

struct ConnectionLimits {
    size_t most = 1'000;          // at once, of all
    size_t most_of_one = 20;      // of one site (IpAddress::site) that is no line's server
    size_t most_begun = 256;      // messages that have begun and not ended, each of them up to 64 KiB
    Millis whole_within{30'000};  // for a message that has begun; strangers' connections must have had one in that time
    Millis accept_pause{100};     // after an accept that failed: no descriptors are left
};

/// Thread rule: the loop's thread.
/// Invariants:
///   1. At most `most` and one connections are open; beyond, the one that was silent longest is closed, a stranger's
///      first. The same for each site.
///   2. Connections that we opened ourselves are not counted and never closed here.
///   3. A registration that ends and comes back within one event (TLS, after the handshake) is the same connection.
///   4. Nothing is closed within the library's own work on a connection, but when the loop comes round.
class Connections {
  public:
    using IsKnown = std::function<bool(const IpAddress&)>;
    Connections(Loop& loop, const Clock& clock, ConnectionLimits limits, IsKnown is_known);
    ~Connections();

    // From the library's transports, by way of the door.
    su_wakeup_f before_register(int fd, su_wakeup_f callback, void* transport);
    void after_register(su_root_t* root, int fd, int index, void* transport);
    void after_deregister(int index);
    void message_begins(const void* transport);
    void message_ends(const void* transport);

    /// The host, as it was named, that we opened the connection on this socket to; empty for others.
    std::string host_of(int fd) const;
    /// Closes a connection that we have no more use for; nothing if it is not one of these.
    void close_later(const void* transport, const char* why);

  private:
    struct Connection {
        IpAddress peer;
        int index = 0;       // of its registration
        Millis heard{0};     // since when it owes us a whole message
        uint64_t turn = 0;   // the order of these moments, as many fall into one millisecond
        bool begun = false;  // a message has begun
    };
    struct Listener {
        su_wakeup_f callback = nullptr;
        su_root_t* root = nullptr;
        int fd = -1;
        int index = 0;
        Loop::TimerId pause = 0;
    };

    static int on_listener(su_root_magic_t* magic, su_wait_t* wait, su_wakeup_arg_t* transport);
    void accept(Listener& listener, su_root_magic_t* magic, su_wait_t* wait, void* transport);
    void hear(Connection& connection);
    void enter(void* transport, const Connection& connection);
    void leave(void* transport);
    void keep_limits(const IpAddress& newcomer);
    /// Of those that `matches` says, the one that was silent longest; a stranger's if there is one. Null if there is
    /// none.
    void* longest_silent(const std::function<bool(const Connection&)>& matches) const;
    void sweep();

    Loop& loop_;
    const Clock& clock_;
    const ConnectionLimits limits_;
    const IsKnown is_known_;
    bool accepting_ = false;
    bool accepted_ = false;
    std::unordered_map<void*, Listener> listeners_;  // by transport, as all below
    std::unordered_map<void*, Connection> open_;
    std::unordered_map<int, void*> by_index_;
    std::unordered_map<int, void*> ours_;     // by socket: what we opened ourselves
    std::unordered_map<int, int> our_index_;  // by registration: the socket
    std::unordered_map<IpAddress, size_t> of_site_;
    std::unordered_map<void*, const char*> to_close_;
    std::optional<std::pair<void*, Connection>> left_last_;  // TLS registers a connection anew after its handshake
    size_t begun_ = 0;
    uint64_t turns_ = 0;
    Loop::TimerId sweep_ = 0;
};

}  // namespace tiller::sip
