#pragma once
// Accounts, their API keys and the tokens made from them.
#include <vector>

#include "base/crypto/aes.h"
#include "base/zone.h"
#include "model/outcome.h"
#include "store/sqlite/sqlite.h"

namespace tiller::store {

/// Quotas of an account; 0: no limit.
struct AccountLimits {
    int64_t requests_per_second = 0;
    int64_t open_tasks = 0, open_plans = 0;
    int64_t numbers_per_day = 0;  // good rows accepted since the account's midnight
    bool operator==(const AccountLimits&) const = default;
};

/// Which bodies of an account are encrypted (docs/contract/partners.md, "AES").
struct AccountEncryption {
    bool requests = false, answers = false, callbacks = false;
    AesMode mode = AesMode::gcm;  // of what is sent; what comes says its own
    bool any() const { return requests || answers || callbacks; }
    bool operator==(const AccountEncryption&) const = default;
};

/// How long an account keeps what tells of people; zero: for good. docs/privacy.md.
struct AccountRetention {
    std::chrono::days recordings{0};     // since the call
    std::chrono::days personal_data{0};  // since the end of the task, or of its plan
    bool operator==(const AccountRetention&) const = default;
};

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
    AccountLimits limits;
    AccountEncryption encryption;
    AccountRetention retention;
};

struct AppKey {
    int64_t account = 0;
    std::string app_key;
    std::string secret_hash;  // Argon2id, encoded
    Instant created{};
    std::optional<Instant> last_used;  // when a token was last made from it
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
/// The zone of an account; UTC if the time zone data of the machine has lost it.
Zone zone_of(Db& db, int64_t account);
/// The account and all that is set up for it. It must have no task and no plan.
void delete_account(Tx& tx, int64_t key);

void put_app_key(Tx& tx, const AppKey& key, Instant now);
std::optional<AppKey> find_app_key(Db& db, std::string_view app_key);
std::vector<AppKey> list_app_keys(Db& db, int64_t account);
/// The key and its tokens.
void delete_app_key(Tx& tx, std::string_view app_key);

/// Adds a token and lets the older ones of its key run on for `overlap` at most; beyond `limit` live ones the oldest
/// goes (docs/contract/voice.md, "Token"). Notes when the key was used. Tokens are known by their hash only.
void insert_token(Tx& tx, const Token& token, std::string_view hash, Instant now, Millis overlap, int limit);
std::optional<Token> find_token(Db& db, std::string_view hash, Instant now);

/// A named value of the installation, e.g. the key that signs recording links.
std::optional<std::string> find_meta(Db& db, std::string_view name);
void put_meta(Tx& tx, std::string_view name, std::string_view value);

}  // namespace tiller::store
