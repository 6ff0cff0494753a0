#pragma once
// The columns of `deliveries`, for the sources of outbox.h and delivery_log.h.
#include "store/outbox.h"
#include "store/sqlite/columns.h"

namespace tiller::store {

inline constexpr auto kDeliveries =
    table<Delivery>("deliveries", key("endpoint", &Delivery::endpoint), key("sequence", &Delivery::sequence),
                    fixed("account", &Delivery::account), fixed("kind", &Delivery::kind),
                    fixed("task", &Delivery::task), fixed("plan", &Delivery::plan), column("state", &Delivery::state),
                    column("tries", &Delivery::tries), column("due", &Delivery::due),
                    column("last_status", &Delivery::last_status), column("last_error", &Delivery::last_error));

}  // namespace tiller::store
