#include "shipments/shipment.h"

#include <algorithm>

#include "base/crypto/crypto.h"
#include "base/zone.h"
#include "model/shipment_status.h"

namespace tiller::shipments {
namespace {

/// When it happened; events without a readable time come last.
Instant time_of(const ShipmentEvent& event) {
    for (const MaybeText* text : {&event.time_utc, &event.time_iso}) {
        if (!*text) continue;
        if (auto time = Zone::utc().parse(**text)) return *time;
    }
    return Instant::min();
}

/// 32 bits over all that the providers told, signed as in the seed.
int64_t hash_of(const Shipment& shipment) {
    Shipment bare;
    bare.providers = shipment.providers;
    std::string digest = sha256(to_json(bare));
    uint32_t hash = 0;
    for (size_t i = 0; i < 4; ++i) hash = hash << 8 | static_cast<uint8_t>(digest[i]);
    return static_cast<int32_t>(hash);
}

}  // namespace

const ShipmentEvent* Shipment::latest() const {
    const ShipmentEvent* newest = nullptr;
    for (const ProviderTrack& track : providers) {
        if (track.events.empty()) continue;
        if (!newest || time_of(track.events.front()) > time_of(*newest)) newest = &track.events.front();
    }
    return newest;
}

void sort_events(std::vector<ShipmentEvent>& events) {
    std::stable_sort(events.begin(), events.end(),
                     [](const ShipmentEvent& a, const ShipmentEvent& b) { return time_of(a) > time_of(b); });
}

Shipment unknown_shipment(std::string number, int64_t carrier, std::string_view param) {
    Shipment shipment;
    shipment.number = std::move(number);
    shipment.carrier = carrier;
    if (!param.empty()) shipment.param = param;
    shipment.status = to_name(ShipmentState::not_found);
    shipment.sub_status = "NotFound_Other";
    return shipment;
}

void complete(Shipment& shipment) {
    for (ProviderTrack& track : shipment.providers) sort_events(track.events);
    shipment.sub_status = "InfoReceived";
    const ShipmentEvent* newest = nullptr;
    for (const ProviderTrack& track : shipment.providers) {
        for (const ShipmentEvent& event : track.events) {
            if (!event.sub_status || (newest && time_of(event) <= time_of(*newest))) continue;
            newest = &event;
        }
    }
    if (newest) shipment.sub_status = newest->sub_status;
    auto* known = find_sub_status(*shipment.sub_status);
    shipment.status = known ? MaybeText(to_name(known->state)) : std::nullopt;
    shipment.providers_hash = hash_of(shipment);
}

}  // namespace tiller::shipments
