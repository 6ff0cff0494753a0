#include "engines/packs/pack.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "base/text.h"
#include "document/source_text.h"
#include "document/yaml_tree.h"
#include "engines/engine.h"
#include "engines/packs/unpack.h"
#include "form/form.h"
#include "form/reader.h"

namespace tiller::engines {
namespace {

namespace fs = std::filesystem;
using form::Wrong;

constexpr std::string_view kNameLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

struct Roles {
    PackEngine engine;
    std::string_view word;
    std::vector<std::string_view> needed, allowed;
};
const std::vector<Roles>& all_roles() {
    static const std::vector<Roles> roles = {
        {PackEngine::whisper, "whisper", {"encoder", "decoder", "tokens"}, {}},
        {PackEngine::zipformer, "zipformer", {"encoder", "decoder", "joiner", "tokens"}, {}},
        {PackEngine::piper, "piper", {"model", "tokens"}, {"lexicon"}}};
    return roles;
}
const Roles& roles_of(PackEngine engine) { return *std::ranges::find(all_roles(), engine, &Roles::engine); }

std::optional<Wrong> check_name_letters(std::string& name) {
    if (name.find_first_not_of(kNameLetters) == name.npos) return std::nullopt;
    return Wrong{" must be made of letters, digits, \"-\" and \"_\""};
}

std::optional<Wrong> check_path(std::string& path) {
    const fs::path parts(path);
    bool climbs = parts.is_absolute();
    for (const auto& part : parts) climbs = climbs || part == "..";
    if (!climbs) return std::nullopt;
    return Wrong{" must lie within the pack"};
}

std::optional<Wrong> check_hash(std::string& hash) {
    hash = lower(hash);
    if (hash.size() == 64 && from_hex(hash)) return std::nullopt;
    return Wrong{" must be 64 hex digits"};
}

form::Form<PackFile> file_form() {
    return form::Form<PackFile>()
        .name("role", &PackFile::role, {.required = true, .longest = 32})
        .name("path", &PackFile::path, {.required = true, .longest = 256, .check = check_path})
        .name("sha256", &PackFile::sha256, {.required = true, .check = check_hash});
}

std::string fault_of_roles(const Pack& pack) {
    const Roles& roles = roles_of(pack.engine);
    for (std::string_view role : roles.needed) {
        if (std::ranges::count(pack.files, role, &PackFile::role) != 1)
            return fmt::format("files: a {} pack has one {}", roles.word, role);
    }
    for (const PackFile& file : pack.files) {
        auto knows = [&](const auto& known) { return std::ranges::find(known, file.role) != known.end(); };
        if (!knows(roles.needed) && !knows(roles.allowed))
            return fmt::format("files: a {} pack has no \"{}\"", roles.word, file.role);
    }
    return {};
}

}  // namespace

const form::Form<Pack>& pack_form() {
    static const auto form =
        form::Form<Pack>()
            .name("name", &Pack::name, {.required = true, .longest = 64, .check = check_name_letters})
            .choice("engine", &Pack::engine,
                    form::Words<PackEngine>{{"whisper", PackEngine::whisper},
                                            {"zipformer", PackEngine::zipformer},
                                            {"piper", PackEngine::piper}},
                    {.required = true})
            .texts("languages", &Pack::languages, {.longest = 35}, {.fewest = 1, .longest = 200})
            .name("licence", &Pack::licence, {.required = true, .longest = 200})
            .text("source", &Pack::source, {.longest = 1000})
            .objects("files", &Pack::files, file_form(), "role", {.fewest = 1, .longest = 16, .noun = "file"});
    return form;
}

Result<Pack> read_pack_manifest(std::string_view yaml) {
    document::SourceText text(yaml);
    document::Faults faults(text);
    Pack pack;
    if (auto root = document::parse_yaml(text, faults))
        pack_form().take(pack, form::read(pack_form().fields(), *root, "", faults));
    std::string told;
    for (const Fault& fault : faults.take())
        told += fmt::format("{}:{}: {}\n", kPackManifest, fault.place.line, fault.message);
    if (told.empty()) told = fault_of_roles(pack);
    while (told.ends_with('\n')) told.pop_back();
    if (!told.empty()) return invalid(told);
    return pack;
}

Result<Pack> read_pack(const std::string& folder) {
    std::ifstream in(folder + "/" + kPackManifest, std::ios::binary);
    if (!in) return unavailable(fmt::format("{}/{} cannot be read", folder, kPackManifest));
    std::string text(document::kLargest + 1, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<size_t>(in.gcount()));
    auto pack = read_pack_manifest(text);
    if (pack) pack->folder = folder;
    return pack;
}

Result<void> verify_pack(const Pack& pack) {
    for (const PackFile& file : pack.files) {
        auto hash = hash_file(pack.folder + "/" + file.path);
        if (!hash) return invalid(fmt::format("{} is not in the pack", file.path));
        if (*hash != file.sha256)
            return invalid(fmt::format("{} is not what {} says: its SHA-256 is {}", file.path, kPackManifest, *hash));
    }
    return {};
}

std::vector<std::string> worker_arguments(const Pack& pack, const std::string& library_folder) {
    std::vector<std::string> arguments{library_folder, std::string(roles_of(pack.engine).word)};
    for (const PackFile& file : pack.files)
        arguments.push_back(fmt::format("{}={}/{}", file.role, pack.folder, file.path));
    if (pack.engine == PackEngine::whisper) arguments.push_back("language=" + main_language(pack.languages.front()));
    if (pack.engine == PackEngine::piper) {
        // espeak-ng's data, which Debian's package brings; a pack with a lexicon needs none.
        for (const char* data :
             {"/usr/lib/x86_64-linux-gnu/espeak-ng-data", "/usr/lib/aarch64-linux-gnu/espeak-ng-data"}) {
            std::error_code ignored;
            if (fs::is_directory(data, ignored)) arguments.push_back(fmt::format("data={}", data));
        }
    }
    return arguments;
}

}  // namespace tiller::engines
