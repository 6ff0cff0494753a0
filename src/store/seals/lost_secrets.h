#pragma once
// A master.key that is lost for good: which secrets no longer open, and how to go on without them (docs/encryption.md,
// "If master.key is lost").
#include <string>
#include <vector>

#include "store/seals/master_key.h"
#include "store/sqlite/sqlite.h"

namespace tiller::store {

struct LostSecret {
    enum class Kind {
        line_password,
        webhook_secret,
        old_webhook_secret,
        webhook_query,
        sign_key,
        encryption_key,
        engine_key,
        link_key
    };
    Kind kind;
    std::string account;  // its name; empty for what belongs to none
    std::string id;       // the line's or engine's name, the webhook's number, the key's id
    std::string told;     // the webhook's address, else as `id`
    int64_t account_key = 0, row = 0;
};

/// All that `master` does not open; without one all there is. Only in a database that seals_secrets (sealing.h).
std::vector<LostSecret> find_lost_secrets(Db& db, const MasterKey* master);

/// Removes them, so that all that is left opens. Nothing goes out in a form that it must not have: a line without its
/// password and a webhook without its secret or its URL's query are switched off, sign keys and encryption keys go, and an account that
/// wants encryption is refused until it has a key. Each is told in the audit log, as done by `actor`.
void discard_lost_secrets(Tx& tx, const std::vector<LostSecret>& lost, Instant now, std::string_view actor);

}  // namespace tiller::store
