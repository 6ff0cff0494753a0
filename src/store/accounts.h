#pragma once
// Accounts, their API keys and the tokens made from them.
#include "base/outcome.h"
#include "store/sqlite.h"

namespace tiller::store {

struct Account {
    int64_t key = 0;
    std::string name;
    Service service = Service::collection;
    std::string zone = "Etc/UTC";
    std::string country;
    std::string language = "en";
    bool guard = true;
    bool strict_numbers = false;  // number_check: valid
    int64_t duplicate_limit = 100;
};

struct AppKey {
    int64_t account = 0;
    std::string app_key;
    std::string secret_hash;  // Argon2id, encoded
};

struct Token {
    int64_t account = 0;
    std::string app_key;
    Instant expires;
};

int64_t insert_account(Tx& tx, const Account& account, Instant now);
void update_account(Tx& tx, const Account& account);
std::optional<Account> find_account(Db& db, int64_t key);
std::optional<Account> find_account(Db& db, std::string_view name);
std::vector<Account> list_accounts(Db& db);

void put_app_key(Tx& tx, const AppKey& key, Instant now);
std::optional<AppKey> find_app_key(Db& db, std::string_view app_key);

/// Adds a token and lets the older ones of its key run on for `overlap` at most; beyond `limit` live ones the oldest
/// goes (contract/voice.md, "Token"). Tokens are known by their hash only.
void insert_token(Tx& tx, const Token& token, std::string_view hash, Instant now, Millis overlap, int limit);
std::optional<Token> find_token(Db& db, std::string_view hash, Instant now);

/// A named value of the installation, e.g. the key that signs recording links.
std::optional<std::string> find_meta(Db& db, std::string_view name);
void put_meta(Tx& tx, std::string_view name, std::string_view value);

}  // namespace tiller::store
