#include "store/guard.h"

namespace tiller::store {

void insert_contact(Tx& tx, const ContactRow& row) {
    tx.run("INSERT INTO contacts(account, subject, call, at, contact) VALUES(?,?,?,?,?)", row.account, row.subject,
           row.call, row.at, row.contact);
}

void update_contact(Tx& tx, int64_t account, int64_t subject, std::string_view call, int contact) {
    tx.run("UPDATE contacts SET contact=? WHERE account=? AND subject=? AND call=?", contact, account, subject, call);
}

std::vector<ContactRow> contacts_of(Db& db, int64_t account, int64_t subject, Instant since) {
    std::vector<ContactRow> out;
    db.query(
        "SELECT call, at, contact FROM contacts WHERE account=? AND subject=? AND at>? ORDER BY at",
        [&](Row& r) {
            out.push_back({account, subject, r.string(0), r.instant(1), static_cast<int>(r.integer(2))});
        },
        account, subject, since);
    return out;
}

void forget_contacts(Tx& tx, Instant before, int64_t limit) {
    tx.run(
        "DELETE FROM contacts WHERE (account, subject, call) IN "
        "(SELECT account, subject, call FROM contacts WHERE at<? ORDER BY at LIMIT ?)",
        before, limit);
}

bool put_consent(Tx& tx, const ConsentRow& c) {
    return tx.run(
               "INSERT INTO consents(account, number, source, given, expires) VALUES(?,?,?,?,?) "
               "ON CONFLICT(account, number, source) DO UPDATE SET given=excluded.given, expires=excluded.expires "
               "WHERE given<>excluded.given OR expires IS NOT excluded.expires",
               c.account, c.number, c.source, c.given, c.expires) > 0;
}

int64_t remove_consents(Tx& tx, int64_t account, std::string_view number) {
    return tx.run("DELETE FROM consents WHERE account=? AND number=?", account, number);
}

std::vector<ConsentRow> consents_of(Db& db, int64_t account, std::string_view number) {
    std::vector<ConsentRow> out;
    db.query(
        "SELECT source, given, expires FROM consents WHERE account=? AND number=? ORDER BY given",
        [&](Row& r) {
            out.push_back({account, std::string(number), r.string(0), r.instant(1), r.maybe_instant(2)});
        },
        account, number);
    return out;
}

bool remove_consent(Tx& tx, const ConsentRow& c) {
    return tx.run("DELETE FROM consents WHERE account=? AND number=? AND source=?", c.account, c.number, c.source) > 0;
}

std::vector<ConsentRow> search_consents(Db& db, int64_t account, const ConsentSearch& search, int64_t limit) {
    std::vector<ConsentRow> out;
    db.query(
        "SELECT number, source, given, expires FROM consents WHERE account=? AND (number, source)>(?, ?) "
        "AND instr(number, ?)>0 ORDER BY number, source LIMIT ?",
        [&](Row& r) {
            out.push_back({account, r.string(0), r.string(1), r.instant(2), r.maybe_instant(3)});
        },
        account, search.after_number, search.after_source, search.text, limit);
    return out;
}

void insert_refusal(Tx& tx, const Refusal& r) {
    tx.run(
        "INSERT INTO refusals(account, task, row, at, rule, version, final, earliest, told, rules, facts) "
        "VALUES(?,?,?,?,?,?,?,?,?,?,?)",
        r.account, r.task, r.row, r.at, r.rule, r.version, r.final_one, r.earliest, r.told, r.rules, r.facts);
}

std::vector<Refusal> list_refusals(Db& db, std::optional<int64_t> account, int64_t after, int64_t limit) {
    std::vector<Refusal> out;
    db.query(
        "SELECT key, account, task, row, at, rule, version, final, earliest, told, rules, facts FROM refusals "
        "WHERE key>?1 AND (?2 IS NULL OR account=?2) ORDER BY key LIMIT ?3",
        [&](Row& r) {
            out.push_back({.key = r.integer(0),
                           .account = r.integer(1),
                           .task = r.integer(2),
                           .row = r.integer(3),
                           .at = r.instant(4),
                           .rule = r.string(5),
                           .version = r.integer(6),
                           .final_one = r.integer(7) != 0,
                           .earliest = r.maybe_instant(8),
                           .told = r.string(9),
                           .rules = r.string(10),
                           .facts = r.string(11)});
        },
        after, account, limit);
    return out;
}

std::string refusal_told(Db& db, int64_t account, int64_t task, int64_t row) {
    return db
        .first(
            "SELECT told FROM refusals WHERE account=? AND task=? AND row=? AND final=1 ORDER BY key DESC LIMIT 1",
            [](Row& r) { return r.string(0); }, account, task, row)
        .value_or("");
}

bool has_packs(Db& db, std::string_view rules) {
    return db.number("SELECT count(*) FROM guard_packs WHERE rules=?", rules) > 0;
}

void insert_packs(Tx& tx, std::string_view rules, const std::vector<PackText>& packs) {
    int64_t position = 0;
    for (const PackText& pack : packs) {
        tx.run("INSERT INTO guard_packs(rules, position, name, text) VALUES(?,?,?,?)", rules, ++position, pack.name,
               pack.text);
    }
}

std::vector<PackText> find_packs(Db& db, std::string_view rules) {
    std::vector<PackText> out;
    db.query(
        "SELECT name, text FROM guard_packs WHERE rules=? ORDER BY position",
        [&](Row& r) {
            out.push_back({r.string(0), r.string(1)});
        },
        rules);
    return out;
}

}  // namespace tiller::store
