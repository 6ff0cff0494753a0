#include "webhook/pruner.h"

#include "base/log.h"
#include "store/accounts.h"
#include "webhook/delivery_metrics.h"

namespace tiller::webhook {
namespace {

constexpr std::chrono::minutes kRoundEvery{10};
constexpr std::chrono::milliseconds kPause{20};  // between pages: 10,000 events a second at most
constexpr int64_t kPage = 200;

}  // namespace

Instant Pruner::step(Instant now) {
    if (*writing_) return now + kPause;
    if (accounts_.empty()) {
        bool clock_set_back = next_round_ > now + kRoundEvery;
        if (now < next_round_ && !clock_set_back) return next_round_;
        next_round_ = now + kRoundEvery;
        begin_round();
        store_.write_async([now](store::Tx& tx) { store::drop_expired_secrets(tx, now); }, [](std::exception_ptr) {});
        if (accounts_.empty()) return next_round_;
    }
    int64_t account = accounts_.front();
    store::PruneRule rule{now - options_.keep_delivered, now - options_.keep_undelivered};
    auto page = store_.read([&](store::Db& db) { return store::prunable_events(db, account, rule, after_, kPage); });
    after_ = page.next;
    if (page.next == 0) accounts_.pop_front();
    if (!page.sequences.empty()) remove(account, std::move(page.sequences), rule);
    return accounts_.empty() ? next_round_ : now + kPause;
}

void Pruner::begin_round() {
    after_ = 0;
    for (const auto& account : store_.read(store::list_accounts)) accounts_.push_back(account.key);
}

void Pruner::remove(int64_t account, std::vector<int64_t> sequences, const store::PruneRule& rule) {
    *writing_ = true;
    auto work = [account, sequences = std::move(sequences), rule](store::Tx& tx) {
        int64_t gone = 0;
        for (int64_t sequence : sequences) gone += store::prune_event(tx, account, sequence, rule);
        delivery_metrics().pruned.Increment(static_cast<double>(gone));
    };
    // What could not be removed is found again in the next round.
    auto done = [writing = writing_](std::exception_ptr) { *writing = false; };
    try {
        store_.write_async(std::move(work), done);
    } catch (const store::StoreError&) {
        *writing_ = false;  // the store is closing
    }
}

}  // namespace tiller::webhook
