#pragma once
// On whose behalf a call is made or taken: who is told of its outcome, and what it changes.
#include <variant>

#include "store/calls.h"

namespace tiller::store {

/// One attempt at a row of a task: the outcome moves the row on (campaign/tasks.h).
struct AttemptAtRow {
    int64_t task, row;
    int number;  // of the attempt at the row, from 1

    bool operator==(const AttemptAtRow&) const = default;
};
/// One of our own numbers, which somebody called: nothing waits for the outcome but the call's record.
struct InboundNumber {
    std::string number;

    bool operator==(const InboundNumber&) const = default;
};
/// What stands in a call's record by OwnerKind.
using Owner = std::variant<AttemptAtRow, InboundNumber>;

inline Owner owner_of(const Call& call) {
    if (call.owner == OwnerKind::inbound_number) return InboundNumber{call.callee};
    return AttemptAtRow{call.task.value(), call.row.value(), call.attempt.value()};
}

}  // namespace tiller::store
