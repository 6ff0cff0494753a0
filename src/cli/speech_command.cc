#include "cli/speech_command.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <filesystem>
#include <iostream>
#include <memory>

#include "base/json/json.h"
#include "engines/packs/download.h"
#include "engines/packs/pack_store.h"
#include "serve/settings.h"

namespace tiller::cli {
namespace {

namespace fs = std::filesystem;

struct TypedSpeech {
    std::string data_dir = "data", from, sha256, name, library;
    bool as_json = false;
    std::function<Result<void>()> chosen;
};

bool is_url(const std::string& from) { return from.starts_with("http://") || from.starts_with("https://"); }

std::string kind_of(const engines::Pack& pack) { return pack.is_voice() ? "voice" : "recognizer"; }

void print(const engines::Pack& pack) {
    std::cout << fmt::format("{}: {} for {}, {}\n", pack.name, kind_of(pack), fmt::join(pack.languages, ", "),
                             pack.licence);
}

Result<void> install_speech(const TypedSpeech& typed) {
    serve::Settings settings;
    if (!typed.library.empty()) {
        if (auto set = settings.set("speech_library", typed.library); !set) return set.error();
    }
    auto programs = serve::pack_programs_of(settings);
    if (!programs) return programs.error();
    std::error_code error;
    fs::create_directories(typed.data_dir, error);
    std::string archive = typed.from;
    const std::string fetched = fmt::format("{}/.pack-{}", typed.data_dir, getpid());
    if (is_url(typed.from)) {
        auto client = http::Client::open();
        if (auto done = engines::download(*client, typed.from, fetched); !done) return done.error();
        archive = fetched;
    }
    auto pack = engines::install_pack(archive, typed.sha256, typed.data_dir, *programs, SystemClock());
    fs::remove(fetched, error);
    if (!pack) return pack.error();
    print(*pack);
    std::cout << "A server that runs takes it into use when its set-up changes, or when it starts.\n";
    return {};
}

Result<void> list_speech(const TypedSpeech& typed) {
    const auto packs = engines::list_packs(typed.data_dir);
    if (!typed.as_json) {
        for (const engines::Pack& pack : packs) print(pack);
        return {};
    }
    JsonWriter json;
    json.begin_array();
    for (const engines::Pack& pack : packs) {
        json.begin_object();
        json.field("name", pack.name);
        json.field("kind", kind_of(pack));
        json.key("languages");
        json.begin_array();
        for (const std::string& language : pack.languages) json.value(language);
        json.end_array();
        json.field("licence", pack.licence);
        json.field("source", pack.source);
        json.end_object();
    }
    json.end_array();
    std::cout << json.text() << "\n";
    return {};
}

}  // namespace

std::function<Result<void>()> add_speech(CLI::App& program) {
    auto typed = std::make_shared<TypedSpeech>();
    auto* command = program.add_subcommand("speech", "Model packs: recognizers and voices that run on this machine.");
    command->require_subcommand(1);
    auto add = [&](const char* word, const char* help, Result<void> (*work)(const TypedSpeech&)) {
        auto* verb = command->add_subcommand(word, help);
        verb->add_option("--data", typed->data_dir, "Data folder. Default: data");
        verb->callback([typed, work] { typed->chosen = [typed, work] { return work(*typed); }; });
        return verb;
    };
    auto* install = add("install", "Check a pack, try it, and put it into the data folder.", install_speech);
    install->add_option("from", typed->from, "Its archive: a file or a URL.")->required();
    install->add_option("--sha256", typed->sha256, "Of the archive, 64 hex digits.")->required();
    install->add_option("--speech-library", typed->library, "As of serve: the folder with sherpa-onnx.");
    add("list", "The packs of the data folder.", list_speech)->add_flag("--json", typed->as_json, "As JSON.");
    auto* remove = add("remove", "Remove one; a server that runs lets go of it when it stops.",
                       [](const TypedSpeech& t) { return engines::remove_pack(t.name, t.data_dir); });
    remove->add_option("name", typed->name, "Its name.")->required();
    return [typed] { return typed->chosen(); };
}

}  // namespace tiller::cli
