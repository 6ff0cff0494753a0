// Reading session descriptions as they come from the wild: any line ending, unknown lines, attributes in any order and
// case. Strict only where a guess would send audio to the wrong place, and only about the stream that is used.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/printable.h"
#include "base/text.h"
#include "sip/sdp.h"
#include "sip/sdp_address.h"

namespace tiller::sip {
namespace {

using Kind = ConnectionAddress::Kind;

constexpr size_t kLongest = 65'535;  // a session description that fits into a UDP datagram

/// One m= section while it is being read, or what stands before the first.
struct Stream {
    std::string_view media, protocol;
    std::optional<int> port;  // none: what stands there is no port
    std::string_view port_text;
    std::vector<int> formats;
    std::string formats_text;
    std::map<int, std::string> names;  // a=rtpmap, lower case
    std::optional<Result<ConnectionAddress>> connection;
    std::string direction;
    int ptime_ms = 0;

    bool is_plain_audio() const {
        return lower(media) == "audio" && (lower(protocol) == "rtp/avp" || lower(protocol) == "rtp/avpf");
    }
    bool is_on() const { return port && *port != 0; }
};

struct Session {
    Stream common;  // what stands before the first m=
    std::vector<Stream> streams;
};

std::vector<std::string_view> words(std::string_view text) {
    std::vector<std::string_view> out;
    while (!text.empty()) {
        const size_t begin = std::min(text.find_first_not_of(" \t"), text.size());
        const size_t end = std::min(text.find_first_of(" \t", begin), text.size());
        if (end > begin) out.push_back(text.substr(begin, end - begin));
        text.remove_prefix(end);
    }
    return out;
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
    if (std::ranges::any_of(value, [](unsigned char c) { return c < 0x20 && c != '\t'; })) {
        return invalid("m= holds a control character");
    }
    Stream stream{.media = parts[0], .protocol = parts[2]};
    stream.port_text = parts[1];
    stream.port = small_number(parts[1].substr(0, parts[1].find('/')), 65'535);
    for (size_t i = 3; i < parts.size(); ++i) {
        if (auto format = small_number(parts[i], 127)) stream.formats.push_back(*format);
        stream.formats_text += " " + std::string(parts[i]);
    }
    return stream;
}

void read_attribute(std::string_view value, Stream& stream) {
    const size_t colon = value.find(':');
    const std::string name = lower(trim(value.substr(0, colon)));
    const std::string_view rest = colon == value.npos ? std::string_view{} : trim(value.substr(colon + 1));
    if (name == "sendrecv" || name == "sendonly" || name == "recvonly" || name == "inactive") stream.direction = name;
    if (name == "ptime") {
        if (auto ms = small_number(rest.substr(0, rest.find('.')), 1000)) stream.ptime_ms = *ms;
    }
    if (name == "rtpmap") {
        const auto parts = words(rest);
        const auto format = parts.empty() ? std::nullopt : small_number(parts[0], 127);
        if (!format) return;
        std::string& mapping = stream.names[*format];
        mapping.clear();
        for (size_t i = 1; i < parts.size(); ++i) mapping += lower(parts[i]);  // "PCMA / 8000", too
    }
}

/// "pcma/8000" or "pcma/8000/1" is `codec` at telephone rate; a rate that is missing is that.
bool names_codec(std::string_view mapping, std::string_view codec) {
    const std::string wanted = std::string(codec) + "/8000";
    return mapping == codec || mapping == wanted || mapping == wanted + "/1";
}

void read_formats(const Stream& stream, int known_event, MediaDescription& out) {
    for (int format : stream.formats) {
        const auto named = stream.names.find(format);
        const bool is_named = named != stream.names.end();
        const bool is_static = format == 0 || format == 8;
        if (is_static && (!is_named || names_codec(named->second, format == 8 ? "pcma" : "pcmu"))) {
            if (std::ranges::find(out.payloads, format) == out.payloads.end()) out.payloads.push_back(format);
        }
        const bool is_event = is_named ? names_codec(named->second, "telephone-event") : format == known_event;
        if (out.telephone_event < 0 && is_event) out.telephone_event = format;
    }
}

MediaDescription describe(const Stream& stream, int known_event) {
    MediaDescription out;
    out.port = *stream.port;
    if (stream.connection && stream.connection->ok()) out.address = (*stream.connection)->text;
    // Outside 10–60 ms the engine's own packet length serves everyone better than the wish.
    if (stream.ptime_ms >= 10 && stream.ptime_ms <= 60) out.ptime_ms = stream.ptime_ms;
    const std::string_view direction = stream.direction.empty() ? "sendrecv" : std::string_view(stream.direction);
    out.sends = direction == "sendrecv" || direction == "sendonly";
    out.receives = direction == "sendrecv" || direction == "recvonly";
    // RFC 2543 section B.5, still in use: no address asks for hold.
    if (stream.connection && stream.connection->ok() && (*stream.connection)->kind == Kind::none) out.receives = false;
    read_formats(stream, known_event, out);
    return out;
}

/// The line at the front, without its end: CR, LF, or CR of CRLF, whose LF then ends an empty line.
std::string_view take_line(std::string_view& text) {
    const size_t end = std::min(text.find_first_of("\r\n"), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return line;
}

Result<Session> read_session(std::string_view text) {
    if (text.size() > kLongest) return invalid("the session description is too long");
    Session session;
    bool has_version = false;
    while (!text.empty()) {
        const std::string_view line = trim(take_line(text));
        if (line.empty()) continue;
        if (!has_version && !line.starts_with("v=")) {
            return invalid("not a session description: it does not begin with v=");
        }
        has_version = true;
        if (line.size() < 2 || line[1] != '=') continue;  // unknown, and nothing that could mislead us
        const std::string_view value = trim(line.substr(2));
        Stream& current = session.streams.empty() ? session.common : session.streams.back();
        if (line[0] == 'm') {
            auto stream = parse_media(value);
            if (!stream) return stream.error();
            session.streams.push_back(std::move(*stream));
        } else if (line[0] == 'c') {
            // Of several (RFC 8866 section 5.7, multicast) the first counts.
            if (!current.connection) current.connection = read_connection(value);
        } else if (line[0] == 'a') {
            read_attribute(value, current);
        }
    }
    for (Stream& stream : session.streams) {
        if (!stream.connection) stream.connection = session.common.connection;
        if (stream.direction.empty()) stream.direction = session.common.direction;
        if (stream.ptime_ms == 0) stream.ptime_ms = session.common.ptime_ms;
    }
    return session;
}

/// The stream that our audio goes with; null if there is none.
const Stream* choose(const Session& session) {
    const auto rank = [](const Stream& stream) {
        if (!stream.is_plain_audio() || !stream.port) return stream.is_plain_audio() ? 1 : 0;
        if (!stream.is_on()) return 2;
        if (!stream.connection || !stream.connection->ok()) return 3;
        MediaDescription formats;
        read_formats(stream, -1, formats);
        return formats.payloads.empty() ? 4 : 5;
    };
    const auto best = std::ranges::max_element(session.streams, {}, rank);
    return best == session.streams.end() || rank(*best) == 0 ? nullptr : &*best;
}

}  // namespace

Result<MediaDescription> parse_sdp(std::string_view text, int known_event) {
    const auto session = read_session(text);
    if (!session) return session.error();
    const Stream* stream = choose(*session);
    if (stream == nullptr) return invalid("no audio stream over plain RTP");
    if (!stream->port) {
        return invalid(fmt::format("m= holds no port: {}", printable(stream->port_text)));
    }
    if (stream->is_on()) {
        if (!stream->connection) return invalid("the audio stream has no address (c=)");
        if (!stream->connection->ok()) return stream->connection->error();
        const ConnectionAddress& connection = **stream->connection;
        if (connection.kind == Kind::name) {
            return invalid(fmt::format("the address of the host {} in c= is not known", connection.text));
        }
    }
    MediaDescription out = describe(*stream, known_event);
    out.position = static_cast<size_t>(stream - session->streams.data());
    for (const Stream& other : session->streams) {
        if (&other != stream)
            out.refused.push_back(fmt::format("{} 0 {}{}", other.media, other.protocol, other.formats_text));
    }
    return out;
}

std::optional<NamedHost> host_to_look_up(std::string_view text) {
    const auto session = read_session(text);
    const Stream* stream = session ? choose(*session) : nullptr;
    if (stream == nullptr || !stream->is_on() || !stream->connection || !stream->connection->ok()) return std::nullopt;
    const ConnectionAddress& connection = **stream->connection;
    if (connection.kind != Kind::name) return std::nullopt;
    return NamedHost{connection.text, connection.v6};
}

std::string with_address(std::string_view text, const NamedHost& host, std::string_view address) {
    std::string out;
    while (!text.empty()) {
        const std::string_view from = text;
        const std::string_view line = take_line(text), bare = trim(line);
        const Result<ConnectionAddress> connection =
            bare.starts_with("c=") ? read_connection(bare.substr(2)) : invalid("another line");
        if (connection.ok() && connection->kind == Kind::name && connection->text == host.name) {
            out += fmt::format("c=IN {} {}", address.find(':') == address.npos ? "IP4" : "IP6", address);
        } else {
            out += line;
        }
        out += from.substr(line.size(), from.size() - text.size() - line.size());  // its end
    }
    return out;
}

}  // namespace tiller::sip
