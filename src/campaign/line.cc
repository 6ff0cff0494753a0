#include "campaign/line.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>

#include "base/json/json.h"
#include "base/text.h"

namespace tiller::campaign {
namespace {

using simdjson::dom::element;

constexpr std::string_view kAnywhere = "anywhere";

std::string text(element object, const char* name) {
    std::string_view value;
    return object[name].get(value) == simdjson::SUCCESS ? std::string(value) : std::string();
}

double number(element object, const char* name, double fallback) {
    double value = 0;
    return object[name].get(value) == simdjson::SUCCESS ? value : fallback;
}

bool truth(element object, const char* name) {
    bool value = false;
    return object[name].get(value) == simdjson::SUCCESS && value;
}

template <class Each>
void each_of(element object, const char* name, Each each) {
    simdjson::dom::array array;
    if (object[name].get(array) != simdjson::SUCCESS) return;
    for (element e : array) each(e);
}

}  // namespace

std::string_view learn_audio_from(const LineConfig& line) {
    return line.learns_audio_from_anywhere ? kAnywhere : "signalling";
}

std::string to_json(const LineConfig& line) {
    JsonWriter json;
    json.begin_object();
    json.key("servers");
    json.begin_array();
    for (auto& server : line.servers) json.value(server);
    json.end_array();
    json.field("username", line.username);
    json.field("registers", line.registers);
    json.field("country", line.country);
    json.key("caller_numbers");
    json.begin_array();
    for (auto& number : line.caller_numbers) json.value(number);
    json.end_array();
    json.key("payloads");
    json.begin_array();
    for (int payload : line.payloads) json.value(payload);
    json.end_array();
    json.field("max_channels", line.max_channels);
    json.field("max_calls_per_second", line.max_calls_per_second);
    json.field("ring_timeout_ms", line.ring_timeout.count());
    json.key("outcomes");
    json.begin_object();
    for (auto& [code, outcome] : line.outcomes) json.field(std::to_string(code), to_name(outcome));
    json.end_object();
    json.field("learn_audio_from", learn_audio_from(line));
    json.field("repeat_unknown", line.repeat_unknown);
    json.end_object();
    return json.take();
}

Result<LineConfig> line_from_json(std::string_view text_in) {
    simdjson::dom::parser parser;
    element root;
    if (parser.parse(text_in.data(), text_in.size()).get(root) != simdjson::SUCCESS)
        return internal_error("a stored line is not JSON");
    LineConfig line;
    each_of(root, "servers", [&](element e) { line.servers.emplace_back(std::string_view(e)); });
    line.username = text(root, "username");
    line.registers = truth(root, "registers");
    line.country = text(root, "country");
    each_of(root, "caller_numbers", [&](element e) { line.caller_numbers.emplace_back(std::string_view(e)); });
    line.payloads.clear();
    each_of(root, "payloads", [&](element e) { line.payloads.push_back(static_cast<int>(int64_t(e))); });
    line.max_channels = static_cast<int>(number(root, "max_channels", line.max_channels));
    line.max_calls_per_second = number(root, "max_calls_per_second", line.max_calls_per_second);
    line.ring_timeout = Millis(static_cast<int64_t>(number(root, "ring_timeout_ms", 30'000)));
    simdjson::dom::object table;
    if (root["outcomes"].get(table) == simdjson::SUCCESS) {
        for (auto field : table) {
            auto code = parse_integer(field.key);
            auto outcome = parse_outcome(std::string_view(field.value));
            if (code && outcome) line.outcomes[static_cast<int>(*code)] = *outcome;
        }
    }
    line.learns_audio_from_anywhere = text(root, "learn_audio_from") == kAnywhere;
    line.repeat_unknown = truth(root, "repeat_unknown");
    return line;
}

std::vector<std::string> faults(const LineConfig& line) {
    std::vector<std::string> out;
    if (line.servers.empty()) out.emplace_back("server: at least one is needed");
    for (auto& server : line.servers) {
        if (!server.starts_with("sip:") && !server.starts_with("sips:")) {
            out.push_back(fmt::format("server \"{}\": must begin with sip:", server));
        }
    }
    if (line.payloads.empty()) out.emplace_back("codecs: at least one of PCMA, PCMU is needed");
    if (line.max_channels < 1 || line.max_channels > 10'000) {
        out.push_back(fmt::format("max_channels {}: must be 1 to 10000", line.max_channels));
    }
    if (line.max_calls_per_second < 0.01 || line.max_calls_per_second > 5'000) {
        out.push_back(fmt::format("max_calls_per_second {}: must be 0.01 to 5000", line.max_calls_per_second));
    }
    if (line.ring_timeout < Millis(5'000) || line.ring_timeout > Millis(180'000)) {
        out.push_back(fmt::format("ring_timeout {} s: must be 5 to 180 s", line.ring_timeout.count() / 1000));
    }
    for (auto& [code, outcome] : line.outcomes) {
        if (code < 300 || code > 699)
            out.push_back(fmt::format("outcomes {}: must be a SIP final response, 300 to 699", code));
    }
    return out;
}

std::string kept_password_fault(const LineConfig& stored, const LineConfig& wanted) {
    if (wanted.username.empty()) return {};
    if (wanted.username != stored.username) {
        return fmt::format("must be given anew with another username (\"{}\", it was \"{}\")", wanted.username,
                           stored.username);
    }
    for (const std::string& server : wanted.servers) {
        if (std::ranges::find(stored.servers, server) != stored.servers.end()) continue;
        return fmt::format("must be given anew with another server (\"{}\"): it goes where it was given for only",
                           server);
    }
    return {};
}

}  // namespace tiller::campaign
