#pragma once
// The operator's master key seals secrets that lie in the database and are needed as they are: whoever has a copy of
// the database alone cannot read them (docs/contract/partners.md, "AES"; AES-256-GCM).
#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "base/result.h"

namespace tiller::store {

std::string master_key_file(const std::string& data_dir);

/// Thread rule: immutable, any thread.
class MasterKey {
  public:
    /// DIR/master.key. It holds one key a line, 64 hex digits or base64: the first seals, all of them open, so that a
    /// new first line replaces the key. Errors, each in words for the operator: not_found, invalid, unavailable.
    static Result<MasterKey> read(const std::string& data_dir);
    /// The same; a file that is not there is made with a random key.
    static Result<MasterKey> ensure(const std::string& data_dir, Random& random);
    /// A key that lies nowhere, for a store that lies nowhere.
    static MasterKey of_memory();

    /// A new key before those that are there, in the file, too: durable when it returns.
    Result<MasterKey> add_new(const std::string& data_dir, Random& random) const;
    /// Only the first key, in the file, too.
    Result<MasterKey> keep_newest(const std::string& data_dir) const;
    size_t count() const { return keys_.size(); }

    /// `name` says what the secret is ("sign_keys/1/main"): it opens under this name only.
    std::string seal(std::string_view secret, std::string_view name, Random& random) const;
    /// Nothing if none of the keys opens it, or it was altered, or has another name.
    std::optional<std::string> open(std::string_view sealed, std::string_view name) const;
    /// True for what an older key than the first has sealed.
    bool is_outdated(std::string_view sealed) const;

  private:
    Result<void> write(const std::string& data_dir) const;

    std::vector<std::string> keys_;
};

}  // namespace tiller::store
