#pragma once
#include <optional>

#include "base/clock.h"

namespace tiller::webhook {

/// When a delivery is tried again after it failed (docs/contract/voice.md, Webhooks): five tries a minute apart, then
/// after 5 min, 30 min, 2 h, 5 h, 10 h, 10 h: 11 tries over some 28 hours. Without jitter: the moments are
/// promised.
///
/// `tries_made`: how many have failed so far; before the first there is no delay. Nothing: the delivery is exhausted.
std::optional<Millis> delay_after(int tries_made);

}  // namespace tiller::webhook
