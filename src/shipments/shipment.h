#pragma once
// A shipment as answers tell it (docs/contract/partners.md, "Shipment tracking"): the tree of 17TRACK v2.2, whatever
// source it comes from.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace tiller::shipments {

/// Absent: null on the wire.
using MaybeText = std::optional<std::string>;

struct Place {
    MaybeText country, state, city, street, postal_code, longitude, latitude;
    bool operator==(const Place&) const = default;
};

struct ShipmentEvent {
    MaybeText time_iso, time_utc;                // RFC 3339, with the place's offset and in UTC
    MaybeText raw_date, raw_time, raw_timezone;  // as the carrier told it
    MaybeText description, location;
    MaybeText stage, sub_status;  // "PickedUp"; "InTransit_PickedUp"
    Place address;
    bool operator==(const ShipmentEvent&) const = default;
};

struct Provider {
    int64_t key = 0;
    MaybeText name, alias, tel, homepage, country;
    bool operator==(const Provider&) const = default;
};

struct ProviderTrack {
    Provider provider;
    std::vector<ShipmentEvent> events;  // newest first
    bool operator==(const ProviderTrack&) const = default;
};

struct Shipment {
    std::string number;
    int64_t carrier = 0;
    MaybeText param;
    std::string tag;
    MaybeText status, sub_status, sub_status_descr;  // of the words in model/shipment_status.h
    int64_t providers_hash = 0;                      // changes with what the providers told
    std::vector<ProviderTrack> providers;
    bool operator==(const Shipment&) const = default;

    /// The newest of all events, nothing if there is none.
    const ShipmentEvent* latest() const;
};

/// Newest first; those without a readable time last.
void sort_events(std::vector<ShipmentEvent>& events);

/// A shipment that nobody knows: NotFound, without providers.
Shipment unknown_shipment(std::string number, int64_t carrier, std::string_view param);

/// Puts events in their order, newest first, and makes the status (that of the newest event that has one; none:
/// InfoReceived) and the hash. For shipments that come as events only.
void complete(Shipment& shipment);

/// The member `data` of an answer: every key of the seed, null where nothing is known.
std::string to_json(const Shipment& shipment);

/// From such a tree, or from an item of 17TRACK's `accepted`, whose further members are ignored. Members of another
/// type count as unknown. Coordinates that can only be swapped (a latitude beyond 90 degrees) are put right, and events
/// in their order. Error: `invalid` for what is no JSON object or has no number.
Result<Shipment> read_shipment(std::string_view json);

}  // namespace tiller::shipments
