#pragma once
// Keys of integrators that sign their requests (docs/contract/partners.md, "Signed requests").
#include <vector>

#include "store/sqlite/sqlite.h"

namespace tiller::store {

struct SignKey {
    int64_t account = 0;
    std::string id;            // 32 hex digits, the header X-AIRudder-Sign-Key
    std::string secret;        // signatures are computed with it; sealed in the database
    bool is_unsigned = false;  // accepts an empty signature, for development
    Instant created{};
    std::optional<Instant> last_used;
};

/// Adds the key, or changes the one with this id, which has the same account.
void put_sign_key(Tx& tx, const SignKey& key);
std::optional<SignKey> find_sign_key(Db& db, std::string_view id);
std::vector<SignKey> list_sign_keys(Db& db, int64_t account);
void delete_sign_key(Tx& tx, std::string_view id);
/// A request came that was signed with it.
void touch_sign_key(Tx& tx, std::string_view id, Instant used);

}  // namespace tiller::store
