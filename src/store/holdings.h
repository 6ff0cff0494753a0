#pragma once
// What one node at a time works on. A line is dialed, an endpoint is delivered to and a job is done by the run that
// holds it, so that limits, order and "once" are kept by one process, as they are where there is only one. Whoever
// writes by a holding asks for it in the same transaction.
#include <map>
#include <vector>

#include "store/sqlite/sqlite.h"

namespace tiller::store {

enum class HoldingKind : uint8_t {
    line,      // places its calls, within its channels and calls a second
    endpoint,  // tries its deliveries, in their order
    job,       // of the installation (nodes/jobs.h)
};

/// A thing that can be held: its key, and its account (0: of the installation).
struct Holdable {
    int64_t account = 0, key = 0;
    auto operator<=>(const Holdable&) const = default;
};

/// Who holds each thing of a kind. 0: somebody did, and has given it free. What nobody ever held is not in it.
using Holdings = std::map<Holdable, int64_t>;
Holdings list_holdings(Db& db, HoldingKind kind);

bool is_held(Db& db, HoldingKind kind, Holdable thing, int64_t run);
/// False if another run holds it, or the run is over.
bool take_holding(Tx& tx, HoldingKind kind, Holdable thing, int64_t run);
/// Nothing if the run does not hold it.
void free_holding(Tx& tx, HoldingKind kind, Holdable thing, int64_t run);
/// All that a run holds.
void free_holdings(Tx& tx, int64_t run);
/// The thing is gone.
void delete_holding(Tx& tx, HoldingKind kind, Holdable thing);

}  // namespace tiller::store
