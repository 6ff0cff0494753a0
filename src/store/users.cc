#include "store/users.h"

#include "store/sqlite/columns.h"

namespace tiller::store {
namespace {

constexpr auto kUsers = table<User>("users", key("name", &User::name), column("role", &User::role),
                                    column("enabled", &User::enabled), column("password_hash", &User::password_hash),
                                    column("one_time", &User::one_time), fixed("created", &User::created));

constexpr auto kSessions =
    table<UserSession>("sessions", key("id", &UserSession::id), fixed("user_name", &UserSession::user_name),
                       fixed("address", &UserSession::address), fixed("created", &UserSession::created),
                       fixed("expires", &UserSession::expires));

}  // namespace

void put_user(Tx& tx, const User& user) {
    static const Put put(kUsers, "name");
    put.run(tx, user);
}

std::optional<User> find_user(Db& db, std::string_view name) {
    static const Select find(kUsers, "WHERE name=?");
    return find.first(db, name);
}

std::vector<User> list_users(Db& db) {
    static const Select list(kUsers, "ORDER BY name");
    return list.all(db);
}

int64_t count_users(Db& db) { return db.number("SELECT count(*) FROM users"); }

void delete_user(Tx& tx, std::string_view name) {
    delete_sessions_of(tx, name);
    tx.run("DELETE FROM users WHERE name=?", name);
}

void insert_session(Tx& tx, const UserSession& s, std::string_view hash) {
    tx.run("DELETE FROM sessions WHERE expires<=?", s.created);
    static const Insert insert(kSessions, {"hash"});
    insert.run(tx, s, hash);
}

std::optional<UserSession> find_session(Db& db, std::string_view hash, Instant now) {
    static const Select find(kSessions, "WHERE hash=? AND expires>?");
    return find.first(db, hash, now);
}

std::vector<UserSession> list_sessions(Db& db, Instant now) {
    static const Select list(kSessions, "WHERE expires>? ORDER BY id DESC");
    return list.all(db, now);
}

void delete_session(Tx& tx, std::string_view id) { tx.run("DELETE FROM sessions WHERE id=?", id); }

int64_t delete_sessions_of(Tx& tx, std::string_view user_name) {
    return tx.run("DELETE FROM sessions WHERE user_name=?", user_name);
}

}  // namespace tiller::store
