#include "serve/shipment_question.h"

#include <gtest/gtest.h>

#include "model/shipment_status.h"

namespace tiller::serve {
namespace {

using Result = dialogue::ShipmentTold::Result;

shipments::Shipment shipment_with(shipments::ShipmentEvent event) {
    shipments::Shipment shipment{.number = "N1", .carrier = 3};
    shipment.providers.push_back({{}, {std::move(event)}});
    shipments::complete(shipment);
    return shipment;
}

TEST(ShipmentQuestion, TellsTheNewestEventAtItsPlaceAndTime) {
    auto told = to_told(7, std::optional(shipment_with({.time_iso = "2025-01-20T10:43:57+08:00",
                                                        .description = "Arrival",
                                                        .location = "Drop Point DP BESUT 201, BESUT",
                                                        .sub_status = "InTransit_Arrival",
                                                        .address = {.city = "BESUT"}})));
    EXPECT_EQ(told.query, 7u);
    EXPECT_EQ(told.result, Result::found);
    EXPECT_EQ(told.sub_status, "InTransit_Arrival");
    EXPECT_EQ(told.description, "Arrival");
    EXPECT_EQ(told.place, "BESUT");
    EXPECT_EQ(told.date, "2025-01-20");
    EXPECT_EQ(told.time, "10:43:57");
}

TEST(ShipmentQuestion, WhatIsNotThereIsEmpty) {
    auto told = to_told(1, std::optional(shipment_with({.time_iso = "soon", .location = "Depot"})));
    EXPECT_EQ(told.result, Result::found);
    EXPECT_EQ(told.place, "Depot");
    EXPECT_EQ(told.date + told.time, "");
    auto announced = shipment_with({});
    announced.providers.clear();
    EXPECT_EQ(to_told(1, std::optional(announced)).sub_status, "InfoReceived");
}

TEST(ShipmentQuestion, NobodyKnowsItOrNobodyAnswers) {
    EXPECT_EQ(to_told(1, std::optional<shipments::Shipment>()).result, Result::unknown);
    EXPECT_EQ(to_told(1, std::optional(shipments::unknown_shipment("N1", 3, ""))).result, Result::unknown);
    EXPECT_EQ(to_told(1, unavailable("17TRACK does not answer")).result, Result::failed);
}

}  // namespace
}  // namespace tiller::serve
