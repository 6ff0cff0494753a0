#pragma once
// Seals and opens the secrets of a database, for all connections to it.
#include <memory>
#include <mutex>
#include <string>

#include "store/seals/master_key.h"

namespace tiller::store {

/// Thread rule: any thread. IVs come from the system's randomness, also under a simulator: they must never repeat.
class Vault {
  public:
    explicit Vault(MasterKey master);

    /// `name` says what the secret is and whose, by the row's keys: it opens in its own row only. An empty secret stays
    /// empty.
    std::string seal(std::string_view secret, std::string_view name) const;
    /// Throws StoreError, which says what to do, if the master key does not open it.
    std::string open(std::string_view sealed, std::string_view name) const;

    std::shared_ptr<const MasterKey> master() const;
    void replace(MasterKey master);

  private:
    mutable std::mutex mutex_;
    std::shared_ptr<const MasterKey> master_;
};

}  // namespace tiller::store
