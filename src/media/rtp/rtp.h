#pragma once
// RTP packets: parse and serialise. RFC 3550, section 5.1 (fixed header, CSRC list, padding) and 5.3.1 (extension).
//
// Thread rule: pure functions over bytes; nothing here allocates.
#include <array>
#include <cstdint>
#include <optional>
#include <span>

namespace tiller::media::rtp {

constexpr size_t kHeaderBytes = 12;

struct Packet {
    bool marker = false;
    uint8_t payload_type = 0;  // 0–127
    uint16_t sequence = 0;
    uint32_t timestamp = 0;
    uint32_t ssrc = 0;
    std::span<const uint8_t> payload;  // points into the parsed bytes; without CSRC list, extension and padding
};

/// The packet in `bytes`, or nothing when it is not RTP of version 2 or its lengths contradict each other.
std::optional<Packet> parse(std::span<const uint8_t> bytes);

/// Writes the fixed header of `packet` (no CSRC, extension, padding); the payload goes behind it.
void write_header(const Packet& packet, std::span<uint8_t, kHeaderBytes> out);

}  // namespace tiller::media::rtp
