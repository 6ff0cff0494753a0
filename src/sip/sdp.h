#pragma once
// Offer and answer for one G.711 audio stream with telephone-event: RFC 4566, RFC 3264, RFC 4733.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace tiller::sip {

/// One line's view of a media stream.
struct MediaDescription {
    std::string address;        // IPv4 or IPv6 literal; empty only when port is 0
    int port = 0;               // 0: the stream is refused
    std::vector<int> payloads;  // static payload types in order of preference: 8 = PCMA, 0 = PCMU
    int telephone_event = -1;   // payload type, -1 for none
    int ptime_ms = 20;
    bool sends = true;  // direction as its owner says: sendrecv, sendonly, recvonly, inactive
    bool receives = true;

    // Streams that are not ours (video, a second audio): an answer names each again, with port 0 (RFC 3264 section 6).
    std::vector<std::string> refused;  // as "video 0 RTP/AVP 31"
    size_t position = 0;               // how many of them stand before our stream
};

std::string write_sdp(const MediaDescription& description, uint64_t session_id, uint64_t version);

/// Reads the first audio stream that plain RTP can carry, else (port 0) the first that is refused.
/// Error for text that is no session description, or has no such stream, or no address where one is needed.
Result<MediaDescription> parse_sdp(std::string_view text);

/// Our answer to `offer`: the first of the offer's payloads that `ours` knows. Error when there is none.
Result<MediaDescription> answer_offer(const MediaDescription& offer, const MediaDescription& ours);

}  // namespace tiller::sip
