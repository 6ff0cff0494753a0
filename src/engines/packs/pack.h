#pragma once
// A model pack: a folder with the files of one model and pack.yaml, which says what they are.
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "form/declare.h"

namespace tiller::engines {

enum class PackEngine { whisper, zipformer, piper };

struct PackFile {
    std::string role;    // "encoder": what the engine calls it
    std::string path;    // within the pack
    std::string sha256;  // 64 hex digits
};

struct Pack {
    std::string name;
    PackEngine engine = PackEngine::whisper;
    std::vector<std::string> languages;  // BCP 47, at least one
    std::string licence, source;         // for people
    std::vector<PackFile> files;
    std::string folder{};  // where it lies; not in pack.yaml

    bool is_voice() const { return engine == PackEngine::piper; }
};

inline constexpr const char* kPackManifest = "pack.yaml";

const form::Form<Pack>& pack_form();

/// Errors: invalid, every fault with its line, one a line.
Result<Pack> read_pack_manifest(std::string_view yaml);

/// The pack in a folder. Errors: invalid, unavailable (it cannot be read).
Result<Pack> read_pack(const std::string& folder);

/// Every file is there and has its hash. Errors: invalid, which file is not what the manifest says.
Result<void> verify_pack(const Pack& pack);

/// What tiller-speech-worker is started with: its engine, and name=value of its options.
std::vector<std::string> worker_arguments(const Pack& pack, const std::string& library_folder);

}  // namespace tiller::engines
