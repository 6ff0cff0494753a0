// The store's master key: read at the start, replaced while the store is in use.
#include <fmt/format.h>

#include "store/seals/sealing.h"
#include "store/store.h"

namespace tiller::store {

void Store::open_vault() {
    Result<MasterKey> master = MasterKey::of_memory();
    if (options_.vfs.empty()) {
        SystemRandom random;
        // A new key would not open what is there, and hide that the old one is missing.
        bool may_make = options_.may_lack_master_key || !holds_seals(*writer_);
        master = may_make ? MasterKey::ensure(options_.dir, random) : MasterKey::read(options_.dir);
    }
    if (!master && master.error().kind == ErrorKind::not_found) {
        throw StoreError(fmt::format(
            "{}: it opens the passwords and keys in the database. Bring it back from where you keep its copy; if there "
            "is "
            "none, tiller crypt discard-sealed goes on without them (docs/encryption.md, \"If master.key is lost\")",
            master.error().message));
    }
    if (!master) throw StoreError(master.error().message);
    vault_ = std::make_shared<Vault>(std::move(*master));
    writer_->use(vault_);
}

void Store::seal_secrets() {
    writer_->run("BEGIN IMMEDIATE");
    renew_seals(*writer_);
    writer_->run("COMMIT");
}

Result<int64_t> Store::replace_master_key() {
    std::lock_guard lock(replacing_master_);
    if (!options_.vfs.empty()) return conflict("a store in memory has no master.key");
    // What the file holds, not what was read at the start: a line that an operator has added since must not get lost.
    auto stored = MasterKey::read(options_.dir);
    if (!stored) return unavailable(stored.error().message);
    SystemRandom random;
    auto both = stored->add_new(options_.dir, random);
    if (!both) return both.error();
    vault_->replace(*both);
    int64_t renewed = write([](Tx& tx) { return renew_seals(tx); });
    // This process goes on opening with the old key, too: a reader may still see the moment before.
    if (auto only = both->keep_newest(options_.dir); !only) return only.error();
    return renewed;
}

}  // namespace tiller::store
