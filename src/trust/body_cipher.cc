#include "trust/body_cipher.h"

#include <fmt/format.h>

#include <stdexcept>

#include "store/encryption_keys.h"

namespace tiller::trust {
namespace {

std::string open_key(const store::EncryptionKey& key, const MasterKey& master) {
    auto bytes = master.open(key.sealed, name_of_key(key.account, key.id));
    if (bytes && bytes->size() == kAesKeyBytes) return std::move(*bytes);
    throw store::StoreError(
        fmt::format("master.key in the data folder does not open the encryption key \"{}\": bring back the master key "
                    "that was there, as a further line",
                    key.id));
}

/// Encrypts a stream piece by piece.
class SealedStream {
  public:
    SealedStream(http::BodySource plain, SealedBodyWriter writer)
        : plain_(std::move(plain)), writer_(std::move(writer)) {}

    std::string next() {
        while (!ended_) {
            std::string piece = plain_();
            ended_ = piece.empty();
            std::string sealed = ended_ ? writer_.end() : writer_.add(piece);
            if (!sealed.empty()) return sealed;  // a short piece may give nothing yet
        }
        return {};
    }

  private:
    http::BodySource plain_;
    SealedBodyWriter writer_;
    bool ended_ = false;
};

}  // namespace

BodyCipher::BodyCipher(store::AccountEncryption wanted, std::vector<Key> oldest_first, Random& random)
    : wanted_(wanted), random_(random) {
    if (oldest_first.empty()) throw std::logic_error("encryption needs a key");
    for (Key& key : oldest_first) {
        ids_.push_back(std::move(key.id));
        keys_.push_back(std::move(key.bytes));
    }
}

Result<OpenedBody> BodyCipher::open(std::string_view wire) const { return open_body(wire, keys_); }

BodyCipher::Sent BodyCipher::seal(std::string_view body, size_t key) const {
    return {seal_body(body, keys_.at(key), wanted_.mode, random_), ids_.at(key)};
}

http::Response BodyCipher::seal(http::Response answer, size_t key) const {
    answer.headers.emplace_back(kEncryptionKeyHeader, ids_.at(key));
    if (answer.stream) {
        auto stream = std::make_shared<SealedStream>(std::move(answer.stream),
                                                     SealedBodyWriter(keys_.at(key), wanted_.mode, random_));
        answer.stream = [stream] { return stream->next(); };
    } else {
        answer.body = seal(answer.body, key).body;
    }
    return answer;
}

BodyCipherPtr find_cipher(store::Db& db, const store::Account& account, const MasterKey& master, Random& random) {
    if (!account.encryption.any()) return nullptr;
    std::vector<BodyCipher::Key> keys;
    for (const auto& key : store::list_encryption_keys(db, account.key))
        keys.push_back({key.id, open_key(key, master)});
    if (keys.empty()) throw store::StoreError(fmt::format("account \"{}\" has no encryption key", account.name));
    return std::make_shared<const BodyCipher>(account.encryption, std::move(keys), random);
}

std::string name_of_key(int64_t account, std::string_view id) {
    return fmt::format("encryption_keys/{}/{}", account, id);
}

void renew_seals(store::Tx& tx, const MasterKey& master, Random& random) {
    for (store::EncryptionKey& key : store::list_encryption_keys(tx)) {
        std::string bytes = open_key(key, master);
        if (!master.is_outdated(key.sealed)) continue;
        key.sealed = master.seal(bytes, name_of_key(key.account, key.id), random);
        store::put_encryption_key(tx, key);
    }
}

}  // namespace tiller::trust
