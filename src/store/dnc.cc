#include "store/dnc.h"

namespace tiller::store {
namespace {

DncList read_list(Row& r) {
    return {.key = r.integer(0), .account = r.integer(1), .name = r.string(2), .national = r.integer(3) != 0};
}

DncEntry read_entry(Row& r) {
    return {.number = r.string(0), .source = r.string(1), .reason = r.string(2), .expires = r.maybe_instant(3)};
}

}  // namespace

int64_t put_dnc_list(Tx& tx, const DncList& list, Instant now) {
    tx.run(
        "INSERT INTO dnc_lists(account, name, national, created) VALUES(?,?,?,?) "
        "ON CONFLICT(account, name) DO UPDATE SET national=excluded.national",
        list.account, list.name, list.national, now);
    return tx.number("SELECT key FROM dnc_lists WHERE account=? AND name=?", list.account, list.name);
}

std::optional<DncList> find_dnc_list(Db& db, int64_t account, std::string_view name) {
    return db.first("SELECT key, account, name, national FROM dnc_lists WHERE account=? AND name=?", read_list, account,
                    name);
}

std::vector<DncList> list_dnc_lists(Db& db, int64_t account) {
    std::vector<DncList> out;
    db.query(
        "SELECT key, account, name, national FROM dnc_lists WHERE account=? ORDER BY name",
        [&](Row& r) { out.push_back(read_list(r)); }, account);
    return out;
}

void remove_dnc_list(Tx& tx, const DncList& list) {
    tx.run("DELETE FROM dnc_entries WHERE account=? AND list=?", list.account, list.key);
    tx.run("DELETE FROM dnc_lists WHERE key=?", list.key);
}

bool put_dnc_entry(Tx& tx, const DncList& list, const DncEntry& e, Instant now) {
    return tx.run(
               "INSERT INTO dnc_entries(account, number, list, source, reason, created, expires) VALUES(?,?,?,?,?,?,?) "
               "ON CONFLICT(account, number, list) DO UPDATE SET source=excluded.source, reason=excluded.reason, "
               "expires=excluded.expires WHERE source<>excluded.source OR reason<>excluded.reason OR "
               "expires IS NOT excluded.expires",
               list.account, e.number, list.key, e.source, e.reason, now, e.expires) > 0;
}

bool remove_dnc_entry(Tx& tx, const DncList& list, std::string_view number) {
    return tx.run("DELETE FROM dnc_entries WHERE account=? AND number=? AND list=?", list.account, number, list.key) >
           0;
}

std::optional<DncEntry> find_dnc_entry(Db& db, const DncList& list, std::string_view number) {
    return db.first("SELECT number, source, reason, expires FROM dnc_entries WHERE account=? AND number=? AND list=?",
                    read_entry, list.account, number, list.key);
}

int64_t count_dnc_entries(Db& db, const DncList& list) {
    return db.number("SELECT count(*) FROM dnc_entries WHERE account=? AND list=?", list.account, list.key);
}

std::vector<DncEntry> list_dnc_entries(Db& db, const DncList& list, std::string_view after, int64_t limit) {
    return search_dnc_entries(db, list, "", after, limit);
}

std::vector<DncEntry> search_dnc_entries(Db& db, const DncList& list, std::string_view text, std::string_view after,
                                         int64_t limit) {
    std::vector<DncEntry> out;
    db.query(
        "SELECT number, source, reason, expires FROM dnc_entries WHERE account=? AND list=? AND number>? "
        "AND instr(number, ?)>0 ORDER BY number LIMIT ?",
        [&](Row& r) { out.push_back(read_entry(r)); }, list.account, list.key, after, text, limit);
    return out;
}

std::vector<DncHit> dnc_hits(Db& db, int64_t account, std::string_view number, Instant now) {
    std::vector<DncHit> out;
    db.query(
        "SELECT e.number, e.source, e.reason, e.expires, l.name, l.national FROM dnc_entries e "
        "JOIN dnc_lists l ON l.key=e.list WHERE e.account IN (0, ?) AND e.number=? AND (e.expires IS NULL OR "
        "e.expires>?)",
        [&](Row& r) {
            out.push_back({r.string(4), r.integer(5) != 0, read_entry(r)});
        },
        account, number, now);
    return out;
}

void put_dnc_number(Tx& tx, int64_t account, std::string_view number, std::string_view source, Instant now) {
    DncList own{.account = account, .name = std::string(kOwnDncList)};
    own.key = put_dnc_list(tx, own, now);
    put_dnc_entry(tx, own, {.number = std::string(number), .source = std::string(source)}, now);
}

bool is_dnc_number(Db& db, int64_t account, std::string_view number) {
    return db.number(
               "SELECT 1 FROM dnc_entries WHERE account=?1 AND number=?2 AND list=(SELECT key FROM dnc_lists WHERE "
               "account=?1 AND name=?3)",
               account, number, kOwnDncList) == 1;
}

}  // namespace tiller::store
