#pragma once
// Who works on this store. A node is a name that an operator gives; each time that its program starts, the node begins
// a run, and what is worked on belongs to a run. A run is over when its row is gone: that is the one rule. Who takes
// the row away settles what the run left behind in the same transaction (nodes/membership.h), and what a run writes
// under its lease looks for the row in the transaction that writes: so no run does anything by a lease that it has
// lost, however long it was cut off.
#include <optional>
#include <string>
#include <vector>

#include "store/sqlite/sqlite.h"

namespace tiller::store {

struct NodeRun {
    int64_t key = 0;  // counted up over all nodes: never given out again
    std::string name;
    std::string process;  // base/process_identity.h
    int64_t beats = 0;    // counts up while the run lives: who sees it stand still for the lease knows that it does not
    Instant started;
};

/// Begins a run of a node that has none: its key.
int64_t begin_run(Tx& tx, std::string_view name, std::string_view process, Instant now);
/// Renews the lease. False if the run is over.
bool beat(Tx& tx, int64_t run);
/// Takes the row of a run away, if it still stands at `beats`, and gives free what it held (holdings.h). Its calls are
/// then nobody's (orphaned_calls in calls.h). False if it has moved, or is over.
bool end_run(Tx& tx, const NodeRun& run);
std::vector<NodeRun> list_runs(Db& db);
std::optional<NodeRun> find_run(Db& db, std::string_view name);

}  // namespace tiller::store
