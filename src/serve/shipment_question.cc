#include "serve/shipment_question.h"

#include "model/shipment_status.h"

namespace tiller::serve {
namespace {

/// As the carrier told it, else out of "2025-01-20T10:43:57+08:00", which is the time of the place as well.
std::string text_or_part(const shipments::MaybeText& text, const shipments::MaybeText& time, size_t at, size_t length) {
    if (text) return *text;
    return time && time->size() >= at + length ? time->substr(at, length) : "";
}

}  // namespace

dialogue::ShipmentTold to_told(uint64_t query, const shipments::Found& found) {
    using Result = dialogue::ShipmentTold::Result;
    if (!found) return {.query = query, .result = Result::failed};
    const std::optional<shipments::Shipment>& shipment = *found;
    if (!shipment || shipment->status == to_name(ShipmentState::not_found)) {
        return {.query = query, .result = Result::unknown};
    }
    dialogue::ShipmentTold told{
        .query = query, .result = Result::found, .sub_status = shipment->sub_status.value_or("")};
    if (const shipments::ShipmentEvent* event = shipment->latest()) {
        told.description = event->description.value_or("");
        told.place = event->address.city ? *event->address.city : event->location.value_or("");
        told.date = text_or_part(event->raw_date, event->time_iso, 0, 10);
        told.time = text_or_part(event->raw_time, event->time_iso, 11, 8);
    }
    return told;
}

void ask_shipment(shipments::Tracker& tracker, int64_t account, const dialogue::AskShipment& question,
                  std::function<void(dialogue::ShipmentTold)> tell) {
    tracker.find({.account = account, .number = question.number, .carrier = question.carrier},
                 [query = question.query, tell = std::move(tell)](const shipments::Found& found) {
                     tell(to_told(query, found));
                 });
}

}  // namespace tiller::serve
