#include "store/idempotency.h"

namespace tiller::store {
namespace {

constexpr int kForgottenAtOnce = 20;

}  // namespace

std::optional<SavedAnswer> find_answer(Db& db, int64_t account, std::string_view key, Instant not_before) {
    return db.first(
        "SELECT request_hash, status, body FROM idempotency WHERE account=? AND key=? AND created>?",
        [](Row& r) {
            return SavedAnswer{r.string(0), static_cast<int>(r.integer(1)), r.string(2)};
        },
        account, key, not_before);
}

void save_answer(Tx& tx, int64_t account, std::string_view key, const SavedAnswer& answer, Instant now,
                 Instant forget_before) {
    tx.run(
        "INSERT INTO idempotency(account, key, request_hash, status, body, created) VALUES(?,?,?,?,?,?) "
        "ON CONFLICT(account, key) DO UPDATE SET request_hash=excluded.request_hash, status=excluded.status, "
        "body=excluded.body, "
        "created=excluded.created",
        account, key, answer.request_hash, answer.status, answer.body, now);
    // A few at a time, but more than come in: the table holds what is good, and no transaction is a long one.
    tx.run(
        "DELETE FROM idempotency WHERE (account, key) IN "
        "(SELECT account, key FROM idempotency WHERE created<=? ORDER BY created LIMIT ?)",
        forget_before, kForgottenAtOnce);
}

}  // namespace tiller::store
