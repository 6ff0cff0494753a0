#pragma once
// The operator's master key seals secrets that lie in the database and are needed as they are: whoever has a copy of
// the database alone cannot read them (contract/partners.md, "AES"; AES-256-GCM).
#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "base/result.h"

namespace tiller::trust {

/// Thread rule: immutable, any thread.
class MasterKey {
  public:
    /// DIR/master.key, made with a random key if it is not there. It holds one key a line, 64 hex digits or base64: the
    /// first seals, all of them open, so that a new first line replaces the key. Throws std::runtime_error.
    static MasterKey ensure(const std::string& data_dir, Random& random);

    /// `name` says what the secret is ("encryption_keys/1/main"): it opens under this name only.
    std::string seal(std::string_view secret, std::string_view name, Random& random) const;
    /// Nothing if none of the keys opens it, or it was altered, or has another name.
    std::optional<std::string> open(std::string_view sealed, std::string_view name) const;
    /// True for what an older key than the first has sealed.
    bool is_outdated(std::string_view sealed) const;

  private:
    std::vector<std::string> keys_;
};

}  // namespace tiller::trust
