#include "shipments/shipment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/shipment_status.h"
#include "shipments/shipment_csv.h"

namespace tiller::shipments {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(ShipmentStatus, NineStatesAndThirtySubStatuses) {
    EXPECT_EQ(shipment_sub_statuses().size(), 30u);
    int states = 0;
    auto last = ShipmentState::exception;
    for (const auto& sub : shipment_sub_statuses()) {
        EXPECT_TRUE(sub.name.starts_with(to_name(sub.state))) << sub.name;
        EXPECT_EQ(find_sub_status(sub.name), &sub);
        states += sub.state != last;
        last = sub.state;
    }
    EXPECT_EQ(states, 9);
    EXPECT_EQ(find_sub_status("Lost"), nullptr);
}

TEST(Shipment, AnUnknownOneHasEveryKey) {
    EXPECT_EQ(to_json(unknown_shipment("N1", 100079, "")),
              R"({"number":"N1","carrier":100079,"param":null,"tag":"","track_info":{"latest_status":{)"
              R"("status":"NotFound","sub_status":"NotFound_Other","sub_status_descr":null},)"
              R"("tracking":{"providers_hash":0,"providers":[]}}})");
}

TEST(Shipment, WhatIsUnknownIsNull) {
    Shipment shipment = unknown_shipment("N1", 3, "postcode");
    shipment.providers.push_back({{.key = 3}, {ShipmentEvent{}}});
    EXPECT_THAT(
        to_json(shipment),
        HasSubstr(
            R"({"provider":{"key":3,"name":null,"alias":null,"tel":null,"homepage":null,"country":null},"events":[)"
            R"({"time_iso":null,"time_utc":null,"time_raw":{"date":null,"time":null,"timezone":null},)"
            R"("description":null,"location":null,"stage":null,"sub_status":null,"address":{"country":null,"state":null,)"
            R"("city":null,"street":null,"postal_code":null,"coordinates":{"longitude":null,"latitude":null}}}]})"));
    EXPECT_EQ(*read_shipment(to_json(shipment)), shipment);
}

TEST(Shipment, SwappedCoordinatesArePutRight) {
    constexpr const char* kForm =
        R"({"number":"1","track_info":{"tracking":{"providers":[{"events":[{"address":{"coordinates":)"
        R"({"longitude":%s,"latitude":%s}}}]}]}}})";
    auto read = [&](const char* longitude, const char* latitude) {
        char json[300];
        snprintf(json, sizeof json, kForm, longitude, latitude);
        return read_shipment(json)->providers[0].events[0].address;
    };
    EXPECT_EQ(read("\"5.729168\"", "\"102.518974\"").latitude, "5.729168") << "as in the seed";
    EXPECT_EQ(read("\"5.729168\"", "\"102.518974\"").longitude, "102.518974");
    EXPECT_EQ(read("\"102.5\"", "\"5.7\"").longitude, "102.5");
    EXPECT_EQ(read("12.5", "42.25").latitude, "42.25") << "a number is as good as a text";
    EXPECT_EQ(read("null", "[]").latitude, std::nullopt);
}

TEST(Shipment, WhatIsNoneIsRefused) {
    for (const char* json : {"", "[]", "{", "{}", R"({"number":""})", "\xff"}) EXPECT_FALSE(read_shipment(json).ok());
    EXPECT_TRUE(read_shipment(R"({"number":"1","carrier":"x","track_info":[]})").ok());
}

TEST(ShipmentCsv, EventsAreGatheredOrderedAndDecideTheStatus) {
    auto list = read_shipment_csv(
        "number,carrier,carrier_name,time,sub_status,description,location\r\n"
        "N1,100079,\"J&T, MY\",2025-01-18T16:19:31+08:00,InTransit_PickedUp,Picked Up,TUMPAT\r\n"
        "N2,100079,,,,,\n"
        "N1,100079,,2025-01-20T11:35:00+08:00,OutForDelivery_Other,\"Out \"\"for\"\" Delivery\",BESUT\n");
    ASSERT_THAT(list.faults, IsEmpty());
    ASSERT_EQ(list.shipments.size(), 2u);
    const Shipment& first = list.shipments[0];
    EXPECT_EQ(first.status, "OutForDelivery");
    EXPECT_EQ(first.providers[0].provider.name, "J&T, MY");
    ASSERT_EQ(first.providers[0].events.size(), 2u);
    const ShipmentEvent& newest = first.providers[0].events[0];
    EXPECT_EQ(first.latest(), &newest);
    EXPECT_EQ(newest.description, "Out \"for\" Delivery");
    EXPECT_EQ(newest.time_iso, "2025-01-20T11:35:00+08:00");
    EXPECT_EQ(newest.time_utc, "2025-01-20T03:35:00Z");
    EXPECT_EQ(newest.raw_date, "2025-01-20");
    EXPECT_EQ(newest.raw_time, "11:35:00");
    EXPECT_NE(first.providers_hash, 0);
    EXPECT_EQ(list.shipments[1].status, "InfoReceived");
    EXPECT_EQ(list.shipments[1].latest(), nullptr);
}

TEST(ShipmentCsv, EachFaultNamesRowColumnAndRule) {
    auto list = read_shipment_csv(
        "number,carrier,time,sub_status,latitude\n"
        ",100079,,,\n"
        "N1,x,,,\n"
        "N1,1,yesterday,Lost,91\n"
        "N1,1,2025-01-20T11:35:00,Delivered_Other,5\n");
    EXPECT_THAT(list.faults,
                ElementsAre(HasSubstr("row 2, number \"\""), HasSubstr("row 3, carrier \"x\""),
                            HasSubstr("row 4, time \"yesterday\""), HasSubstr("row 4, sub_status \"Lost\""),
                            HasSubstr("row 4, latitude \"91\""), HasSubstr("row 5, time")));
    EXPECT_THAT(read_shipment_csv("").faults, ElementsAre("body: the file is empty"));
    EXPECT_THAT(read_shipment_csv("number,colour\n").faults,
                ElementsAre(HasSubstr("heading \"colour\""), HasSubstr("heading \"carrier\": is missing")));
}

TEST(ShipmentCsv, WhatWouldLandInAnotherColumnIsRefused) {
    auto faults = [](std::string_view text) { return read_shipment_csv(text).faults; };
    EXPECT_THAT(faults("number,carrier\n\"N1,1\nN2,1\n"),
                ElementsAre(HasSubstr("row 2, field \"N1%2C1%0AN2%2C1\": a quote is")))
        << "or all that follows would be swallowed";
    EXPECT_THAT(faults("number,carrier,tag\nN1,1,a,b\n"), ElementsAre(HasSubstr("row 2, field \"b\": is beyond")));
    EXPECT_THAT(faults("number,carrier,number\n"), ElementsAre(HasSubstr("heading \"number\": is there twice")));
    EXPECT_THAT(faults("number,carrier,time,location\n\nN1,1,,Köln\n"), ElementsAre(HasSubstr("row 3, time \"\"")));
    EXPECT_THAT(faults("number,carrier,tag\nN1,1,K\xF6ln\n"), IsEmpty()) << "Windows-1252, as spreadsheets write it";
}

TEST(ShipmentCsv, SpreadsheetsOfOtherCountriesAreRead) {
    for (std::string separator : {";", "\t"}) {
        std::string text =
            "number,carrier,location,sub_status,time,tag\nN1,1,\"Jl. "
            "1\r\nKuta\",Delivered_Other,2025-01-20T11:35:00Z,,,\n";
        for (size_t at = 0; (at = text.find(',', at)) != std::string::npos;) text.replace(at, 1, separator);
        auto list = read_shipment_csv(text);
        ASSERT_THAT(list.faults, IsEmpty());
        EXPECT_EQ(list.shipments.at(0).latest()->location, "Jl. 1  Kuta");
    }
}

}  // namespace
}  // namespace tiller::shipments
