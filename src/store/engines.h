#pragma once
// Engines from outside (engines/engine.h): the installation's, of no account.
#include <optional>
#include <string>
#include <vector>

#include "store/sqlite/sqlite.h"

namespace tiller::store {

struct StoredEngine {
    int64_t key = 0;
    std::string name;
    bool enabled = true;
    std::string config;    // engines::to_json
    std::string sealed{};  // its key: open_engine_key
};

/// By name.
std::vector<StoredEngine> list_engines(Db& db);
std::optional<StoredEngine> find_engine(Db& db, std::string_view name);
/// Makes it, or changes the one of this name; its key stays. Returns `key`.
int64_t put_engine(Tx& tx, const StoredEngine& engine);
void delete_engine(Tx& tx, int64_t key);

void set_engine_key(Tx& tx, int64_t engine, std::string_view key);
/// Empty: it has none. Throws StoreError if the master key does not open it.
std::string open_engine_key(Db& db, const StoredEngine& engine);

}  // namespace tiller::store
