#include "campaign/announcements.h"

#include "campaign/record.h"

namespace tiller::campaign {
namespace {

using store::EventKind;

void announce(store::Tx& tx, const Context& context, const journal::Entry& entry,
              const journal::Journal::Record& record) {
    context.journal.write(tx, context.clock, context.random, entry, record);
}

journal::Entry entry_of(EventKind kind, const store::Task& task) {
    return {.account = task.account, .kind = kind, .task = task.key, .plan = task.plan.value_or(0)};
}

}  // namespace

void announce_call(store::Tx& tx, const Context& context, const store::Task& task, const store::Number& number) {
    announce(tx, context, entry_of(EventKind::call, task),
             [&](JsonWriter& json, const Zone& zone) { write_call_record(json, tx, context, zone, task, number); });
}

void announce_task(store::Tx& tx, const Context& context, const store::Task& task) {
    announce(tx, context, entry_of(EventKind::task, task),
             [&](JsonWriter& json, const Zone& zone) { write_task_summary(json, tx, zone, task); });
}

void announce_plan(store::Tx& tx, const Context& context, const store::Plan& plan) {
    announce(tx, context, {.account = plan.account, .kind = EventKind::plan, .plan = plan.key},
             [&](JsonWriter& json, const Zone& zone) { write_plan_status(json, tx, zone, plan); });
}

void announce_line(store::Tx& tx, const Context& context, const store::Line& line, const store::LineHold& hold,
                   std::string_view state, std::string_view why) {
    announce(tx, context, {.account = line.account, .kind = EventKind::line}, [&](JsonWriter& json, const Zone& zone) {
        json.field("SIPLine", line.name);
        json.field("State", state);
        json.field("Since", zone.format(hold.since));
        json.field("SIPCode", hold.code);
        json.field("SIPReason", hold.reason);
        json.field("Reason", why);
    });
}

}  // namespace tiller::campaign
