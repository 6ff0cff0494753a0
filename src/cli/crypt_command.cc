#include "cli/crypt_command.h"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "base/crypto/sealed_body.h"
#include "base/crypto/secret_file.h"
#include "base/text.h"
#include "cli/manage/manage_ask.h"
#include "cli/manage/manage_output.h"
#include "cli/management_client.h"
#include "installation/lost_secrets.h"

namespace tiller::cli {
namespace {

struct Typed {
    std::string file, key_file, mode = "gcm";
    bool as_json = false;
    bool yes = false;
    cli::ClientOptions where{.data_dir = "data"};
    std::function<Result<void>()> chosen;
};

/// A file, or standard input for "-".
Result<std::string> read_whole(const std::string& path) {
    std::ifstream file;
    if (path != "-") file.open(path, std::ios::binary);
    std::istream& in = path == "-" ? std::cin : file;
    if (!in) return not_found(fmt::format("\"{}\" cannot be read", path));
    return std::string(std::istreambuf_iterator<char>(in), {});
}

Result<std::string> read_key(const std::string& path) {
    if (path.empty()) {
        const char* text = std::getenv("TILLER_ENCRYPTION_KEY");
        if (!text) return invalid("with which key? Give --key FILE or TILLER_ENCRYPTION_KEY");
        return parse_aes_key(trim(text));
    }
    auto text = read_whole(path);
    if (!text) return text.error();
    auto key = parse_aes_key(trim(*text));
    if (!key) return invalid(fmt::format("\"{}\": {}", path, key.error().message));
    return key;
}

Result<void> encrypt(const Typed& typed) {
    auto key = read_key(typed.key_file);
    if (!key) return key.error();
    auto body = read_whole(typed.file);
    if (!body) return body.error();
    SystemRandom random;
    std::cout << seal_body(*body, *key, typed.mode == "cbc" ? AesMode::cbc : AesMode::gcm, random) << std::flush;
    return {};
}

Result<void> decrypt(const Typed& typed) {
    auto key = read_key(typed.key_file);
    if (!key) return key.error();
    auto wire = read_whole(typed.file);
    if (!wire) return wire.error();
    auto opened = open_body(*wire, std::span(&*key, 1));
    if (!opened) return opened.error();
    std::cout << opened->body << std::flush;
    return {};
}

Result<void> make_key(const Typed& typed) {
    if (std::filesystem::exists(typed.file)) return conflict(fmt::format("\"{}\" is there already", typed.file));
    ensure_secret_file(typed.file, SystemRandom().hex(kAesKeyBytes));
    return {};
}

/// By the server that runs on the folder, or on the folder itself.
Result<void> rotate_master_key(const Typed& typed) {
    auto client = cli::ManagementClient::open(typed.where);
    if (!client) return client.error();
    auto answer = (*client)->ask("POST", "/master-key/rotate", "");
    if (!answer) return answer.error();
    if (answer->status >= 300) return Error{kind_of(answer->status), problem_detail(answer->body)};
    if (typed.as_json) {
        std::cout << "{\"rotated\":true}\n";
        return {};
    }
    std::cout << fmt::format(
        "replaced. {}/master.key holds the new key: keep a copy of it apart from the backups. Backups made before need "
        "the copy of the old one\n",
        typed.where.data_dir);
    return {};
}

/// Only on a folder that nobody serves: a running server has the key in its memory, and can replace it.
Result<void> discard_sealed(const Typed& typed) {
    SystemClock clock;
    auto lost = installation::look_for_lost_secrets(typed.where.data_dir, typed.yes, clock);
    if (!lost) return lost.error();
    if (typed.as_json && (typed.yes || lost->empty())) {
        std::cout << installation::to_json(*lost, !lost->empty()) << "\n";
        return {};
    }
    if (lost->empty()) {
        std::cout << "master.key opens every password and key in the database: nothing is to be discarded\n";
        return {};
    }
    if (typed.as_json) std::cout << installation::to_json(*lost, false) << "\n" << std::flush;
    for (const auto& secret : *lost) {
        if (!typed.as_json)
            std::cout << (typed.yes ? installation::advice_for(secret) : installation::told(secret)) << std::endl;
    }
    if (!typed.yes) {
        return invalid(
            "these do not open with master.key; nothing was changed. If a copy of that key is anywhere, bring it back. "
            "If not, say --yes: they are removed for good, and must be set anew");
    }
    std::cout << fmt::format(
        "removed: {}; the audit log has them. What is kept as a hash stays good: API keys, users' passwords, tokens. "
        "Keep a copy of {}/master.key apart from the backups\n",
        lost->size(), typed.where.data_dir);
    return {};
}

}  // namespace

std::function<Result<void>()> add_crypt(CLI::App& program) {
    auto typed = std::make_shared<Typed>();
    auto* command =
        program.add_subcommand("crypt", "Encrypt and decrypt files as bodies are on the wire; replace the master key.");
    command->require_subcommand(1);
    auto add = [&](const char* word, const char* help, const char* file_help, Result<void> (*work)(const Typed&)) {
        auto* verb = command->add_subcommand(word, help);
        verb->add_option("file", typed->file, file_help)->required();
        verb->callback([typed, work] { typed->chosen = [typed, work] { return work(*typed); }; });
        return verb;
    };
    const char* key_help = "File with the key, 64 hex digits or base64; or TILLER_ENCRYPTION_KEY.";
    auto* sealing =
        add("encrypt", "A JSON body as it is sent, on standard output.", "The body; - for standard input.", encrypt);
    sealing->add_option("--key", typed->key_file, key_help);
    sealing->add_option("--mode", typed->mode, "gcm or cbc. Default: gcm")->check(CLI::IsMember({"gcm", "cbc"}));
    add("decrypt", "What an encrypted body says, on standard output.", "The body; - for standard input.", decrypt)
        ->add_option("--key", typed->key_file, key_help);
    add("keygen", "Make a key.", "The new file for it, which only its owner may read.", make_key);
    auto* rotate = command->add_subcommand(
        "rotate-master-key", "Replace master.key, and seal passwords and keys in the database anew; no restart.");
    rotate->add_option("--data", typed->where.data_dir, "Data folder; its running server is found by itself.");
    rotate->add_option("--server", typed->where.server, "URL of a running server instead.");
    rotate->add_option("--key", typed->where.key, "Its admin key, or a session's token; or TILLER_ADMIN_KEY.");
    rotate->add_flag("--json", typed->as_json, "Answer as JSON.");
    rotate->callback([typed] { typed->chosen = [typed] { return rotate_master_key(*typed); }; });
    auto* discard = command->add_subcommand(
        "discard-sealed",
        "If master.key is lost for good: tell which passwords and keys no longer open; --yes removes them.");
    discard->add_option("--data", typed->where.data_dir, "Data folder, which no server may be running on.");
    discard->add_flag("--yes", typed->yes, "Remove them, so that Tiller starts again; tells what to set anew.");
    discard->add_flag("--json", typed->as_json, "Answer as JSON.");
    discard->callback([typed] { typed->chosen = [typed] { return discard_sealed(*typed); }; });
    return [typed] { return typed->chosen(); };
}

}  // namespace tiller::cli
