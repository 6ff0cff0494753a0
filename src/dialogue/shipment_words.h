#pragma once
// What a robot says of a shipment's state, in its language, and the slots that hold what was found out.
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "model/utterance.h"

namespace tiller::dialogue {

inline constexpr std::string_view kShipmentWords = "ShipmentWords";

/// Filled by a state that asks for a shipment, with the way in which each is spoken.
inline constexpr std::array<std::pair<std::string_view, Segment::Kind>, 6> kShipmentSlots = {{
    {"ShipmentStatus", Segment::Kind::text},  // "OutForDelivery_Other"
    {kShipmentWords, Segment::Kind::text},    // "is out for delivery"
    {"ShipmentEvent", Segment::Kind::text},   // in the carrier's words
    {"ShipmentPlace", Segment::Kind::text},
    {"ShipmentDate", Segment::Kind::date},
    {"ShipmentTime", Segment::Kind::time},
}};

/// The end of a sentence that begins with the parcel: "is out for delivery", "sedang diantar ke alamat Anda". In
/// Indonesian for "id" and its regions, else in English. For a word that is no sub status: that nothing is known.
std::string_view shipment_words(std::string_view language, std::string_view sub_status);
/// All of them in that language.
std::vector<std::string_view> all_shipment_words(std::string_view language);

}  // namespace tiller::dialogue
