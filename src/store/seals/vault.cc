#include "store/seals/vault.h"

#include <fmt/format.h>

#include "store/sqlite/sqlite.h"

namespace tiller::store {

Vault::Vault(MasterKey master) : master_(std::make_shared<const MasterKey>(std::move(master))) {}

std::string Vault::seal(std::string_view secret, std::string_view name) const {
    if (secret.empty()) return {};
    SystemRandom random;
    return master()->seal(secret, name, random);
}

std::string Vault::open(std::string_view sealed, std::string_view name) const {
    if (sealed.empty()) return {};
    if (auto secret = master()->open(sealed, name)) return std::move(*secret);
    throw StoreError(
        fmt::format("master.key in the data folder does not open the secret {}: bring back the master key that was "
                    "there, as a further line of the file (tiller doctor tells all that does not open; if the key is "
                    "lost, tiller crypt discard-sealed goes on without)",
                    name));
}

std::shared_ptr<const MasterKey> Vault::master() const {
    std::lock_guard lock(mutex_);
    return master_;
}

void Vault::replace(MasterKey master) {
    auto fresh = std::make_shared<const MasterKey>(std::move(master));
    std::lock_guard lock(mutex_);
    master_ = std::move(fresh);
}

}  // namespace tiller::store
