#include "store/seals/master_key.h"

#include <fmt/format.h>

#include <stdexcept>

#include "base/crypto/aes.h"
#include "base/crypto/crypto.h"
#include "base/crypto/sealed_body.h"
#include "base/crypto/secret_file.h"
#include "base/text.h"

namespace tiller::store {
namespace {

// A sealed secret is "<mark>:<base64 of iv, tag, data>". The mark tells which key it was, and nothing about the key.
constexpr size_t kMarkDigits = 8, kIvBytes = 12, kTagBytes = 16;

std::string mark_of(std::string_view key) { return to_hex(hmac_sha256(key, "mark")).substr(0, kMarkDigits); }

}  // namespace

std::string master_key_file(const std::string& data_dir) { return data_dir + "/master.key"; }

Result<MasterKey> MasterKey::read(const std::string& data_dir) {
    std::string path = master_key_file(data_dir);
    auto lines = read_secret_file(path);
    if (!lines) return lines.error();
    MasterKey master;
    for (size_t i = 0; i < lines->size(); ++i) {
        auto key = parse_aes_key((*lines)[i]);
        if (!key) return invalid(fmt::format("\"{}\", key {}: {}", path, i + 1, key.error().message));
        master.keys_.push_back(std::move(*key));
    }
    if (master.keys_.empty()) return invalid(fmt::format("\"{}\" holds no key", path));
    return master;
}

Result<MasterKey> MasterKey::ensure(const std::string& data_dir, Random& random) {
    try {
        ensure_secret_file(master_key_file(data_dir), random.hex(kAesKeyBytes));
    } catch (const std::runtime_error& e) {
        return unavailable(e.what());
    }
    return read(data_dir);
}

MasterKey MasterKey::of_memory() {
    MasterKey master;
    master.keys_.emplace_back(kAesKeyBytes, '\0');
    return master;
}

Result<MasterKey> MasterKey::add_new(const std::string& data_dir, Random& random) const {
    MasterKey master = *this;
    master.keys_.insert(master.keys_.begin(), *parse_aes_key(random.hex(kAesKeyBytes)));
    if (auto written = master.write(data_dir); !written) return written.error();
    return master;
}

Result<MasterKey> MasterKey::keep_newest(const std::string& data_dir) const {
    MasterKey master;
    master.keys_ = {keys_.front()};
    if (auto written = master.write(data_dir); !written) return written.error();
    return master;
}

Result<void> MasterKey::write(const std::string& data_dir) const {
    std::vector<std::string> lines;
    for (const auto& key : keys_) lines.push_back(to_hex(key));
    return replace_secret_file(master_key_file(data_dir), lines);
}

std::string MasterKey::seal(std::string_view secret, std::string_view name, Random& random) const {
    Sealed sealed = aes_seal(secret, keys_.front(), AesMode::gcm, random, name);
    return mark_of(keys_.front()) + ":" + to_base64(sealed.iv + sealed.tag + sealed.data);
}

std::optional<std::string> MasterKey::open(std::string_view sealed, std::string_view name) const {
    size_t colon = sealed.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    auto bytes = from_base64(sealed.substr(colon + 1));
    if (!bytes || bytes->size() < kIvBytes + kTagBytes) return std::nullopt;
    Sealed parts{.mode = AesMode::gcm,
                 .iv = bytes->substr(0, kIvBytes),
                 .data = bytes->substr(kIvBytes + kTagBytes),
                 .tag = bytes->substr(kIvBytes, kTagBytes)};
    for (const auto& key : keys_) {
        if (auto secret = aes_open(parts, key, name)) return secret;
    }
    return std::nullopt;
}

bool MasterKey::is_outdated(std::string_view sealed) const { return !sealed.starts_with(mark_of(keys_.front()) + ":"); }

}  // namespace tiller::store
