#include "serve/settings.h"

#include <fmt/format.h>
#include <unistd.h>
#include <yaml-cpp/yaml.h>

#include <filesystem>

#include "base/text.h"

namespace tiller::serve {
namespace {

constexpr Setting kTable[] = {
    {"data", SettingKind::text, "data", "Folder of the database, recordings and prompts."},
    {"node", SettingKind::text, "",
     "Name of this node, which no other one of the same store has; empty: the host's name."},
    {"http", SettingKind::address, "127.0.0.1:8080", "Address and port of the HTTP API."},
    {"sip", SettingKind::address, "0.0.0.0:5060", "Address and port of SIP, UDP and TCP."},
    {"public_url", SettingKind::text, "",
     "Where clients reach the API, for links; empty: http:// and the HTTP address."},
    {"log_level", SettingKind::text, "info", "debug, info, warn, error or off."},
    {"rtp_ports", SettingKind::port_range, "20000-39999", "UDP ports of RTP; one even port a call."},
    {"media_address", SettingKind::text, "",
     "IP address for RTP as peers see it, behind NAT; empty: found for each line."},
    {"sip_address", SettingKind::text, "",
     "Host in SIP Contact and Via as peers see it, behind NAT; empty: found for each line."},
    {"sip_tls_folder", SettingKind::text, "",
     "Folder with agent.pem (certificate and key) and cafile.pem (whom to trust); SIP over TLS at the SIP port + 1. "
     "Empty: no TLS."},
    {"sip_strangers", SettingKind::choice, "drop",
     "What becomes of SIP requests from addresses that are no line's server: drop answers nothing, refuse answers 403, "
     "a "
     "few a second.",
     0, 0, "drop|refuse"},
    {"sip_connections", SettingKind::whole, "1000",
     "SIP connections (TCP, TLS) of others at once, and never more than an eighth of the descriptors that the system "
     "lets us have; beyond, those that were silent longest are closed.",
     1, 1'000'000},
    {"media_threads", SettingKind::whole, "1", "Threads that send and receive RTP; one carries some 1500 calls.", 1,
     64},
    {"recorder_threads", SettingKind::whole, "1", "Threads that write recordings.", 1, 64},
    {"http_threads", SettingKind::whole, "16", "Threads that answer HTTP requests.", 1, 1024},
    {"http_connections", SettingKind::whole, "10000",
     "HTTP connections at once, and never more than three eighths of the descriptors that the system lets us have; "
     "beyond, "
     "those "
     "whose clients have been silent longest are closed.",
     1, 1'000'000},
    {"trusted_proxies", SettingKind::text, "",
     "Addresses of reverse proxies in front, such as 127.0.0.1, 10.0.0.0/8: from them, X-Forwarded-For tells who "
     "asks."},
    {"http_hosts", SettingKind::text, "",
     "Names under which HTTP may be reached, such as calls.example.com, *.example.org, beside public_url's, IP "
     "addresses "
     "and localhost; others get 421. Empty: any name."},
    {"record_calls", SettingKind::truth, "on", "Record every answered call."},
    {"recording_link_lifetime", SettingKind::duration, "7d", "How long a recording's link works."},
    {"allow_private_webhooks", SettingKind::truth, "off", "Let webhooks go to private and loopback addresses."},
    {"guard_packs", SettingKind::text, "",
     "Folder of rules of your own for the guard (*.yaml), over the built-in ones; see docs/guard.md."},
    {"webhook_retention", SettingKind::duration, "7d",
     "How long delivered events are kept for replay and the log; undelivered ones: 30 days."},
    {"seventeen_track_key_file", SettingKind::text, "",
     "File with the key of 17TRACK's API, which knows shipments that are not entered here; empty: not asked."},
    {"seventeen_track_url", SettingKind::text, "https://api.17track.net/track/v2.2", "Where 17TRACK's API is reached."},
    {"prompt_cache_mb", SettingKind::whole, "64", "Memory for synthesized prompts, in MiB.", 1, 65536},
    {"speech_workers", SettingKind::whole, "2", "Threads that synthesize prompts.", 1, 64},
    {"espeak_helper", SettingKind::text, "auto",
     "Program that speaks other languages than English; auto: tiller-espeak beside tiller; off: none."},
    {"hearing", SettingKind::truth, "on", "Hear what people say to robots that listen; off: keys only."},
    {"hearing_threads", SettingKind::whole, "1",
     "Threads that find out who speaks in the calls that are listened to; one is enough for some 200 calls.", 1, 64},
    {"recognition_threads", SettingKind::whole, "1", "Threads that turn English speech into words.", 1, 64},
    {"recognition_decoders", SettingKind::whole, "8",
     "Utterances that are turned into words at once, up to 10 MB of memory each; further ones wait.", 1, 1024},
    {"voice_activity_folder", SettingKind::text, "auto",
     "Folder with silero_vad.onnx and libonnxruntime.so; auto: where Tiller was installed with them; off: without "
     "Silero."},
    {"speech_library", SettingKind::text, "auto",
     "Folder with the libraries of the npm package sherpa-onnx-linux-x64, which runs model packs; auto: where Tiller "
     "was "
     "installed with them."},
    {"stop_limit", SettingKind::duration, "30s", "How long a stop waits for calls in progress before it ends them."},
};

constexpr const char* kSileroFile = "silero_vad.onnx";
constexpr const char* kSherpaFile = "libsherpa-onnx-c-api.so";

std::filesystem::path own_folder() {
    std::error_code ec;
    return std::filesystem::read_symlink("/proc/self/exe", ec).parent_path();
}

/// Where scripts/fetch_speech.sh or the installation put `file`: as installed, or as built below the project's build
/// folder. Nothing if it is in neither.
std::optional<std::filesystem::path> speech_folder_with(const char* file) {
    for (const char* way : {"../lib/tiller", "../../deps/speech"}) {
        std::error_code ec;
        auto folder = own_folder() / way;
        if (std::filesystem::exists(folder / file, ec)) return folder.lexically_normal();
    }
    return std::nullopt;
}

const Setting* find(std::string_view name) {
    for (auto& setting : kTable) {
        if (setting.name == name) return &setting;
    }
    return nullptr;
}

std::optional<Millis> parse_duration(std::string_view text) {
    static constexpr std::pair<std::string_view, int64_t> kUnits[] = {
        {"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}};
    size_t digits = text.find_first_not_of("0123456789");
    if (digits == 0 || digits == std::string_view::npos || digits > 9) return std::nullopt;
    for (auto& [unit, ms] : kUnits) {
        if (text.substr(digits) == unit) return Millis(*parse_integer(text.substr(0, digits)) * ms);
    }
    return std::nullopt;
}

std::optional<std::pair<std::string, int>> parse_address(std::string_view text) {
    size_t colon = text.rfind(':');
    if (colon == std::string_view::npos || colon == 0) return std::nullopt;
    auto port = parse_integer(text.substr(colon + 1));
    if (!port || *port < 0 || *port > 65535) return std::nullopt;
    return std::make_pair(std::string(text.substr(0, colon)), static_cast<int>(*port));
}

std::optional<std::pair<int, int>> parse_ports(std::string_view text) {
    size_t dash = text.find('-');
    if (dash == std::string_view::npos) return std::nullopt;
    auto first = parse_integer(text.substr(0, dash)), last = parse_integer(text.substr(dash + 1));
    if (!first || !last || *first < 1024 || *last > 65535 || *first >= *last) return std::nullopt;
    return std::make_pair(static_cast<int>(*first), static_cast<int>(*last));
}

/// The rule that `value` breaks, or nothing.
std::string broken_rule(const Setting& setting, std::string_view value) {
    switch (setting.kind) {
        case SettingKind::text:
            return {};
        case SettingKind::address:
            return parse_address(value) ? "" : "must be host:port, e.g. 127.0.0.1:8080";
        case SettingKind::whole: {
            auto number = parse_integer(value);
            if (number && *number >= setting.least && *number <= setting.most) return {};
            return fmt::format("must be a whole number from {} to {}", setting.least, setting.most);
        }
        case SettingKind::duration:
            return parse_duration(value) ? "" : "must be a number with ms, s, m, h or d, e.g. 30s";
        case SettingKind::truth:
            return value == "on" || value == "off" ? "" : "must be on or off";
        case SettingKind::port_range:
            return parse_ports(value) ? "" : "must be two ports from 1024 to 65535, e.g. 20000-39999";
        case SettingKind::choice: {
            const auto words = split(setting.choices, '|');
            if (std::ranges::find(words, value) != words.end()) return {};
            return fmt::format("must be one of {}", setting.choices);
        }
    }
    return {};
}

}  // namespace

std::span<const Setting> settings_table() { return kTable; }

Settings::Settings() {
    for (auto& setting : kTable) values_.emplace(setting.name, setting.fallback);
}

Result<void> Settings::set(std::string_view name, std::string_view value) {
    const Setting* setting = find(name);
    if (!setting) return invalid(fmt::format("setting \"{}\" is unknown: see tiller serve --help", name));
    if (setting->kind == SettingKind::truth) {
        if (value == "true" || value == "yes" || value == "1") value = "on";
        if (value == "false" || value == "no" || value == "0") value = "off";
    }
    if (auto rule = broken_rule(*setting, value); !rule.empty())
        return invalid(fmt::format("{} \"{}\": {}", name, value, rule));
    values_.find(name)->second = value;
    return {};
}

Result<void> Settings::load(const std::string& path) {
    try {
        YAML::Node root = YAML::LoadFile(path);
        if (root.IsNull()) return {};
        if (!root.IsMap()) return invalid(path + ": must hold lines of the form `name: value`");
        for (auto entry : root) {
            int line = entry.first.Mark().line + 1;
            if (!entry.second.IsScalar())
                return invalid(fmt::format("{}:{}: {}: must be one value", path, line, entry.first.Scalar()));
            if (auto done = set(entry.first.Scalar(), entry.second.Scalar()); !done) {
                return invalid(fmt::format("{}:{}: {}", path, line, done.error().message));
            }
        }
        return {};
    } catch (const YAML::BadFile&) {
        return invalid(path + ": cannot be read");
    } catch (const YAML::Exception& e) {
        return invalid(fmt::format("{}:{}: {}", path, e.mark.line + 1, e.msg));
    }
}

const std::string& Settings::text(std::string_view name) const { return values_.find(name)->second; }
int64_t Settings::whole(std::string_view name) const { return *parse_integer(text(name)); }
bool Settings::truth(std::string_view name) const { return text(name) == "on"; }
Millis Settings::duration(std::string_view name) const { return *parse_duration(text(name)); }
std::string Settings::host(std::string_view name) const { return parse_address(text(name))->first; }
int Settings::port(std::string_view name) const { return parse_address(text(name))->second; }
std::pair<int, int> Settings::port_range(std::string_view name) const { return *parse_ports(text(name)); }

std::string node_name_of(const Settings& settings) {
    if (const std::string& name = settings.text("node"); !name.empty()) return name;
    char host[256] = {};
    return ::gethostname(host, sizeof host - 1) == 0 && host[0] != 0 ? host : "tiller";
}

hearing::HearingOptions hearing_of(const Settings& settings) {
    hearing::HearingOptions options{.threads = static_cast<int>(settings.whole("hearing_threads"))};
    std::filesystem::path folder = settings.text("voice_activity_folder");
    if (folder == "off") return options;
    if (folder == "auto") {
        auto found = speech_folder_with(kSileroFile);
        if (!found) return options;
        folder = *found;
    }
    options.silero_model = (folder / kSileroFile).lexically_normal().string();
    options.onnx_runtime = (folder / "libonnxruntime.so").lexically_normal().string();
    return options;
}

Result<engines::PackPrograms> pack_programs_of(const Settings& settings) {
    const auto own = own_folder();
    std::string library = settings.text("speech_library");
    if (library == "auto") library = speech_folder_with(kSherpaFile).value_or(own / "../lib/tiller").lexically_normal();
    engines::PackPrograms programs{.worker = own / "tiller-speech-worker", .library_folder = std::move(library)};
    std::error_code ec;
    if (!std::filesystem::exists(programs.worker, ec))
        return not_found(fmt::format("{} is not there: model packs need it", programs.worker));
    if (!std::filesystem::exists(programs.library_folder + "/" + kSherpaFile, ec))
        return not_found(fmt::format("speech_library \"{}\": {} is not there", programs.library_folder, kSherpaFile));
    return programs;
}

std::string espeak_helper_of(const Settings& settings) {
    std::string path = settings.text("espeak_helper");
    if (path == "off") return {};
    if (path != "auto") return path;
    std::error_code ec;
    auto beside = own_folder() / "tiller-espeak";
    return std::filesystem::exists(beside, ec) ? beside.string() : std::string();
}

}  // namespace tiller::serve
