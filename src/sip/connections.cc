#include "sip/connections.h"

#include <sys/socket.h>

#include "base/metrics.h"
#include "sip/stack_door.h"

namespace tiller::sip {
namespace {

constexpr Millis kSweepPeriod{1'000};

auto& open_gauge() {
    static auto& gauge =
        metrics::gauge("tiller_sip_connections", "connections that others opened to SIP over TCP and TLS");
    return gauge;
}

void count_closed(const char* why) {
    metrics::counter("tiller_sip_connections_closed_total", "connections of others that we closed", {{"why", why}})
        .Increment();
}

bool has_option(int fd, int option, int wanted) {
    int value = 0;
    socklen_t length = sizeof(value);
    return getsockopt(fd, SOL_SOCKET, option, &value, &length) == 0 && value == wanted;
}

}  // namespace

Connections::Connections(Loop& loop, const Clock& clock, ConnectionLimits limits, IsKnown is_known)
    : loop_(loop), clock_(clock), limits_(limits), is_known_(std::move(is_known)) {
    sweep_ = loop_.after(kSweepPeriod, [this] { sweep(); });
}

Connections::~Connections() {
    loop_.cancel(sweep_);
    for (auto& [transport, listener] : listeners_) loop_.cancel(listener.pause);
    open_gauge().Decrement(static_cast<double>(open_.size()));
}

su_wakeup_f Connections::before_register(int fd, su_wakeup_f callback, void* transport) {
    if (!has_option(fd, SO_ACCEPTCONN, 1)) return callback;
    listeners_[transport].callback = callback;
    return on_listener;
}

void Connections::after_register(su_root_t* root, int fd, int index, void* transport) {
    if (index < 0) return;
    if (const auto listener = listeners_.find(transport); listener != listeners_.end()) {
        listener->second.root = root;
        listener->second.fd = fd;
        listener->second.index = index;
        by_index_[index] = transport;
        return;
    }
    if (accepting_) {
        accepted_ = true;
        const auto peer = IpAddress::of_peer(fd);
        Connection fresh{.peer = peer.value_or(IpAddress{}), .index = index};
        hear(fresh);
        enter(transport, fresh);
        keep_limits(open_[transport].peer);
    } else if (left_last_ && left_last_->first == transport) {
        left_last_->second.index = index;
        enter(transport, left_last_->second);
        left_last_.reset();
    } else if (transport != nullptr && has_option(fd, SO_TYPE, SOCK_STREAM)) {
        ours_[fd] = transport;
        our_index_[index] = fd;
    }
}

std::string Connections::host_of(int fd) const {
    const auto found = ours_.find(fd);
    return found == ours_.end() ? std::string() : tport_name(static_cast<const tport_t*>(found->second))->tpn_canon;
}

void Connections::hear(Connection& connection) {
    connection.heard = clock_.steady();
    connection.turn = ++turns_;
}

void Connections::enter(void* transport, const Connection& connection) {
    open_[transport] = connection;
    by_index_[connection.index] = transport;
    ++of_site_[connection.peer.site()];
    begun_ += connection.begun;
    open_gauge().Increment();
}

void Connections::after_deregister(int index) {
    if (const auto ours = our_index_.find(index); ours != our_index_.end()) {
        ours_.erase(ours->second);
        our_index_.erase(ours);
        return;
    }
    const auto found = by_index_.find(index);
    if (found == by_index_.end()) return;
    void* transport = found->second;
    by_index_.erase(found);
    if (const auto listener = listeners_.find(transport); listener != listeners_.end()) {
        loop_.cancel(listener->second.pause);
        listeners_.erase(listener);
        return;
    }
    leave(transport);
}

void Connections::leave(void* transport) {
    const auto found = open_.find(transport);
    if (found == open_.end()) return;
    // It comes back within the same event, or not at all.
    left_last_.emplace(transport, found->second);
    loop_.post([this] { left_last_.reset(); });
    const auto site = of_site_.find(found->second.peer.site());
    if (--site->second == 0) of_site_.erase(site);
    begun_ -= found->second.begun;
    open_.erase(found);
    open_gauge().Decrement();
}

int Connections::on_listener(su_root_magic_t* magic, su_wait_t* wait, su_wakeup_arg_t* transport) {
    Connections& all = StackDoor::here()->connections();
    const auto listener = all.listeners_.find(transport);
    if (listener != all.listeners_.end()) all.accept(listener->second, magic, wait, transport);
    return 0;
}

void Connections::accept(Listener& listener, su_root_magic_t* magic, su_wait_t* wait, void* transport) {
    accepting_ = true;
    accepted_ = false;
    listener.callback(magic, wait, transport);
    accepting_ = false;
    if (accepted_) return;
    // The connection is still in the queue: the loop would turn and turn.
    count_closed("not accepted");
    su_root_eventmask(listener.root, listener.index, listener.fd, 0);
    listener.pause = loop_.after(limits_.accept_pause, [this, transport] {
        const auto found = listeners_.find(transport);
        if (found == listeners_.end()) return;
        found->second.pause = 0;
        su_root_eventmask(found->second.root, found->second.index, found->second.fd, SU_WAIT_ACCEPT);
    });
}

void Connections::keep_limits(const IpAddress& newcomer) {
    const auto any = [](const Connection&) { return true; };
    if (open_.size() - to_close_.size() > limits_.most) close_later(longest_silent(any), "too many");
    if (is_known_(newcomer)) return;
    const IpAddress site = newcomer.site();
    if (of_site_[site] <= limits_.most_of_one) return;
    close_later(longest_silent([&](const Connection& one) { return one.peer.site() == site; }), "too many of one");
}

void* Connections::longest_silent(const std::function<bool(const Connection&)>& matches) const {
    void* longest = nullptr;
    std::pair<bool, uint64_t> least;
    for (const auto& [transport, connection] : open_) {
        if (to_close_.contains(transport) || !matches(connection)) continue;
        const std::pair<bool, uint64_t> rank{is_known_(connection.peer), connection.turn};
        if (longest != nullptr && rank >= least) continue;
        longest = transport;
        least = rank;
    }
    return longest;
}

void Connections::message_begins(const void* transport) {
    const auto found = open_.find(const_cast<void*>(transport));
    if (found == open_.end() || found->second.begun) return;
    found->second.begun = true;
    // A stranger owes a whole message since the last one; somebody we know may be silent in between.
    if (is_known_(found->second.peer)) hear(found->second);
    if (++begun_ > limits_.most_begun)
        close_later(longest_silent([](const Connection& one) { return one.begun; }), "too much begun");
}

void Connections::message_ends(const void* transport) {
    const auto found = open_.find(const_cast<void*>(transport));
    if (found == open_.end()) return;
    begun_ -= found->second.begun;
    found->second.begun = false;
    hear(found->second);
}

void Connections::close_later(const void* constant, const char* why) {
    void* transport = const_cast<void*>(constant);  // the library tells of some of its transports as constant
    if (!open_.contains(transport)) return;
    to_close_.emplace(transport, why);
    if (to_close_.size() > 1) return;
    loop_.post([this] {
        for (const auto& [closing, reason] : std::exchange(to_close_, {})) {
            if (!open_.contains(closing)) continue;
            count_closed(reason);
            tport_shutdown(static_cast<tport_t*>(closing), 2);
        }
    });
}

void Connections::sweep() {
    const Millis now = clock_.steady();
    for (const auto& [transport, connection] : open_) {
        if (now - connection.heard < limits_.whole_within) continue;
        if (connection.begun || !is_known_(connection.peer)) close_later(transport, "no whole message");
    }
    sweep_ = loop_.after(kSweepPeriod, [this] { sweep(); });
}

}  // namespace tiller::sip
