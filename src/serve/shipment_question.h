#pragma once
// A robot's question for a shipment, answered by whoever knows it.
#include <functional>

#include "dialogue/dialogue.h"
#include "shipments/tracker.h"

namespace tiller::serve {

/// What a robot can say of it: its state, the newest event with the city (or the carrier's words for the place) and the
/// time there. A shipment that is NotFound counts as unknown.
dialogue::ShipmentTold to_told(uint64_t query, const shipments::Found& found);

/// `tell` runs on the tracker's thread.
void ask_shipment(shipments::Tracker& tracker, int64_t account, const dialogue::AskShipment& question,
                  std::function<void(dialogue::ShipmentTold)> tell);

}  // namespace tiller::serve
