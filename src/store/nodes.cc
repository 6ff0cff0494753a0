#include "store/nodes.h"

#include "store/counters.h"
#include "store/holdings.h"

namespace tiller::store {
namespace {

#define RUN_COLUMNS "key, name, process, beats, started"

NodeRun read_run(Row& r) { return {r.integer(0), r.string(1), r.string(2), r.integer(3), r.instant(4)}; }

}  // namespace

int64_t begin_run(Tx& tx, std::string_view name, std::string_view process, Instant now) {
    int64_t key = count_up(tx, 0, "runs");
    tx.run("INSERT INTO nodes(key, name, process, beats, started) VALUES(?,?,?,0,?)", key, name, process, now);
    return key;
}

bool beat(Tx& tx, int64_t run) { return tx.run("UPDATE nodes SET beats=beats+1 WHERE key=?", run) > 0; }

bool end_run(Tx& tx, const NodeRun& run) {
    if (tx.run("DELETE FROM nodes WHERE key=? AND beats=?", run.key, run.beats) == 0) return false;
    free_holdings(tx, run.key);
    return true;
}

std::vector<NodeRun> list_runs(Db& db) {
    std::vector<NodeRun> out;
    db.query("SELECT " RUN_COLUMNS " FROM nodes ORDER BY key", [&](Row& r) { out.push_back(read_run(r)); });
    return out;
}

std::optional<NodeRun> find_run(Db& db, std::string_view name) {
    return db.first("SELECT " RUN_COLUMNS " FROM nodes WHERE name=?", read_run, name);
}

}  // namespace tiller::store
