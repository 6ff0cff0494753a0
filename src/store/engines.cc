#include "store/engines.h"

#include "store/seals/sealing.h"
#include "store/seals/vault.h"

namespace tiller::store {
namespace {

constexpr const char* kSelectEngines = "SELECT key, name, enabled, config, secret FROM engines";

StoredEngine read_engine(Row& r) { return {r.integer(0), r.string(1), r.integer(2) != 0, r.string(3), r.string(4)}; }

}  // namespace

std::vector<StoredEngine> list_engines(Db& db) {
    std::vector<StoredEngine> out;
    db.query(std::string(kSelectEngines) + " ORDER BY name", [&](Row& r) { out.push_back(read_engine(r)); });
    return out;
}

std::optional<StoredEngine> find_engine(Db& db, std::string_view name) {
    return db.first(std::string(kSelectEngines) + " WHERE name=?", read_engine, name);
}

int64_t put_engine(Tx& tx, const StoredEngine& engine) {
    tx.run(
        "INSERT INTO engines(name, enabled, config, secret) VALUES(?,?,?,'') "
        "ON CONFLICT(name) DO UPDATE SET enabled=excluded.enabled, config=excluded.config",
        engine.name, engine.enabled, engine.config);
    return find_engine(tx, engine.name)->key;
}

void delete_engine(Tx& tx, int64_t key) { tx.run("DELETE FROM engines WHERE key=?", key); }

void set_engine_key(Tx& tx, int64_t engine, std::string_view key) {
    tx.run("UPDATE engines SET secret=? WHERE key=?", tx.vault().seal(key, name_of_engine_key(engine)), engine);
}

std::string open_engine_key(Db& db, const StoredEngine& engine) {
    return db.vault().open(engine.sealed, name_of_engine_key(engine.key));
}

}  // namespace tiller::store
