#include "media/rtp/packetizer.h"

#include "media/rtp/telephone_event.h"

namespace tiller::media {
namespace {

constexpr uint8_t kVolume = 10;  // -10 dBm0, the usual loudness of a key

template <class Number>
Number random_number(Random& random) {
    uint8_t bytes[sizeof(Number)];
    random.fill(bytes);
    Number number = 0;
    for (const uint8_t byte : bytes) number = static_cast<Number>(number << 8 | byte);
    return number;
}

}  // namespace

Packetizer::Packetizer(Random& random)
    : ssrc_(random_number<uint32_t>(random)),
      timestamp_(random_number<uint32_t>(random)),
      sequence_(random_number<uint16_t>(random)) {}

void Packetizer::configure(const Peer& peer) {
    law_ = peer.law;
    if (peer.telephone_event >= 0) event_payload_ = static_cast<uint8_t>(peer.telephone_event & 0x7f);
    frames_per_packet_ = std::min<size_t>(static_cast<size_t>(peer.frames_per_packet), kMostFrames);
}

Packetizer::Bytes Packetizer::finish(uint8_t payload_type, bool marker, uint32_t timestamp, size_t payload) {
    const rtp::Packet header{.marker = marker,
                             .payload_type = payload_type,
                             .sequence = sequence_++,
                             .timestamp = timestamp,
                             .ssrc = ssrc_,
                             .payload = {}};
    rtp::write_header(header, std::span(packet_).first<rtp::kHeaderBytes>());
    return {packet_.data(), rtp::kHeaderBytes + payload};
}

Packetizer::Bytes Packetizer::audio(const Frame& frame) {
    g711::encode(law_, frame, packet_.data() + rtp::kHeaderBytes + gathered_ * Audio::kFrame);
    ++gathered_;
    timestamp_ += Audio::kFrame;
    return gathered_ >= frames_per_packet_ ? flush() : Bytes{};
}

Packetizer::Bytes Packetizer::flush() {
    if (gathered_ == 0) return {};
    const size_t payload = std::exchange(gathered_, 0) * Audio::kFrame;
    const bool marker = std::exchange(after_gap_, false);
    return finish(static_cast<uint8_t>(law_), marker, timestamp_ - static_cast<uint32_t>(payload), payload);
}

Packetizer::Bytes Packetizer::key(const DigitSender::Step& step) {
    using Kind = DigitSender::Step::Kind;
    const bool first = step.kind == Kind::press && step.frame == 0;
    if (first) key_start_ = timestamp_;
    const TelephoneEvent event{.event = step.event,
                               .end = step.kind == Kind::repeat || step.frame == DigitSender::kPressFrames - 1,
                               .volume = kVolume,
                               .duration = static_cast<uint16_t>((step.frame + 1) * Audio::kFrame)};
    event.write(std::span(packet_).subspan<rtp::kHeaderBytes, TelephoneEvent::kBytes>());
    skip(1);
    return finish(event_payload_, first, key_start_, TelephoneEvent::kBytes);
}

void Packetizer::skip(uint32_t frames) {
    timestamp_ += frames * Audio::kFrame;
    after_gap_ = true;
}

}  // namespace tiller::media
