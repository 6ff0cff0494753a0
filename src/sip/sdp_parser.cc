// Reading session descriptions as they come from the wild: any line ending, unknown lines, attributes in any order.
// Strict only where a guess would send audio to the wrong place.
#include <arpa/inet.h>
#include <fmt/format.h>

#include "base/text.h"
#include "sip/sdp.h"

namespace tiller::sip {
namespace {

constexpr size_t kLongest = 65'535;  // a session description that fits into a UDP datagram

/// One m= section while it is being read.
struct Stream {
    std::string_view media, protocol;
    int port = 0;
    std::vector<int> formats;
    std::string formats_text;
    std::map<int, std::string> names;  // a=rtpmap, lower case
    std::string address;
    std::optional<std::string_view> direction;
    int ptime_ms = 0;

    bool is_plain_audio() const { return media == "audio" && (protocol == "RTP/AVP" || protocol == "RTP/AVPF"); }
};

std::vector<std::string_view> words(std::string_view text) {
    std::vector<std::string_view> out;
    for (std::string_view word : split(text, ' ')) {
        if (!word.empty()) out.push_back(word);
    }
    return out;
}

/// "IN IP4 192.0.2.1/127" → "192.0.2.1". Names are refused: an RTP peer gives its address.
Result<std::string> parse_connection(std::string_view value) {
    const auto parts = words(value);
    if (parts.size() < 3 || parts[0] != "IN") return invalid("c= is not \"IN <IP4|IP6> <address>\"");
    const std::string address(parts[2].substr(0, parts[2].find('/')));
    const int family = parts[1] == "IP6" ? AF_INET6 : AF_INET;
    unsigned char parsed[sizeof(in6_addr)];
    if (inet_pton(family, address.c_str(), parsed) != 1) return invalid("c= holds no numeric address: " + address);
    return address;
}

std::optional<int> small_number(std::string_view text, int most) {
    const auto number = parse_integer(text);
    if (!number || *number < 0 || *number > most) return std::nullopt;
    return static_cast<int>(*number);
}

Result<Stream> parse_media(std::string_view value) {
    const auto parts = words(value);
    if (parts.size() < 4) return invalid("m= has fewer than four words");
    // The words come back in our answer, so nothing in them may end a line.
    if (std::any_of(value.begin(), value.end(), [](unsigned char c) { return c < 0x20; })) {
        return invalid("m= holds a control character");
    }
    Stream stream{.media = parts[0], .protocol = parts[2]};
    const auto port = small_number(parts[1].substr(0, parts[1].find('/')), 65'535);
    if (!port) return invalid("m= holds no port: " + std::string(parts[1]));
    stream.port = *port;
    for (size_t i = 3; i < parts.size(); ++i) {
        if (auto format = small_number(parts[i], 127)) stream.formats.push_back(*format);
        stream.formats_text += " " + std::string(parts[i]);
    }
    return stream;
}

bool is_direction(std::string_view name) {
    return name == "sendrecv" || name == "sendonly" || name == "recvonly" || name == "inactive";
}

void read_attribute(std::string_view value, Stream& stream) {
    const size_t colon = value.find(':');
    const std::string_view name = trim(value.substr(0, colon));
    const std::string_view rest = colon == value.npos ? std::string_view{} : trim(value.substr(colon + 1));
    if (is_direction(name)) stream.direction = name;
    if (name == "ptime") {
        if (auto ms = small_number(rest.substr(0, rest.find('.')), 1000)) stream.ptime_ms = *ms;
    }
    if (name == "rtpmap") {
        const auto parts = words(rest);
        if (parts.size() < 2) return;
        if (auto format = small_number(parts[0], 127)) stream.names[*format] = lower(parts[1]);
    }
}

/// "pcma/8000" or "pcma/8000/1" is `codec` at telephone rate.
bool names_codec(std::string_view mapping, std::string_view codec) {
    const std::string wanted = std::string(codec) + "/8000";
    return mapping == wanted || mapping == wanted + "/1";
}

void read_formats(const Stream& stream, MediaDescription& out) {
    for (int format : stream.formats) {
        const auto named = stream.names.find(format);
        const bool is_static = format == 0 || format == 8;
        if (is_static && (named == stream.names.end() || names_codec(named->second, format == 8 ? "pcma" : "pcmu"))) {
            if (std::find(out.payloads.begin(), out.payloads.end(), format) == out.payloads.end()) {
                out.payloads.push_back(format);
            }
        }
        if (out.telephone_event < 0 && named != stream.names.end() && names_codec(named->second, "telephone-event")) {
            out.telephone_event = format;
        }
    }
}

MediaDescription describe(const Stream& stream) {
    MediaDescription out;
    out.address = stream.address;
    out.port = stream.port;
    // Outside 10–60 ms the engine's own packet length serves everyone better than the wish.
    if (stream.ptime_ms >= 10 && stream.ptime_ms <= 60) out.ptime_ms = stream.ptime_ms;
    const std::string_view direction = stream.direction.value_or("sendrecv");
    out.sends = direction == "sendrecv" || direction == "sendonly";
    out.receives = direction == "sendrecv" || direction == "recvonly";
    // RFC 2543 section B.5, still in use: the address 0.0.0.0 asks for hold.
    if (out.address == "0.0.0.0" || out.address == "::") out.receives = false;
    read_formats(stream, out);
    return out;
}

}  // namespace

Result<MediaDescription> parse_sdp(std::string_view text) {
    if (text.size() > kLongest) return invalid("the session description is too long");
    Stream session;
    std::vector<Stream> streams;
    bool has_version = false;
    for (std::string_view line : split(text, '\n')) {
        line = trim(line);
        if (line.empty()) continue;
        if (line.size() < 2 || line[1] != '=')
            return invalid("not a session description: a line is not \"<letter>=…\"");
        const std::string_view value = trim(line.substr(2));
        if (!has_version && line[0] != 'v') return invalid("not a session description: it does not begin with v=");
        has_version = true;
        Stream& current = streams.empty() ? session : streams.back();
        if (line[0] == 'm') {
            auto stream = parse_media(value);
            if (!stream) return stream.error();
            streams.push_back(std::move(*stream));
        } else if (line[0] == 'c') {
            // Of several addresses (RFC 4566 section 5.7, multicast) the first counts.
            auto address = parse_connection(value);
            if (!address) return address.error();
            if (current.address.empty()) current.address = *address;
        } else if (line[0] == 'a') {
            read_attribute(value, current);
        }
    }

    auto best = std::find_if(streams.begin(), streams.end(), [](auto& s) { return s.is_plain_audio() && s.port != 0; });
    if (best == streams.end()) {
        best = std::find_if(streams.begin(), streams.end(), [](auto& s) { return s.is_plain_audio(); });
    }
    if (best == streams.end()) return invalid("no audio stream over plain RTP");
    if (best->address.empty()) best->address = session.address;
    if (best->address.empty() && best->port != 0) return invalid("the audio stream has no address (c=)");
    if (!best->direction) best->direction = session.direction;
    if (best->ptime_ms == 0) best->ptime_ms = session.ptime_ms;

    MediaDescription out = describe(*best);
    out.position = static_cast<size_t>(best - streams.begin());
    for (const Stream& other : streams) {
        if (&other != &*best)
            out.refused.push_back(fmt::format("{} 0 {}{}", other.media, other.protocol, other.formats_text));
    }
    return out;
}

}  // namespace tiller::sip
