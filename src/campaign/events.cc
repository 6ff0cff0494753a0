#include "campaign/events.h"

#include "base/ids.h"
#include "campaign/record.h"
#include "store/outbox.h"

namespace tiller::campaign {
namespace {

/// Opens the body with what every event has, lets `rest` add its record, and puts the event into the outbox.
template <class Rest>
void announce(store::Tx& tx, const Context& context, store::Event event, std::string_view name, Rest rest) {
    event.id = new_id(context.clock, context.random);
    event.sequence = store::next_sequence(tx, event.account);
    event.created = context.clock.now();
    Zone zone = zone_of(tx, event.account);
    JsonWriter json;
    json.begin_object();
    json.field("Event", name);
    json.field("EventID", event.id);
    json.field("Sequence", event.sequence);
    json.field("Time", zone.format(event.created));
    rest(json, zone);
    json.end_object();
    event.body = json.take();
    store::insert_event(tx, event);
}

}  // namespace

void announce_call(store::Tx& tx, const Context& context, const store::Task& task, const store::Number& number) {
    announce(tx, context,
             {.account = task.account, .kind = store::EventKind::call, .task = task.key, .plan = task.plan.value_or(0)},
             "call",
             [&](JsonWriter& json, const Zone& zone) { write_call_record(json, tx, context, zone, task, number); });
}

void announce_task(store::Tx& tx, const Context& context, const store::Task& task) {
    announce(tx, context,
             {.account = task.account, .kind = store::EventKind::task, .task = task.key, .plan = task.plan.value_or(0)},
             "task", [&](JsonWriter& json, const Zone& zone) { write_task_summary(json, tx, zone, task); });
}

void announce_plan(store::Tx& tx, const Context& context, const store::Plan& plan) {
    announce(tx, context, {.account = plan.account, .kind = store::EventKind::plan, .plan = plan.key}, "plan",
             [&](JsonWriter& json, const Zone& zone) { write_plan_status(json, tx, zone, plan); });
}

}  // namespace tiller::campaign
