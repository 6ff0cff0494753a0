#pragma once
// What keeps the store from serving: a full disk, a failing one, a damaged file.
#include <atomic>
#include <mutex>
#include <string>

#include "store/sqlite/sqlite.h"

namespace tiller::store {

/// Remembers the refusals of SQLite that are more than one request's.
///
/// Thread rule: safe from any thread.
/// Invariants:
///   1. Damage stays: only another start, which looks at the file, ends it.
///   2. A full or failing disk is over with the next commit.
class StoreHealth {
  public:
    void note(const StoreError& error);
    void note_commit();
    /// A sentence for people: what is wrong and what to do; empty when nothing is.
    std::string text() const;
    bool is_damaged() const { return state_ == State::damaged; }
    /// A disk that may have room, or work, again.
    bool may_pass() const { return state_ == State::full || state_ == State::failing; }

  private:
    enum class State { none, full, failing, damaged };
    std::atomic<State> state_{State::none};
    std::mutex mutex_;  // of changes
};

}  // namespace tiller::store
