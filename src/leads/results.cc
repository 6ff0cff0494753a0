#include "leads/results.h"

#include "store/outbox.h"
#include "store/routes.h"

namespace tiller::leads {

void deliver_result(store::Tx& tx, const store::Event& event) {
    if (event.kind != store::EventKind::call) return;
    if (auto endpoint = store::find_result_endpoint(tx, event.task)) store::insert_delivery(tx, event, *endpoint);
}

}  // namespace tiller::leads
