#pragma once
// In which order a receiver gets events: the rule of journal/kinds.cc, asked for one delivery.
#include <compare>
#include <optional>
#include <vector>

#include "store/outbox.h"

namespace tiller::journal {

/// The task or plan whose earlier events a delivery waits for.
struct Awaited {
    store::Subject subject = store::Subject::task;
    int64_t key = 0;
    auto operator<=>(const Awaited&) const = default;
};

/// What the delivery waits for, as long as an event that must come first is still on its way to the same endpoint;
/// nothing: it may go.
std::optional<Awaited> held_back_by(store::Db& db, const store::Delivery& delivery);

/// All that may wait for this delivery: to be looked at again when it is through.
std::vector<Awaited> waiting_for(const store::Delivery& delivery);

}  // namespace tiller::journal
