#pragma once
// What was changed over the management interface: written in the transaction of the change, never edited.
#include <vector>

#include "store/sqlite/sqlite.h"

namespace tiller::store {

struct AuditEntry {
    int64_t key = 0;  // counts up
    Instant at;
    std::string actor;    // user, or "admin.key"
    std::string address;  // of the client
    std::string account;  // name; empty for what belongs to none
    std::string action;   // "created", "changed", "deleted", "published" …
    std::string resource, subject;
    std::string changed;        // JSON array of field names, secrets among them
    std::string before, after;  // JSON without secrets; empty for nothing
};

struct AuditFilter {
    std::string actor, account, resource, subject;  // empty: any
    std::string text;                               // contained in the subject
    std::optional<int64_t> before;                  // entries with a smaller key
};

void insert_audit(Tx& tx, const AuditEntry& entry);
std::optional<AuditEntry> find_audit(Db& db, int64_t key);
/// Counts up with each time that this was created or changed; 0 if nothing is known of it.
int64_t version_of(Db& db, std::string_view resource, std::string_view account, std::string_view subject);
/// Newest first.
std::vector<AuditEntry> list_audit(Db& db, const AuditFilter& filter, int64_t limit);

}  // namespace tiller::store
