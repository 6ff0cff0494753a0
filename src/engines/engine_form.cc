// The fields of an engine, and the rules between them.
#include <fmt/format.h>

#include "base/text.h"
#include "engines/engine.h"
#include "form/form.h"
#include "form/json.h"

namespace tiller::engines {
namespace {

using form::Wrong;

constexpr std::string_view kSchemes[] = {"ws://", "wss://", "http://", "https://"};

/// What more is wrong with it, `tiller engine test` tells.
std::optional<Wrong> check_engine_url(std::string& url) {
    const std::string small = lower(url);
    auto scheme = std::ranges::find_if(kSchemes, [&](std::string_view s) { return small.starts_with(s); });
    if (scheme == std::end(kSchemes))
        return Wrong{" must be a URL that begins with ws://, wss://, http:// or https://"};
    const std::string_view rest = std::string_view(url).substr(scheme->size());
    const std::string_view host = rest.substr(0, rest.find_first_of("/?#"));
    if (host.find('@') != host.npos)
        return Wrong{.rule = " must not hold a user or a password: what opens the engine is its key", .hides = true};
    if (host.empty() || host.front() == ':' || url.find_first_of(" \"<>\\^`{|}#") != std::string::npos)
        return Wrong{" is no URL"};
    while (url.ends_with('/')) url.pop_back();
    return std::nullopt;
}

bool is_tag(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](unsigned char c) { return std::isalnum(c) != 0 || c == '-'; });
}

std::optional<Wrong> check_tag(std::string& tag) {
    if (is_tag(tag)) return std::nullopt;
    return Wrong{" must be a language such as en or es-MX"};
}

form::Form<Engine> make_engine_form() {
    using form::Words;
    return form::Form<Engine>()
        .choice("kind", &Engine::kind,
                Words<EngineKind>{
                    {"recognizer", EngineKind::recognizer}, {"voice", EngineKind::voice}, {"model", EngineKind::model}},
                {.required = true, .about = "hears, speaks, or writes what a robot says"})
        .choice("protocol", &Engine::protocol,
                Words<EngineProtocol>{{"vosk", EngineProtocol::vosk},
                                      {"openai_realtime", EngineProtocol::openai_realtime},
                                      {"openai_http", EngineProtocol::openai_http}},
                {.required = true,
                 .about = "`vosk` and `openai_realtime`: recognizers over WebSocket; `openai_http`: "
                          "`/audio/transcriptions`, `/audio/speech` or `/chat/completions` below the URL"})
        .name("url", &Engine::url,
              {.required = true,
               .longest = 2048,
               .check = check_engine_url,
               .example = "ws://127.0.0.1:2700",
               .about = "`ws://` or `wss://` of a WebSocket; `http://` or `https://`, up to and with `/v1`. Private "
                        "addresses are good: engines are the operator's"})
        .secret("key", &Engine::key,
                {.longest = 1024,
                 .fallback_told = "none",
                 .about = "is sent as `Authorization: Bearer`; goes to the host that it was given for only"})
        .text("model", &Engine::model,
              {.longest = 256, .fallback_told = "the engine's own", .about = "that it is asked for; a model needs it"})
        .texts("languages", &Engine::languages, {.longest = 35, .check = check_tag},
               {.or_one = true,
                .longest = 200,
                .fallback_told = "all",
                .about = "that it is used for: `es` is for `es-MX`, too"})
        .texts("voices", &Engine::voices, {.longest = 128},
               {.or_one = true,
                .longest = 1'000,
                .fallback_told = "the engine's own",
                .about = "of a voice: those that robots may name as `engine/voice`; the first is what `engine` means"})
        .duration("timeout", &Engine::timeout,
                  {.least = 200,
                   .most = 60'000,
                   .stored = "timeout_ms",
                   .about = "from the end of the speech to its words, from a text to its sound, from a question to the "
                            "first word of its answer; then our own engine does it"})
        .integer("calls_at_once", &Engine::most_at_once, {.least = 1, .most = 10'000, .about = "that may use it"});
}

std::string host_of(std::string_view url) {
    const size_t at = url.find("://");
    const std::string_view rest = at == url.npos ? url : url.substr(at + 3);
    return lower(rest.substr(0, rest.find_first_of("/?#")));
}

}  // namespace

const form::Form<Engine>& engine_form() {
    static const form::Form<Engine> form = make_engine_form();
    return form;
}

std::string to_json(const Engine& engine) { return form::to_stored_json(engine_form(), engine); }

Result<Engine> engine_from_json(std::string_view json) {
    return form::from_stored_json(engine_form(), json, "a stored engine");
}

std::string engine_fault(const Engine& engine) {
    const bool is_http = engine.protocol == EngineProtocol::openai_http;
    if (engine.kind != EngineKind::recognizer && !is_http)
        return "protocol must be openai_http: vosk and openai_realtime are for recognizers";
    if (lower(engine.url).starts_with("http") != is_http)
        return is_http ? "url must begin with http:// or https:// for openai_http"
                       : "url must begin with ws:// or wss:// for vosk and openai_realtime";
    if (engine.kind == EngineKind::model && engine.model.empty()) return "model is missing";
    if (engine.kind != EngineKind::voice && !engine.voices.empty()) return "voices are of a voice only";
    return {};
}

std::string kept_key_fault(const Engine& stored, const Engine& wanted) {
    if (host_of(stored.url) == host_of(wanted.url)) return {};
    return fmt::format("must be given anew: it was given for {}", host_of(stored.url));
}

}  // namespace tiller::engines
