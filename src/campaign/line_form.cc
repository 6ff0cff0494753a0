// The fields of a line.
#include <fmt/format.h>

#include "base/numbers/phone_number.h"
#include "campaign/line.h"
#include "form/checks.h"
#include "form/json.h"
#include "sip/server_uri.h"

namespace tiller::campaign {
namespace {

using form::Wrong;

constexpr size_t kLongestExtension = 15;

std::optional<Wrong> check_server(std::string& server) {
    auto parsed = sip::parse_server(server);
    if (!parsed) return Wrong{": " + parsed.error().message};
    bool has_scheme = server.starts_with("sip:") || server.starts_with("sips:");
    if (!has_scheme) server.insert(0, "sip:");
    return std::nullopt;
}

bool is_extension(std::string_view text) {
    return !text.empty() && text.size() <= kLongestExtension &&
           text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::optional<Wrong> check_caller(std::string& number) {
    if (is_extension(number)) return std::nullopt;
    auto checked = check_number(number, NumberCheck::possible);
    if (!checked) {
        return Wrong{fmt::format(": {} (an extension of up to {} digits is good too)", checked.error().message,
                                 kLongestExtension)};
    }
    number = *checked;
    return std::nullopt;
}

std::optional<int> final_response(std::string_view code) {
    auto number = parse_integer(code);
    if (!number || *number < 300 || *number > 699) return std::nullopt;
    return static_cast<int>(*number);
}

std::optional<Wrong> check_response(std::string& code) {
    if (final_response(code)) return std::nullopt;
    return Wrong{": must be a SIP final response, 300 to 699"};
}

/// What a call that was dialed can come to.
constexpr std::array kOutcomesOfCalls = {Outcome::busy,           Outcome::no_answer,   Outcome::rejected,
                                         Outcome::invalid_number, Outcome::unreachable, Outcome::failed};

struct AsOutcomeTable {
    static form::Value to(const OutcomeTable& table) {
        form::Value::Map map;
        for (const auto& [code, outcome] : table) map.push_back({std::to_string(code), to_name(outcome)});
        return map;
    }
    static void from(const form::Value& value, OutcomeTable& table) {
        auto* map = value.as<form::Value::Map>();
        if (!map) return;
        table.clear();
        for (const auto& [code, word] : *map) {
            auto response = final_response(code);
            auto outcome = word.as<std::string>() ? parse_outcome(*word.as<std::string>()) : std::nullopt;
            if (response && outcome) table[*response] = *outcome;
        }
    }
};

form::Form<LineConfig> make_form() {
    form::Field outcome{.type = form::Type::choice};
    for (Outcome known : kOutcomesOfCalls) outcome.words.push_back(to_name(known));
    return form::Form<LineConfig>()
        .texts("server", &LineConfig::servers, {.longest = 256, .check = check_server},
               {.or_one = true,
                .fewest = 1,
                .longest = 8,
                .example = R"(["sip:sip.example.com:5060;transport=udp"])",
                .stored = "servers",
                .about = "`sip:host:port;transport=udp`, `tcp` or `tls`; a list: the next is tried when one is silent"})
        .text("username", &LineConfig::username,
              {.longest = 128,
               .fallback_told = "none",
               .about = "digest credentials, for MD5, SHA-256 and SHA-512-256, whichever the server names first; "
                        "without them the server must trust our address"})
        .secret("password", &LineConfig::password,
                {.longest = 256, .fallback_told = "none", .about = "goes to the servers that it was given for only"})
        .flag("register", &LineConfig::registers, {.stored = "registers", .about = "keep a registration alive"})
        .text("country", &LineConfig::country,
              {.quiet = true,
               .check = form::check_country,
               .pattern = form::kCountryPattern,
               .fallback_told = "the account's",
               .about = "of the line"})
        .texts("caller_numbers", &LineConfig::caller_numbers, {.longest = 32, .check = check_caller},
               {.longest = 10'000,
                .fallback_told = "none",
                .about = "shown to callees in turn: `+` and country code, or an extension"})
        // Static payload types (RFC 3551 section 6).
        .choices("codecs", &LineConfig::payloads, form::Words<int>{{"PCMA", 8}, {"PCMU", 0}},
                 {.no_doubles = true, .fewest = 1, .stored = "payloads", .about = "best first", .codes = {8, 0}})
        .integer("max_channels", &LineConfig::max_channels, {.least = 1, .most = 10'000, .about = "calls at once"})
        .number("max_calls_per_second", &LineConfig::max_calls_per_second,
                {.least = 0.01, .most = 5'000, .about = "new calls a second; 0.5: one in two seconds"})
        .duration(
            "ring_timeout", &LineConfig::ring_timeout,
            {.least = 5'000, .most = 180'000, .stored = "ring_timeout_ms", .about = "how long a callee's phone rings"})
        .map("outcomes", &LineConfig::outcomes, AsOutcomeTable(), outcome,
             {.check = check_response,
              .example = R"({"403":"rejected"})",
              .noun = "a map of SIP responses and outcomes, such as {403: rejected}",
              .about = "what a SIP response means on this line, such as `{403: rejected}`"})
        .choice("learn_audio_from", &LineConfig::learns_audio_from_anywhere,
                form::Words<bool>{{"signalling", false}, {"anywhere", true}},
                {.about = "where a callee's audio may come from when not from the address in the SDP: `signalling`: "
                          "that host, or a host of `server` that is given in digits, at any port; `anywhere`: any "
                          "address, until a better one sends: only for carriers whose audio comes from hosts that "
                          "they do not name, because whoever finds the port can then listen"})
        .flag("repeat_unknown", &LineConfig::repeat_unknown,
              {.about = "dial a number again whose call was up when the server died"});
}

}  // namespace

const form::Form<LineConfig>& line_form() {
    static const form::Form<LineConfig> form = make_form();
    return form;
}

std::string to_json(const LineConfig& line) { return form::to_stored_json(line_form(), line); }

Result<LineConfig> line_from_json(std::string_view json) {
    return form::from_stored_json(line_form(), json, "a stored line");
}

}  // namespace tiller::campaign
