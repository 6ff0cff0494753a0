#pragma once
// The first answers to writes that carried an Idempotency-Key (docs/contract/README.md rule 12).
#include "store/sqlite/sqlite.h"

namespace tiller::store {

struct SavedAnswer {
    std::string request_hash;  // of method, path and body
    int status = 0;
    std::string body;
};

std::optional<SavedAnswer> find_answer(Db& db, int64_t account, std::string_view key, Instant not_before);
/// Forgets a few answers of any account that were saved until `forget_before`, too.
void save_answer(Tx& tx, int64_t account, std::string_view key, const SavedAnswer& answer, Instant now,
                 Instant forget_before);

}  // namespace tiller::store
