#pragma once
// Shipments as a spreadsheet holds them: a CSV file with a row for each event.
#include <string_view>
#include <vector>

#include "shipments/shipment.h"

namespace tiller::shipments {

struct ShipmentList {
    std::vector<Shipment> shipments;  // complete, in the order in which they come first
    std::vector<std::string> faults;  // "row 3, time \"x\": must be …"; rows from 1, the heading and empty ones count
};

/// RFC 4180, UTF-8, columns separated by commas, semicolons or tabs, with a heading that names the columns in any
/// order: number and carrier are needed; param, tag, carrier_name, carrier_tel, carrier_homepage, carrier_country tell
/// of the shipment; time, sub_status, description, location, stage, country, state, city, street, postal_code,
/// longitude, latitude of an event, which has a time and a sub_status or a description. A row without a time is a
/// shipment without events yet. `time`: RFC 3339 with an offset.
ShipmentList read_shipment_csv(std::string_view text);

/// Fills what follows from `time`: both forms and the raw one. False for what is no RFC 3339 with an offset.
bool set_time(ShipmentEvent& event, std::string_view time);
/// True for a decimal number of at most `limit` degrees either way.
bool is_degrees(std::string_view text, double limit);

}  // namespace tiller::shipments
