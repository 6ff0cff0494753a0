#pragma once
// Makes an installation what a set-up says: creates what is missing, changes what differs, and, only if told to prune,
// deletes what the set-up lacks.
//
// Thread rule: any thread.
// Invariants:
//   1. All in one transaction: whoever reads sees the old set-up or the new one, and an error changes nothing.
//   2. Applying the same set-up again changes nothing: no new robot version, no new hash of the same secret.
//   3. What was changed and its row in the audit log are on disk together.
//   4. A robot version never changes; a changed dialogue is a new one, and it is the published one from then on.
#include <memory>
#include <string>
#include <vector>

#include "base/fault.h"
#include "base/random.h"
#include "guard/rules.h"
#include "rehearsal/lint.h"
#include "setup/setup.h"
#include "store/store.h"

namespace tiller::setup {

struct ApplyReport {
    /// What was done, in the order of the file, also where nothing was: "line LIVEDEMO created", "robot reminder
    /// published version 3", "strategy test_test_1 unchanged".
    std::vector<std::string> changes;
    int changed = 0;  // lines of `changes` that tell a change
    bool dry_run = false;
    std::vector<std::string> warnings{};  // opening_warnings.h: nothing is refused for them
};
/// {"changes":["…"],"changed":2,"dry_run":false,"warnings":[]}
std::string to_json(const ApplyReport& report);

/// What is wrong with a set-up in this installation: robots that neither has, keys that belong to another account.
std::vector<Fault> faults_against(store::Db& db, const Setup& setup);

struct ApplyMode {
    bool dry_run = false;  // does and reports the same, and takes it back
    bool prune = false;    // deletes what the set-up lacks: "line OLD deleted"
    // Who did it, for the audit log.
    std::string actor = "admin.key";
    std::string address = "command line";
    std::shared_ptr<const guard::Rules> rules = nullptr;  // judge robots' first words; without them nobody does
    rehearsal::UnknownWords unknown_words = nullptr;      // of the recognizer here, if there is one
};

/// Errors: invalid (`faults_against`, as text, one a line), conflict (somebody else changed a key in the same moment;
/// something to prune is in use), unavailable (the store refuses).
Result<ApplyReport> apply(store::Store& store, const Clock& clock, Random& random, const Setup& setup, ApplyMode mode);

}  // namespace tiller::setup
