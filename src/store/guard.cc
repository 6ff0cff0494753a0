#include "store/guard.h"

#include "store/sqlite/columns.h"

namespace tiller::store {
namespace {

constexpr auto kContacts = table<ContactRow>("contacts", key("account", &ContactRow::account),
                                             key("subject", &ContactRow::subject), key("call", &ContactRow::call),
                                             fixed("at", &ContactRow::at), column("contact", &ContactRow::contact));

constexpr auto kConsents = table<ConsentRow>(
    "consents", key("account", &ConsentRow::account), key("number", &ConsentRow::number),
    key("source", &ConsentRow::source), column("given", &ConsentRow::given), column("expires", &ConsentRow::expires));

constexpr auto kRefusals = table<Refusal>(
    "refusals", made("key", &Refusal::key), fixed("account", &Refusal::account), fixed("task", &Refusal::task),
    fixed("row", &Refusal::row), fixed("at", &Refusal::at), fixed("rule", &Refusal::rule),
    fixed("version", &Refusal::version), fixed("final", &Refusal::final_one), fixed("earliest", &Refusal::earliest),
    fixed("told", &Refusal::told), fixed("rules", &Refusal::rules), fixed("facts", &Refusal::facts));

}  // namespace

void insert_contact(Tx& tx, const ContactRow& row) {
    static const Insert insert(kContacts);
    insert.run(tx, row);
}

void update_contact(Tx& tx, int64_t account, int64_t subject, std::string_view call, int contact) {
    tx.run("UPDATE contacts SET contact=? WHERE account=? AND subject=? AND call=?", contact, account, subject, call);
}

std::vector<ContactRow> contacts_of(Db& db, int64_t account, int64_t subject, Instant since) {
    static const Select list(kContacts, "WHERE account=? AND subject=? AND at>? ORDER BY at");
    return list.all(db, account, subject, since);
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
    static const Select list(kConsents, "WHERE account=? AND number=? ORDER BY given");
    return list.all(db, account, number);
}

bool remove_consent(Tx& tx, const ConsentRow& c) {
    return tx.run("DELETE FROM consents WHERE account=? AND number=? AND source=?", c.account, c.number, c.source) > 0;
}

std::vector<ConsentRow> search_consents(Db& db, int64_t account, const ConsentSearch& search, int64_t limit) {
    static const Select list(kConsents,
                             "WHERE account=? AND (number, source)>(?, ?) AND instr(number, ?)>0 "
                             "ORDER BY number, source LIMIT ?");
    return list.all(db, account, search.after_number, search.after_source, search.text, limit);
}

void insert_refusal(Tx& tx, const Refusal& refusal) {
    static const Insert insert(kRefusals);
    insert.run(tx, refusal);
}

std::vector<Refusal> list_refusals(Db& db, std::optional<int64_t> account, int64_t after, int64_t limit) {
    static const Select list(kRefusals, "WHERE key>?1 AND (?2 IS NULL OR account=?2) ORDER BY key LIMIT ?3");
    return list.all(db, after, account, limit);
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
