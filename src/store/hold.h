#pragma once
// The hold: an installation that is told to wait takes work and answers, and reaches out to nobody (docs/backup.md).
#include <optional>
#include <string>

#include "store/sqlite/sqlite.h"

namespace tiller::store {

/// Why and since when no call is begun, no webhook sent, no line registered and no partner asked.
struct Hold {
    std::string reason;  // "restored from a backup of 2026-11-30T21:00:00.000Z"
    Instant since;
};

/// Nothing: the installation is at work.
std::optional<Hold> find_hold(Db& db);
/// Stays over restarts, until `end_hold`. A hold that there is keeps its beginning and takes the new reason.
void begin_hold(Tx& tx, std::string_view reason, Instant now);
/// False if there was none.
bool end_hold(Tx& tx);

/// One sentence for whoever wonders why nothing happens.
std::string told(const Hold& hold);

}  // namespace tiller::store
