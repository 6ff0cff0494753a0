#pragma once
#include <atomic>
#include <deque>
#include <memory>

#include "store/outbox_pruning.h"
#include "store/store.h"

namespace tiller::webhook {

struct PrunerOptions {
    Millis keep_delivered = std::chrono::days(7);
    Millis keep_undelivered = std::chrono::days(30);  // docs/contract/voice.md, Webhooks: exhausted is kept 30 days
};

/// Lets go of events whose time in the outbox is over, every ten minutes, a page at a time, so that neither deliveries
/// nor the store's writer wait for it.
///
/// Thread rule: one thread at a time. Invariants:
/// 1. It never waits for the writer; one page is with it at a time.
/// 2. What was replayed after a page was read stays: prune_event looks again.
class Pruner {
  public:
    Pruner(store::Store& store, PrunerOptions options) : store_(store), options_(options) {}

    /// Looks at one page at most. Returns when to call again. Throws StoreError if the store cannot be read.
    Instant step(Instant now);
    /// A page is with the writer.
    bool is_writing() const { return *writing_; }

  private:
    void begin_round();
    void remove(int64_t account, std::vector<int64_t> sequences, const store::PruneRule& rule);

    store::Store& store_;
    const PrunerOptions options_;
    const std::shared_ptr<std::atomic<bool>> writing_ = std::make_shared<std::atomic<bool>>(false);
    Instant next_round_ = Instant::min();
    std::deque<int64_t> accounts_;  // of this round, still to be looked at
    int64_t after_ = 0;             // in the first of them
};

}  // namespace tiller::webhook
