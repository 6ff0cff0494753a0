#pragma once
// Which columns hold sealed secrets, and what is done to all of them at once.
#include <functional>

#include "store/sqlite/sqlite.h"

namespace tiller::store {

// The names under which secrets are sealed. `migrations.cc` spells them in SQL.
std::string name_of_line_password(int64_t account, int64_t line);
std::string name_of_endpoint_secret(int64_t account, int64_t endpoint);  // of the old one, too: it was the new one once
std::string name_of_endpoint_query(int64_t account, int64_t endpoint);   // of its URL
std::string name_of_sign_key(int64_t account, std::string_view id);
std::string name_of_encryption_key(int64_t account, std::string_view id);
std::string name_of_engine_key(int64_t engine);
inline constexpr const char* kNameOfLinkKey = "meta/link_key";

/// True if secrets are sealed in a database of this schema; older ones held them as they are.
bool seals_secrets(Db& db);
/// True if there is something in it that only its master key opens.
bool holds_seals(Db& db);

/// Opens every secret, and seals anew what an older master key has sealed, so that that one can be removed. The number
/// of secrets sealed anew. Throws StoreError if one does not open.
int64_t renew_seals(Tx& tx);

/// Opens every secret; throws StoreError if one does not open. How many there are.
int64_t check_seals(Db& db);

/// Gives the SQL of migrations the function seal(secret, name), which uses the vault of `db`.
void add_seal_function(Db& db);

}  // namespace tiller::store
