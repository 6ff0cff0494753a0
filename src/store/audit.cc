#include "store/audit.h"

namespace tiller::store {
namespace {

#define AUDIT_COLUMNS "key, at, actor, address, account, action, resource, subject, changed, before, after"

AuditEntry read_entry(Row& r) {
    return {r.integer(0), r.instant(1), r.string(2), r.string(3), r.string(4), r.string(5),
            r.string(6),  r.string(7),  r.string(8), r.string(9), r.string(10)};
}

}  // namespace

void insert_audit(Tx& tx, const AuditEntry& e) {
    tx.run(
        "INSERT INTO audit(at, actor, address, account, action, resource, subject, changed, before, after) "
        "VALUES(?,?,?,?,?,?,?,?,?,?)",
        e.at, e.actor, e.address, e.account, e.action, e.resource, e.subject, e.changed, e.before, e.after);
}

std::optional<AuditEntry> find_audit(Db& db, int64_t key) {
    return db.first("SELECT " AUDIT_COLUMNS " FROM audit WHERE key=?", read_entry, key);
}

int64_t version_of(Db& db, std::string_view resource, std::string_view account, std::string_view subject) {
    return db.number(
        "SELECT coalesce(max(key), 0) FROM audit WHERE resource=? AND subject=? AND account=? "
        "AND action IN ('created', 'changed')",
        resource, subject, account);
}

std::vector<AuditEntry> list_audit(Db& db, const AuditFilter& f, int64_t limit) {
    std::vector<AuditEntry> out;
    db.query(
        "SELECT " AUDIT_COLUMNS
        " FROM audit "
        "WHERE (?1='' OR actor=?1) AND (?2='' OR account=?2) AND (?3='' OR resource=?3) AND (?4='' OR subject=?4) "
        "AND (?5='' OR instr(lower(subject), lower(?5))>0) AND (?6 IS NULL OR key<?6) ORDER BY key DESC LIMIT ?7",
        [&](Row& r) { out.push_back(read_entry(r)); }, f.actor, f.account, f.resource, f.subject, f.text, f.before,
        limit);
    return out;
}

}  // namespace tiller::store
