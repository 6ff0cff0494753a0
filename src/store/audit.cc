#include "store/audit.h"

#include "store/sqlite/columns.h"

namespace tiller::store {
namespace {

constexpr auto kAudit = table<AuditEntry>(
    "audit", made("key", &AuditEntry::key), fixed("at", &AuditEntry::at), fixed("actor", &AuditEntry::actor),
    fixed("address", &AuditEntry::address), fixed("account", &AuditEntry::account),
    fixed("action", &AuditEntry::action), fixed("resource", &AuditEntry::resource),
    fixed("subject", &AuditEntry::subject), fixed("changed", &AuditEntry::changed),
    fixed("before", &AuditEntry::before), fixed("after", &AuditEntry::after));

}  // namespace

void insert_audit(Tx& tx, const AuditEntry& entry) {
    static const Insert insert(kAudit);
    insert.run(tx, entry);
}

std::optional<AuditEntry> find_audit(Db& db, int64_t key) {
    static const Select find(kAudit, "WHERE key=?");
    return find.first(db, key);
}

int64_t version_of(Db& db, std::string_view resource, std::string_view account, std::string_view subject) {
    return db.number(
        "SELECT coalesce(max(key), 0) FROM audit WHERE resource=? AND subject=? AND account=? "
        "AND action IN ('created', 'changed')",
        resource, subject, account);
}

std::vector<AuditEntry> list_audit(Db& db, const AuditFilter& f, int64_t limit) {
    static const Select list(
        kAudit,
        "WHERE (?1='' OR actor=?1) AND (?2='' OR account=?2) AND (?3='' OR resource=?3) AND (?4='' OR subject=?4) "
        "AND (?5='' OR instr(lower(subject), lower(?5))>0) AND (?6 IS NULL OR key<?6) ORDER BY key DESC LIMIT ?7");
    return list.all(db, f.actor, f.account, f.resource, f.subject, f.text, f.before, limit);
}

}  // namespace tiller::store
