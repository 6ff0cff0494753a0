#include "journal/journal.h"

#include "base/ids.h"
#include "journal/kinds.h"
#include "store/accounts.h"

namespace tiller::journal {

void Journal::write(store::Tx& tx, const Clock& clock, Random& random, const Entry& entry, const Record& record) const {
    store::Event event{.account = entry.account,
                       .sequence = store::take_sequence(tx, entry.account),
                       .id = new_id(clock, random),
                       .kind = entry.kind,
                       .task = entry.task,
                       .plan = entry.plan,
                       .created = clock.now()};
    Zone zone = store::zone_of(tx, entry.account);
    JsonWriter json;
    json.begin_object();
    json.field("Event", find_kind(event.kind).name);
    json.field("EventID", event.id);
    json.field("Sequence", event.sequence);
    json.field("Time", zone.format(event.created));
    record(json, zone);
    json.end_object();
    event.body = json.take();
    store::insert_event(tx, event);
    for (const Hear& hear : subscribers_) hear(tx, event);
}

}  // namespace tiller::journal
