#pragma once
// Offer and answer for one G.711 audio stream with telephone-event: RFC 8866, RFC 3264, RFC 4733.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace tiller::sip {

/// One line's view of a media stream.
struct MediaDescription {
    std::string address;        // IPv4 or IPv6 literal; 0.0.0.0 or :: on hold; empty only when port is 0
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

/// Reads the audio stream of a peer: the first over plain RTP that is on, has an address and a format of ours; failing
/// these the first that comes nearest. `known_event` is the payload type that this session's offer of ours maps to
/// telephone-event: a description that lists it without a=rtpmap means it (RFC 3264 section 8.3.2: a number keeps its
/// meaning for the session). Error for text that is no session description, or has no such stream, or whose stream
/// names no address that audio can be sent to; a host's name is none (see `host_to_look_up`).
Result<MediaDescription> parse_sdp(std::string_view text, int known_event = -1);

/// The host whose address the audio stream of `text` needs.
struct NamedHost {
    std::string name;
    bool v6 = false;  // c= says IP6
};
std::optional<NamedHost> host_to_look_up(std::string_view text);

/// `text` with `address`, a literal, in the place of this host in every c=.
std::string with_address(std::string_view text, const NamedHost& host, std::string_view address);

/// Our answer to `offer`: the first of the offer's payloads that `ours` knows. Error when there is none.
Result<MediaDescription> answer_offer(const MediaDescription& offer, const MediaDescription& ours);

}  // namespace tiller::sip
