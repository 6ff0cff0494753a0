#include <fmt/format.h>

#include "base/numbers/phone_number.h"
#include "base/text.h"
#include "document/fields.h"
#include "setup/setup_reader.h"
#include "sip/server_uri.h"

namespace tiller::setup {
namespace {

using document::Node;

constexpr size_t kMostServers = 8, kMostCallers = 10'000, kLongestExtension = 15;

/// What a call that was dialed can come to.
constexpr OutcomeSet kOutcomesOfCalls = bit(Outcome::busy) | bit(Outcome::no_answer) | bit(Outcome::rejected) |
                                        bit(Outcome::invalid_number) | bit(Outcome::unreachable) | bit(Outcome::failed);

/// Static payload types (RFC 3551 section 6).
std::optional<int> payload_of(std::string_view codec) {
    if (codec == "PCMU") return 0;
    if (codec == "PCMA") return 8;
    return std::nullopt;
}

bool is_extension(std::string_view text) {
    return !text.empty() && text.size() <= kLongestExtension &&
           text.find_first_not_of("0123456789") == std::string_view::npos;
}

class LineReader {
  public:
    LineReader(SetupContext& context, const Node& node, const std::string& path)
        : map_(context, node, path,
               {"name", "enabled", "server", "username", "password", "register", "country", "caller_numbers", "codecs",
                "max_channels", "max_calls_per_second", "ring_timeout", "outcomes", "learn_audio_from",
                "repeat_unknown"}) {}

    LineSetup read(const std::string& account_country) {
        using namespace std::chrono_literals;
        LineSetup line;
        line.name = map_.name("name", 64);
        line.enabled = map_.truth("enabled", true);
        auto& config = line.config;
        read_servers(config);
        read_credentials(config);
        line.keeps_password = !config.username.empty() && !map_.find("password");
        const Node* user = map_.find("username");
        line.place = map_.context().place(user ? user->at : map_.node().at);
        line.path = map_.path_of("password");
        config.country = map_.country("country", account_country);
        read_callers(config);
        read_codecs(config);
        config.max_channels = static_cast<int>(map_.integer("max_channels", 1, 10'000, config.max_channels));
        config.max_calls_per_second = map_.number("max_calls_per_second", 0.01, 5'000, config.max_calls_per_second);
        config.ring_timeout = map_.duration("ring_timeout", 5s, 180s, config.ring_timeout);
        read_outcomes(config);
        read_audio_source(config);
        config.repeat_unknown = map_.truth("repeat_unknown", false);
        if (!map_.node().is_map()) return line;
        for (const std::string& fault : campaign::faults(config)) map_.rule_fault(fault);
        return line;
    }

  private:
    void read_servers(campaign::LineConfig& config) {
        auto take = [&](const std::string& server, const Node& node, const std::string& path) {
            auto parsed = sip::parse_server(server);
            if (!parsed) map_.fault(node, fmt::format("{} \"{}\": {}", path, server, parsed.error().message));
            // Kept even so: the rule that a line has a server is told for lines without one only.
            bool has_scheme = server.starts_with("sip:") || server.starts_with("sips:");
            config.servers.push_back(has_scheme ? server : "sip:" + server);
        };
        map_.texts("server", 256, take, true);
        if (config.servers.size() > kMostServers) {
            map_.fault(*map_.find("server"), fmt::format("{}: at most {}", map_.path_of("server"), kMostServers));
        }
    }

    void read_credentials(campaign::LineConfig& config) {
        config.username = map_.text("username", 128);
        config.password = map_.secret("password", false);
        config.registers = map_.truth("register", false);
        const Node* password = map_.find("password");
        if (config.username.empty() && !config.password.empty()) {
            map_.fault(*password, map_.path_of("password") + " is given without a username");
        }
        if (config.username.empty() && config.registers) {
            map_.fault(*map_.find("register"), map_.path_of("register") + " needs a username");
        }
    }

    void read_audio_source(campaign::LineConfig& config) {
        const Node* given = map_.find("learn_audio_from");
        if (given == nullptr) return;
        const std::string word = map_.text("learn_audio_from", 16);
        config.learns_audio_from_anywhere = word == "anywhere";
        if (word != "signalling" && word != "anywhere") {
            map_.fault(*given, map_.told("learn_audio_from") + " must be signalling or anywhere");
        }
    }

    void read_callers(campaign::LineConfig& config) {
        map_.texts("caller_numbers", 32, [&](const std::string& number, const Node& node, const std::string& path) {
            if (is_extension(number)) {
                config.caller_numbers.push_back(number);
                return;
            }
            auto checked = check_number(number, NumberCheck::possible);
            if (checked) {
                config.caller_numbers.push_back(*checked);
                return;
            }
            map_.fault(node, fmt::format("{} \"{}\": {} (an extension of up to {} digits is good too)", path, number,
                                         checked.error().message, kLongestExtension));
        });
        if (config.caller_numbers.size() > kMostCallers) {
            map_.fault(*map_.find("caller_numbers"),
                       fmt::format("{}: at most {}", map_.path_of("caller_numbers"), kMostCallers));
        }
    }

    void read_codecs(campaign::LineConfig& config) {
        const Node* list = map_.find("codecs");
        if (list && list->is_list()) config.payloads.clear();
        map_.texts("codecs", 32, [&](const std::string& codec, const Node& node, const std::string& path) {
            auto payload = payload_of(codec);
            if (!payload) return map_.fault(node, fmt::format("{} \"{}\" must be PCMA or PCMU", path, codec));
            auto& payloads = config.payloads;
            if (std::find(payloads.begin(), payloads.end(), *payload) != payloads.end()) {
                return map_.fault(node, fmt::format("{} \"{}\" is given twice", path, codec));
            }
            payloads.push_back(*payload);
        });
    }

    void read_outcomes(campaign::LineConfig& config) {
        const Node* table = map_.find("outcomes");
        if (!table) return;
        std::string path = map_.path_of("outcomes");
        if (!table->is_map()) {
            return map_.fault(*table, map_.told("outcomes") +
                                          " must be a map of SIP responses and outcomes, such as {403: rejected}");
        }
        for (const document::Field& field : table->fields) {
            std::string_view shown = utf8_prefix(field.key, 32);
            auto code = parse_integer(field.key);
            if (!code || *code < 300 || *code > 699) {
                map_.context().add(field.at,
                                   fmt::format("{}.{}: must be a SIP final response, 300 to 699", path, shown));
            }
            auto outcome = field.value.is_scalar() ? parse_outcome(field.value.text) : std::nullopt;
            if (!outcome || !contains(kOutcomesOfCalls, *outcome)) {
                map_.fault(field.value, fmt::format("{}.{}{} must be busy, no_answer, rejected, invalid_number, "
                                                    "unreachable or failed",
                                                    path, shown, document::told(field.value)));
            } else if (code && *code >= 300 && *code <= 699) {
                config.outcomes[static_cast<int>(*code)] = *outcome;
            }
        }
    }

    MapReader map_;
};

}  // namespace

LineSetup read_line(SetupContext& context, const Node& node, const std::string& path, const std::string& country) {
    return LineReader(context, node, path).read(country);
}

}  // namespace tiller::setup
