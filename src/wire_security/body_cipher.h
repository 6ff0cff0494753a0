#pragma once
// Encryption of an account's bodies (docs/contract/partners.md, "AES"): which of them, with which keys.
#include <memory>
#include <string>
#include <vector>

#include "base/crypto/sealed_body.h"
#include "http/http.h"
#include "store/accounts.h"

namespace tiller::wire_security {

/// Says which key encrypted an answer or a callback, for clients that hold two.
inline constexpr std::string_view kEncryptionKeyHeader = "X-AIRudder-Encryption-Key";

/// The keys of one account, opened.
///
/// Thread rule: immutable, any thread.
/// 1. There is at least one key.
/// 2. What is sent is encrypted with the oldest key, until that is deleted: a client that is given a new key has time
///    to learn it. An answer to an encrypted request uses the key of the request.
class BodyCipher {
  public:
    struct Key {
        std::string id, bytes;
    };
    /// `random` outlives it.
    BodyCipher(store::AccountEncryption wanted, std::vector<Key> oldest_first, Random& random);

    const store::AccountEncryption& wanted() const { return wanted_; }
    /// A body that must be encrypted. An error is for 10302.
    Result<OpenedBody> open(std::string_view wire) const;

    struct Sent {
        std::string body, key_id;
    };
    Sent seal(std::string_view body, size_t key = 0) const;
    /// An answer, also one that is streamed: in constant memory then.
    http::Response seal(http::Response answer, size_t key = 0) const;

  private:
    store::AccountEncryption wanted_;
    std::vector<std::string> ids_, keys_;
    Random& random_;
};
using BodyCipherPtr = std::shared_ptr<const BodyCipher>;

/// Nothing if the account encrypts nothing. Throws StoreError if there is no key, or the master key does not open one:
/// nothing is ever sent plain instead.
BodyCipherPtr find_cipher(store::Db& db, const store::Account& account, Random& random);

}  // namespace tiller::wire_security
