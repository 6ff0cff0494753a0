#include "setup/encryption_key_setup.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/crypto/crypto.h"
#include "base/crypto/sealed_body.h"
#include "store/accounts.h"
#include "store/encryption_keys.h"

namespace tiller::setup {
namespace {

constexpr size_t kLongestId = 64;

std::optional<store::EncryptionKey> find_key(store::Db& db, int64_t account, const std::string& id) {
    for (store::EncryptionKey& key : store::list_encryption_keys(db, account)) {
        if (key.id == id) return std::move(key);
    }
    return std::nullopt;
}

}  // namespace

bool is_encryption_key_id(std::string_view id) {
    return !id.empty() && id.size() <= kLongestId && std::ranges::all_of(id, [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' || c == '.';
    });
}

std::vector<Fault> encryption_faults(store::Db& db, int64_t account, const std::string& file,
                                     const AccountSetup& setup) {
    std::vector<Fault> faults;
    bool has_key = !store::list_encryption_keys(db, account).empty();
    for (const EncryptionKeySetup& key : setup.encryption_keys) {
        auto stored = find_key(db, account, key.id);
        has_key |= !key.bytes.empty();
        std::string_view wrong;
        if (!stored && key.bytes.empty()) wrong = "is new: its key is missing";
        if (stored && !key.bytes.empty() &&
            !equal_in_constant_time(store::open_encryption_key(db, *stored), key.bytes)) {
            wrong = "is there with another key: a new key needs an id of its own";
        }
        if (!wrong.empty())
            faults.push_back(
                {.message = fmt::format("{} \"{}\" {}", key.path, key.id, wrong), .place = key.place.in(file)});
    }
    if (setup.account.encryption.any() && !has_key) {
        faults.push_back({.message = setup.encryption_path +
                                     ": the account has no key yet: name one in encryption_keys, or apply "
                                     "without, then `tiller encryption-key add`, then with it",
                          .place = setup.encryption_place.in(file)});
    }
    return faults;
}

bool put_encryption_key(store::Tx& tx, int64_t account, const EncryptionKeySetup& key, Instant now) {
    if (find_key(tx, account, key.id)) return false;
    store::insert_encryption_key(tx, {.account = account, .id = key.id, .sealed = {}, .created = now}, key.bytes);
    return true;
}

Result<void> check_encryption_keys(store::Tx& tx, const Setup& setup) {
    for (const AccountSetup& account : setup.accounts) {
        auto stored = store::find_account(tx, account.account.name);
        if (!stored) continue;
        size_t count = store::list_encryption_keys(tx, stored->key).size();
        if (count > store::kMostEncryptionKeys) {
            return conflict(
                fmt::format("account \"{}\" would have {} encryption keys, and may have {}: remove an older "
                            "one, or --prune those that the file does not name",
                            stored->name, count, store::kMostEncryptionKeys));
        }
        if (count == 0 && stored->encryption.any()) {
            return conflict(fmt::format("account \"{}\" encrypts: its only key cannot be removed", stored->name));
        }
    }
    return {};
}

}  // namespace tiller::setup
