#pragma once
// Who asks: the account behind a token (docs/contract/README.md rules 3 and 8).
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "base/zone.h"
#include "store/accounts.h"
#include "web/cloud/errors.h"
#include "wire_security/body_cipher.h"

namespace tiller::cloud {

struct Caller {
    store::Account account;
    Zone zone;
    std::string app_key;
    Instant token_expires;
    wire_security::BodyCipherPtr cipher{};  // nothing: the account encrypts nothing
};
using CallerPtr = std::shared_ptr<const Caller>;

/// Remembers for a few seconds which account a token belongs to, so that most requests need not ask the store. Tokens
/// are known by their hash only.
///
/// Thread rule: any thread.
/// 1. An entry is used for at most kLife, only while the set-up is the one that it was read from, and never after its
///    token has expired: an edit of an account takes effect, and the tokens of a removed key stop working, at once;
///    what another program does to the database within kLife.
/// 2. There are at most kLimit entries.
class CallerCache {
  public:
    static constexpr Millis kLife{3'000};
    static constexpr size_t kLimit = 10'000;

    CallerPtr find(const std::string& token_hash, uint64_t setup_version, const Clock& clock);
    /// `setup_version`: as it was before the caller was read.
    void put(const std::string& token_hash, CallerPtr caller, uint64_t setup_version, const Clock& clock);
    /// The tokens of a key have changed.
    void forget(std::string_view app_key);

  private:
    struct Entry {
        CallerPtr caller;
        uint64_t setup_version;
        Millis until;
    };
    std::mutex mutex_;
    std::unordered_map<std::string, Entry> entries_;
};

/// The form in which a token is stored. A token is 48 random bytes, so a plain hash is as safe as a slow one.
std::string hash_token(std::string_view token);

/// The token of `Authorization: Token <token>`, or Bearer; empty for anything else.
std::string_view token_of(std::string_view authorization);

}  // namespace tiller::cloud
