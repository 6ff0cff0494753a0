#include "serve/subscribers.h"

#include "leads/results.h"
#include "store/outbox.h"

namespace tiller::serve {

journal::Journal make_journal() {
    journal::Journal journal;
    journal.subscribe(store::insert_deliveries);
    journal.subscribe(leads::deliver_result);
    return journal;
}

}  // namespace tiller::serve
