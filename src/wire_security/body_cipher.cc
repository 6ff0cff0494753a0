#include "wire_security/body_cipher.h"

#include <fmt/format.h>

#include <stdexcept>

#include "store/encryption_keys.h"

namespace tiller::wire_security {
namespace {

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

BodyCipherPtr find_cipher(store::Db& db, const store::Account& account, Random& random) {
    if (!account.encryption.any()) return nullptr;
    std::vector<BodyCipher::Key> keys;
    for (const auto& key : store::list_encryption_keys(db, account.key)) {
        keys.push_back({key.id, store::open_encryption_key(db, key)});
    }
    if (keys.empty()) throw store::StoreError(fmt::format("account \"{}\" has no encryption key", account.name));
    return std::make_shared<const BodyCipher>(account.encryption, std::move(keys), random);
}

}  // namespace tiller::wire_security
