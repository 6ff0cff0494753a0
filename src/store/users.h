#pragma once
// Who may manage the installation: users and their sessions (docs/contract/admin.md).
#include <vector>

#include "store/sqlite/sqlite.h"

namespace tiller::store {

/// What somebody may do; each may also what those before it may.
enum class Role : uint8_t { viewer, operating, owner };

struct User {
    std::string name;
    Role role = Role::viewer;
    bool enabled = true;
    std::string password_hash;  // Argon2id, encoded
    bool one_time = false;      // the password must be changed before anything else
    Instant created{};
};

struct UserSession {
    std::string id;  // told; the token itself is not stored
    std::string user_name;
    std::string address;  // where it was begun from
    Instant created, expires;
};

/// Adds the user, or changes the one of this name.
void put_user(Tx& tx, const User& user);
std::optional<User> find_user(Db& db, std::string_view name);
std::vector<User> list_users(Db& db);
int64_t count_users(Db& db);
/// The user and all sessions.
void delete_user(Tx& tx, std::string_view name);

/// `hash` is of the token. Sessions that have expired go.
void insert_session(Tx& tx, const UserSession& session, std::string_view hash);
std::optional<UserSession> find_session(Db& db, std::string_view hash, Instant now);
/// Newest first.
std::vector<UserSession> list_sessions(Db& db, Instant now);
void delete_session(Tx& tx, std::string_view id);
/// How many there were.
int64_t delete_sessions_of(Tx& tx, std::string_view user_name);

}  // namespace tiller::store
