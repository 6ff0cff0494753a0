#include "model/shipment_status.h"

#include <algorithm>

namespace tiller {
namespace {

using enum ShipmentState;

constexpr std::string_view kStates[] = {"NotFound",        "InfoReceived",       "InTransit",
                                        "Expired",         "AvailableForPickup", "OutForDelivery",
                                        "DeliveryFailure", "Delivered",          "Exception"};

constexpr ShipmentSubStatus kSubStatuses[] = {
    {"NotFound_Other", not_found, false},
    {"NotFound_InvalidCode", not_found, true},
    {"InfoReceived", info_received, false},
    {"InTransit_PickedUp", in_transit, false},
    {"InTransit_Other", in_transit, false},
    {"InTransit_Departure", in_transit, false},
    {"InTransit_Arrival", in_transit, false},
    {"InTransit_CustomsProcessing", in_transit, false},
    {"InTransit_CustomsReleased", in_transit, false},
    {"InTransit_CustomsRequiringInformation", in_transit, false},
    {"Expired_Other", expired, true},
    {"AvailableForPickup_Other", available_for_pickup, false},
    {"OutForDelivery_Other", out_for_delivery, false},
    {"DeliveryFailure_Other", delivery_failure, false},
    {"DeliveryFailure_NoBody", delivery_failure, false},
    {"DeliveryFailure_Security", delivery_failure, false},
    {"DeliveryFailure_Rejected", delivery_failure, false},
    {"DeliveryFailure_InvalidAddress", delivery_failure, false},
    {"Delivered_Other", delivered, true},
    {"Exception_Other", exception, false},
    {"Exception_Returning", exception, false},
    {"Exception_Returned", exception, true},
    {"Exception_NoBody", exception, false},
    {"Exception_Security", exception, false},
    {"Exception_Damage", exception, false},
    {"Exception_Rejected", exception, false},
    {"Exception_Delayed", exception, false},
    {"Exception_Lost", exception, true},
    {"Exception_Destroyed", exception, true},
    {"Exception_Cancel", exception, true},
};

}  // namespace

std::string_view to_name(ShipmentState state) { return kStates[static_cast<size_t>(state)]; }

std::span<const ShipmentSubStatus> shipment_sub_statuses() { return kSubStatuses; }

const ShipmentSubStatus* find_sub_status(std::string_view name) {
    auto* found = std::ranges::find(kSubStatuses, name, &ShipmentSubStatus::name);
    return found == std::end(kSubStatuses) ? nullptr : found;
}

}  // namespace tiller
