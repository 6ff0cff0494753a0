#pragma once
// Erases one person, who is known by a telephone number, everywhere: in every table that can hold it (store/SCHEMA.md),
// and their recordings. Its entries on do-not-call lists stay unless asked otherwise. Calls that were still to come are cancelled; what was counted stays counted.
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "journal/journal.h"
#include "store/handles.h"

namespace tiller::privacy {

struct ErasureOrder {
    std::string number;               // E.164
    std::optional<int64_t> account;   // nothing: all accounts, and the do-not-call lists for all of them
    bool do_not_call = false;         // put the number on a do-not-call list, so that nobody calls it again
    bool forget_do_not_call = false;  // take it off those that it is on: without this, whoever asked not to be called
                                      // is not called after the erasure either
};

/// How much there was of each.
struct Erased {
    int64_t numbers = 0, calls = 0, recordings = 0, events = 0;
    int64_t refusals = 0, contacts = 0, consents = 0, do_not_call_entries = 0;
    int64_t leads = 0;          // that partners pushed
    int64_t shipments = 0;      // whose tracking number stood in a row of the person, or that named the number
    int64_t answers = 0;        // that were kept for an Idempotency-Key
    int64_t audit_entries = 0;  // in which the number stood
    int64_t cancelled = 0;      // calls that were still to come
    bool do_not_call = false;   // stays on a list, as was asked
};
std::string to_json(const Erased& erased);

/// What an erasure needs of the outside.
struct ErasureContext {
    const Clock& clock;
    Random& random;
    const journal::Journal& journal;  // hears of the calls that are cancelled
    std::string data_dir;
};

/// In one transaction; the recordings' files go within it, so that none is left behind without a row that names it.
/// Error: `conflict` while the person is on a call: nothing is erased then; `unavailable` if a file resists.
Result<Erased> erase_person(store::Tx& tx, const ErasureContext& context, const ErasureOrder& order);

}  // namespace tiller::privacy
