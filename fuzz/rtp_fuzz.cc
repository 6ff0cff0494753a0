// Any bytes as a datagram. Properties: what parses lies within the bytes, and serialises to the same fixed header; a
// receiver fed with a stream of such datagrams keeps its account sound.
#include <cstdlib>

#include "media/rtp/receiver.h"
#include "media/rtp/rtp.h"

using namespace tiller::media;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::span<const uint8_t> bytes(data, size);
    if (const auto packet = rtp::parse(bytes)) {
        const bool inside = packet->payload.size() + rtp::kHeaderBytes <= size;
        std::array<uint8_t, rtp::kHeaderBytes> header{};
        rtp::write_header(*packet, header);
        const bool same = std::equal(header.begin() + 1, header.end(), data + 1);
        if (!inside || !same) std::abort();
    }

    // The same bytes as a stream: each datagram behind a byte that tells its length.
    const auto source = SocketAddress::parse("192.0.2.1", 4000, AF_INET);
    Receiver receiver;
    receiver.configure({.sources = {.announced = *source}, .telephone_event = size % 2 == 0 ? 101 : -1});
    for (size_t at = 0; at < size;) {
        const size_t length = std::min<size_t>(data[at], size - at - 1);
        receiver.datagram(bytes.subspan(at + 1, length), *source);
        at += 1 + length;
        Frame heard;
        receiver.take(heard);
        while (const auto key = receiver.next_key()) {
            if (std::string_view("0123456789*#ABCD").find(*key) == std::string_view::npos) std::abort();
        }
    }
    if (receiver.lost() > (uint64_t{1} << 32)) std::abort();
    return 0;
}
