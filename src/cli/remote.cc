#include "cli/remote.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <set>

#include "cli/management_client.h"
#include "document/yaml_tree.h"
#include "engines/packs/pack_store.h"
#include "hearing/sphinx/sphinx.h"
#include "installation/server_note.h"
#include "serve/settings.h"
#include "setup/setup_file.h"
#include "setup/voice_faults.h"
#include "speech/speech.h"
#include "store/engines.h"
#include "store/sqlite/memory_disk.h"

namespace tiller::cli {
namespace {

using simdjson::dom::element;

Result<std::string> read_whole(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::string text(document::kLargest + 1, '\0');  // of more, the parser says that it is too much
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (in.bad() || (in.fail() && !in.eof())) return not_found(fmt::format("{}: the file cannot be read", path));
    text.resize(static_cast<size_t>(in.gcount()));
    return text;
}

std::string text_of(element object, const char* key) {
    std::string_view text;
    return object[key].get(text) ? std::string() : std::string(text);
}

/// The faults that the server found, in the words of `tiller apply`.
std::string faults_of(element root, const std::string& file) {
    std::string text;
    simdjson::dom::array faults;
    if (root["faults"].get(faults)) return text;
    // Their places are those of the text that was sent, and mean nothing to the reader of the file.
    for (element fault : faults) text += fmt::format("{}: {}\n", file, text_of(fault, "message"));
    return text;
}

ErrorKind kind_of(int status) {
    if (status == 409) return ErrorKind::conflict;
    if (status == 404) return ErrorKind::not_found;
    if (status == 429 || status == 503) return ErrorKind::unavailable;
    return status < 500 ? ErrorKind::invalid : ErrorKind::internal;
}

Result<setup::ApplyReport> read_answer(const http::ClientResponse& response, const std::string& url,
                                       const std::string& file) {
    if (response.status == 0) return unavailable(fmt::format("{} does not answer: {}", url, response.error));
    simdjson::dom::parser parser;
    element root;
    bool is_json = !parser.parse(response.body).get(root) && root.is_object();
    if (response.status == 401) return invalid(fmt::format("{} refuses the key", url));
    if (response.status != 200) {
        if (!is_json) return Error{kind_of(response.status), fmt::format("{} answers {}", url, response.status)};
        std::string faults = faults_of(root, file);
        if (faults.empty()) faults = fmt::format("{} answers {}: {}", url, response.status, text_of(root, "detail"));
        return Error{kind_of(response.status), faults};
    }
    simdjson::dom::array changes;
    if (!is_json || root["changes"].get(changes)) return internal_error(url + " does not answer as a tiller does");
    setup::ApplyReport report;
    for (element change : changes) {
        std::string_view text;
        if (!change.get(text)) report.changes.emplace_back(text);
    }
    simdjson::dom::array warnings;
    if (!root["warnings"].get(warnings)) {
        for (element warning : warnings) report.warnings.emplace_back(std::string_view(warning));
    }
    int64_t changed = 0;
    if (!root["changed"].get(changed)) report.changed = static_cast<int>(changed);
    return report;
}

Result<setup::ApplyReport> apply_over_http(const ApplyOptions& options, std::string server, const setup::Setup& setup) {
    auto key = find_admin_key(options.key, options.data_dir);
    if (!key) return key.error();
    while (server.ends_with('/')) server.pop_back();
    std::string body = setup::to_setup_text(setup);
    if (body.size() > document::kLargest) {
        return invalid(
            fmt::format("{}: with its dialogues the set-up is larger than {} KiB, too much to send: split it, "
                        "or apply it with --data while the server stands still",
                        options.file, document::kLargest / 1024));
    }
    http::ClientRequest request{
        .url = fmt::format("{}/admin/v1/setup?dry_run={}&prune={}", server, int{options.dry_run}, int{options.prune}),
        .headers = {{"Authorization", "Bearer " + *key}, {"Content-Type", "application/yaml"}},
        .body = std::move(body),
        .timeout = options.timeout,
        .response_limit = 16u << 20,
        .policy = {.allow_private = true}};  // the operator's own server
    auto report = read_answer(ask_once(std::move(request)), server, options.file);
    if (report) report->dry_run = options.dry_run;
    return report;
}

/// The folder's lock is taken: by a server, as a rule.
Result<setup::ApplyReport> apply_beside_server(const ApplyOptions& options, const setup::Setup& setup,
                                               const Error& in_use) {
    auto note = installation::read_server_note(options.data_dir);
    if (note) return apply_over_http(options, note->url, setup);
    return Error{in_use.kind, fmt::format("{}, and it does not serve yet ({}): try again in a moment", in_use.message,
                                          note.error().message)};
}

/// No server that could be asked which voices there are: those beside this program, and those of the engines and packs
/// that the data folder names, as far as names tell.
Result<void> check_voices(store::Store& store, const std::string& data_dir, const setup::Setup& setup) {
    std::set<std::string, std::less<>> known;
    for (auto& engine : store.read([](store::Db& db) { return store::list_engines(db); })) known.insert(engine.name);
    for (auto& pack : engines::list_packs(data_dir)) known.insert(pack.name);
    auto speech = speech::Speech::open({.espeak_helper = serve::espeak_helper_of(serve::Settings())});
    if (!speech) return speech.error();
    auto faults = setup::voice_faults(setup, [&](const std::string& language, const std::string& voice) {
        if (known.contains(voice.substr(0, voice.find('/')))) return Result<void>();
        return (*speech)->has_voice(language, voice);
    });
    if (!faults.empty()) return invalid(to_text(faults));
    return {};
}

}  // namespace

Result<setup::ApplyReport> apply_file(const ApplyOptions& options, const Clock& clock, Random& random) {
    auto text = read_whole(options.file);
    if (!text) return text.error();
    auto read = setup::read_setup(*text, setup::local_source(options.file));
    if (auto* faults = std::get_if<std::vector<Fault>>(&read)) return invalid(to_text(*faults));
    const auto& setup = std::get<setup::Setup>(read);
    if (!options.server.empty()) return apply_over_http(options, options.server, setup);
    if (options.data_dir.empty()) return invalid("apply to what? Give --data DIR or --server URL");
    // A trial on a folder that is not there yet is made in memory, and leaves nothing.
    std::optional<store::MemoryDisk> nowhere;
    if (options.dry_run && !std::filesystem::exists(options.data_dir + "/tiller.db")) nowhere.emplace("dry-run");
    auto store = store::Store::open({.dir = nowhere ? "" : options.data_dir,
                                     .own_thread = false,
                                     .readers = 1,
                                     .vfs = nowhere ? nowhere->vfs() : ""});
    if (store) {
        if (auto good = check_voices(**store, options.data_dir, setup); !good) return good.error();
        auto rules = guard::load_rules("");
        if (!rules) return rules.error();
        setup::ApplyMode mode{.dry_run = options.dry_run, .prune = options.prune, .rules = std::move(*rules)};
        const auto sphinx = hearing::Sphinx::open({.threads = 0});  // for its dictionary
        if (sphinx) mode.unknown_words = [&](const auto& words) { return (*sphinx)->unknown_words(words); };
        return setup::apply(**store, clock, random, setup, mode);
    }
    if (store.error().kind != ErrorKind::conflict) return store.error();
    return apply_beside_server(options, setup, store.error());
}

}  // namespace tiller::cli
