#pragma once
// The words for a shipment's state: the 9 main and 30 sub statuses of 17TRACK v2.2, which docs/contract/partners.md
// takes over ("Shipment tracking").
#include <span>
#include <string_view>

namespace tiller {

enum class ShipmentState {
    not_found,
    info_received,
    in_transit,
    expired,
    available_for_pickup,
    out_for_delivery,
    delivery_failure,
    delivered,
    exception,
};

struct ShipmentSubStatus {
    std::string_view name;  // "InTransit_PickedUp"
    ShipmentState state;
    bool is_final;  // nothing more is expected to happen
};

/// "InTransit"
std::string_view to_name(ShipmentState state);
/// All thirty, in the order of the states.
std::span<const ShipmentSubStatus> shipment_sub_statuses();
/// Nothing for a word that is none.
const ShipmentSubStatus* find_sub_status(std::string_view name);

}  // namespace tiller
