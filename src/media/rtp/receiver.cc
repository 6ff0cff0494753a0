#include "media/rtp/receiver.h"

#include "media/rtp/rtp.h"

namespace tiller::media {
namespace {

constexpr int kComfortNoise = 13;  // RFC 3389

bool is_audio(int payload_type) {
    return payload_type == static_cast<int>(g711::Law::a) || payload_type == static_cast<int>(g711::Law::mu);
}

}  // namespace

void Receiver::configure(const Peer& peer) {
    latch_.announce(peer.endpoint);
    event_payload_ = peer.telephone_event;
    offered_event_payload_ = peer.offered_telephone_event;
}

void Receiver::restart() {
    sequence_.restart();
    jitter_.restart();
    events_.restart();
}

bool Receiver::datagram(std::span<const uint8_t> bytes, const Endpoint& source) {
    const auto packet = rtp::parse(bytes);
    if (!packet) return false;
    const int type = packet->payload_type;
    const bool audio = is_audio(type);
    const bool event = event_payload_ >= 0 && (type == event_payload_ || type == offered_event_payload_);
    if (!audio && !event && type != kComfortNoise) return false;
    if (!latch_.accept(source)) return false;

    ++packets_;
    silent_frames_ = 0;
    if (known_sender_ && packet->ssrc != ssrc_) restart();
    known_sender_ = true;
    ssrc_ = packet->ssrc;

    using Arrival = SequenceTracker::Arrival;
    const Arrival arrival = sequence_.arrive(packet->sequence);
    if (arrival == Arrival::duplicate || arrival == Arrival::stray) return true;
    if (arrival == Arrival::restarted) {
        jitter_.restart();
        events_.restart();
    }
    if (audio) {
        const bool newest = arrival != Arrival::reordered;
        jitter_.put(packet->timestamp, packet->payload, static_cast<g711::Law>(type), newest);
    } else if (event) {
        const auto parsed = TelephoneEvent::parse(packet->payload);
        if (parsed) events_.receive(packet->timestamp, packet->marker, *parsed);
    }
    return true;
}

void Receiver::take(Frame& out) {
    ++silent_frames_;
    latch_.tick();
    events_.tick();
    jitter_.take(out, concealer_);
    if (event_payload_ < 0 && hearing()) tones_.heard(out);
}

std::optional<char> Receiver::next_key() {
    if (const auto key = events_.next()) return key;
    return event_payload_ < 0 ? tones_.next() : std::nullopt;
}

}  // namespace tiller::media
