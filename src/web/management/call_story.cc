#include "web/management/call_story.h"

#include "base/loggable_url.h"
#include "base/text.h"
#include "base/zone.h"
#include "store/delivery_log.h"
#include "store/refusal_log.h"

namespace tiller::management {
namespace {

void write_attempts(JsonWriter& json, store::Db& db, const store::Call& call) {
    json.key("earlier_attempts");
    json.begin_array();
    if (call.task && call.row) {
        for (const store::Call& other : store::calls_of_number(db, call.account, *call.task, *call.row)) {
            if (other.attempt >= call.attempt) break;
            json.begin_object();
            json.field("id", other.id);
            json.field("attempt", other.attempt.value_or(0));
            json.field("intended", to_rfc3339_ms(other.intended));
            json.field("outcome", to_name(other.outcome));
            json.field("sip_code", other.sip_code);
            json.field("hangup_reason", other.hangup_reason);
            json.end_object();
        }
    }
    json.end_array();
}

/// A call that was placed is one that the guard allowed, unless it was not asked.
void write_guard(JsonWriter& json, store::Db& db, const store::Account& account, const store::Call& call) {
    json.key("guard");
    json.begin_object();
    json.field("verdict", account.guard ? "allowed" : "off");
    json.key("put_off");
    json.begin_array();
    if (call.task && call.row) {
        for (const store::Refusal& refusal : store::refusals_of_number(db, call.account, *call.task, *call.row)) {
            if (refusal.at > call.intended) break;
            json.begin_object();
            json.field("at", to_rfc3339_ms(refusal.at));
            json.field("rule", refusal.rule);
            json.field("version", refusal.version);
            json.field("told", refusal.told);
            json.end_object();
        }
    }
    json.end_array();
    json.end_object();
}

void write_deliveries(JsonWriter& json, store::Db& db, const store::Call& call) {
    json.key("deliveries");
    json.begin_array();
    for (const store::CallDelivery& told : store::deliveries_of_call(db, call)) {
        const store::Delivery& delivery = told.listed.delivery;
        json.begin_object();
        json.field("id", fmt::format("{}-{}", delivery.endpoint, delivery.sequence));
        json.field("url", loggable_url(told.url));
        json.field("state", delivery.state == store::DeliveryState::waiting     ? "waiting"
                            : delivery.state == store::DeliveryState::delivered ? "delivered"
                                                                                : "exhausted");
        json.field("tries", delivery.tries);
        json.field("last_status", delivery.last_status);
        json.field("last_error", delivery.last_error);
        json.key("settled");
        told.listed.settled ? json.value(to_rfc3339_ms(*told.listed.settled)) : json.null();
        json.end_object();
    }
    json.end_array();
}

}  // namespace

void write_story(JsonWriter& json, store::Db& db, const store::Account& account, const store::Call& call) {
    write_attempts(json, db, call);
    write_guard(json, db, account, call);
    write_deliveries(json, db, call);
}

}  // namespace tiller::management
