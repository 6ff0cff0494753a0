#include "store/users.h"

namespace tiller::store {
namespace {

#define USER_COLUMNS "name, role, enabled, password_hash, one_time, created"
#define SESSION_COLUMNS "id, user_name, address, created, expires"

User read_user(Row& r) {
    return {.name = r.string(0),
            .role = static_cast<Role>(r.integer(1)),
            .enabled = r.integer(2) != 0,
            .password_hash = r.string(3),
            .one_time = r.integer(4) != 0,
            .created = r.instant(5)};
}

Session read_session(Row& r) { return {r.string(0), r.string(1), r.string(2), r.instant(3), r.instant(4)}; }

}  // namespace

void put_user(Tx& tx, const User& u) {
    tx.run("INSERT INTO users(" USER_COLUMNS
           ") VALUES(?,?,?,?,?,?) ON CONFLICT(name) DO UPDATE SET role=excluded.role, enabled=excluded.enabled, "
           "password_hash=excluded.password_hash, one_time=excluded.one_time",
           u.name, u.role, u.enabled, u.password_hash, u.one_time, u.created);
}

std::optional<User> find_user(Db& db, std::string_view name) {
    return db.first("SELECT " USER_COLUMNS " FROM users WHERE name=?", read_user, name);
}

std::vector<User> list_users(Db& db) {
    std::vector<User> out;
    db.query("SELECT " USER_COLUMNS " FROM users ORDER BY name", [&](Row& r) { out.push_back(read_user(r)); });
    return out;
}

int64_t count_users(Db& db) { return db.number("SELECT count(*) FROM users"); }

void delete_user(Tx& tx, std::string_view name) {
    delete_sessions_of(tx, name);
    tx.run("DELETE FROM users WHERE name=?", name);
}

void insert_session(Tx& tx, const Session& s, std::string_view hash) {
    tx.run("DELETE FROM sessions WHERE expires<=?", s.created);
    tx.run("INSERT INTO sessions(hash, " SESSION_COLUMNS ") VALUES(?,?,?,?,?,?)", hash, s.id, s.user_name, s.address,
           s.created, s.expires);
}

std::optional<Session> find_session(Db& db, std::string_view hash, Instant now) {
    return db.first("SELECT " SESSION_COLUMNS " FROM sessions WHERE hash=? AND expires>?", read_session, hash, now);
}

std::vector<Session> list_sessions(Db& db, Instant now) {
    std::vector<Session> out;
    db.query(
        "SELECT " SESSION_COLUMNS " FROM sessions WHERE expires>? ORDER BY id DESC",
        [&](Row& r) { out.push_back(read_session(r)); }, now);
    return out;
}

void delete_session(Tx& tx, std::string_view id) { tx.run("DELETE FROM sessions WHERE id=?", id); }

int64_t delete_sessions_of(Tx& tx, std::string_view user_name) {
    return tx.run("DELETE FROM sessions WHERE user_name=?", user_name);
}

}  // namespace tiller::store
