#include "media/rtp/rtp.h"

namespace tiller::media::rtp {
namespace {

uint16_t read16(const uint8_t* at) { return static_cast<uint16_t>(at[0] << 8 | at[1]); }
uint32_t read32(const uint8_t* at) { return static_cast<uint32_t>(read16(at)) << 16 | read16(at + 2); }

void write16(uint16_t value, uint8_t* at) {
    at[0] = static_cast<uint8_t>(value >> 8);
    at[1] = static_cast<uint8_t>(value);
}
void write32(uint32_t value, uint8_t* at) {
    write16(static_cast<uint16_t>(value >> 16), at);
    write16(static_cast<uint16_t>(value), at + 2);
}

}  // namespace

std::optional<Packet> parse(std::span<const uint8_t> bytes) {
    if (bytes.size() < kHeaderBytes || bytes[0] >> 6 != 2) return std::nullopt;
    const bool padded = (bytes[0] & 0x20) != 0;
    const bool extended = (bytes[0] & 0x10) != 0;
    const size_t sources = bytes[0] & 0x0f;

    size_t header = kHeaderBytes + 4 * sources;
    if (extended) {
        if (bytes.size() < header + 4) return std::nullopt;
        header += 4 + 4 * static_cast<size_t>(read16(&bytes[header + 2]));
    }
    if (bytes.size() < header) return std::nullopt;

    size_t end = bytes.size();
    if (padded) {
        // The last byte counts the padding, itself included: so it is never zero.
        const size_t padding = bytes.back();
        if (padding == 0 || padding > end - header) return std::nullopt;
        end -= padding;
    }
    return Packet{.marker = (bytes[1] & 0x80) != 0,
                  .payload_type = static_cast<uint8_t>(bytes[1] & 0x7f),
                  .sequence = read16(&bytes[2]),
                  .timestamp = read32(&bytes[4]),
                  .ssrc = read32(&bytes[8]),
                  .payload = bytes.subspan(header, end - header)};
}

void write_header(const Packet& packet, std::span<uint8_t, kHeaderBytes> out) {
    out[0] = 2 << 6;
    out[1] = static_cast<uint8_t>((packet.marker ? 0x80 : 0) | (packet.payload_type & 0x7f));
    write16(packet.sequence, &out[2]);
    write32(packet.timestamp, &out[4]);
    write32(packet.ssrc, &out[8]);
}

}  // namespace tiller::media::rtp
