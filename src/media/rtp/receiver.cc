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
    latch_.announce(peer.sources);
    event_payload_ = peer.telephone_event;
    offered_event_payload_ = peer.offered_telephone_event;
}

/// The stream of a packet; a new one where its SSRC is new. RFC 3550, 8.2 has one SSRC for a source, and RFC 4733,
/// 2.1 has events in the audio's; gateways that send keys with another one are heard all the same.
Receiver::Stream& Receiver::stream_of(uint32_t ssrc, bool event) {
    if (main_.is(ssrc)) return main_;
    if (event && main_.known) {
        if (!aside_.is(ssrc)) {
            aside_.begin(ssrc);
            events_.renumbered();
        }
        return aside_;
    }
    if (main_.known) jitter_.restart();
    if (aside_.is(ssrc)) {
        // Its events came first: one stream after all.
        std::swap(main_, aside_);
    } else {
        main_.begin(ssrc);
        events_.renumbered();
    }
    return main_;
}

bool Receiver::datagram(std::span<const uint8_t> bytes, const SocketAddress& source) {
    const auto packet = rtp::parse(bytes);
    if (!packet) return false;
    const int type = packet->payload_type;
    const bool audio = is_audio(type);
    const bool event = event_payload_ >= 0 && (type == event_payload_ || type == offered_event_payload_);
    if (!audio && !event && type != kComfortNoise) return false;
    if (!latch_.accept(source, packet->sequence)) return false;

    ++packets_;
    silent_frames_ = 0;
    Stream& stream = stream_of(packet->ssrc, event);
    SequenceTracker& sequence = stream.sequence;

    using Arrival = SequenceTracker::Arrival;
    const Arrival arrival = sequence.arrive(packet->sequence);
    const auto pressed = event ? TelephoneEvent::parse(packet->payload) : std::nullopt;
    const EventReceiver::Place place{packet->ssrc, packet->sequence, packet->timestamp, packet->marker};
    if (arrival == Arrival::duplicate && pressed && events_.begins_anew(place, *pressed)) {
        sequence.restart();
        sequence.arrive(packet->sequence);
        events_.renumbered();
    } else if (arrival == Arrival::duplicate || arrival == Arrival::stray) {
        return true;
    }
    if (arrival == Arrival::restarted) {
        if (&stream == &main_) jitter_.restart();
        events_.renumbered();
    }
    if (audio) {
        const bool newest = arrival != Arrival::reordered;
        jitter_.put(packet->timestamp, packet->payload, static_cast<g711::Law>(type), newest);
    } else if (pressed) {
        events_.receive(place, *pressed);
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
