#pragma once
#include "simulate/facts.h"
#include "store/events.h"
#include "store/store.h"

namespace tiller::simulate {

/// Of rule 6, what holds for every subscriber of the journal: each event is heard once, in order, in its own
/// transaction. One more subscriber writes down in a table of its own what it hears.
class HearingRules {
  public:
    explicit HearingRules(Facts& facts) : facts_(facts) {}

    /// Makes the table, when the world begins.
    static void found(store::Tx& tx);
    /// The subscriber.
    static void hear(store::Tx& tx, const store::Event& event);
    /// Compares what was heard since the last look with the events that there are.
    void look(store::Db& db);

  private:
    Facts& facts_;
    int64_t place_ = 0;                 // in the table
    std::map<int64_t, int64_t> heard_;  // by account: the last sequence number
};

}  // namespace tiller::simulate
