// The tree of the seed, both ways.
#include <simdjson.h>

#include <charconv>
#include <cmath>

#include "base/json/json.h"
#include "shipments/shipment.h"

namespace tiller::shipments {
namespace {

using simdjson::dom::element;

void write(JsonWriter& json, std::string_view name, const MaybeText& text) {
    json.key(name);
    text ? json.value(*text) : json.null();
}

void write(JsonWriter& json, const Place& place) {
    json.begin_object();
    write(json, "country", place.country);
    write(json, "state", place.state);
    write(json, "city", place.city);
    write(json, "street", place.street);
    write(json, "postal_code", place.postal_code);
    json.key("coordinates");
    json.begin_object();
    write(json, "longitude", place.longitude);
    write(json, "latitude", place.latitude);
    json.end_object();
    json.end_object();
}

void write(JsonWriter& json, const ShipmentEvent& event) {
    json.begin_object();
    write(json, "time_iso", event.time_iso);
    write(json, "time_utc", event.time_utc);
    json.key("time_raw");
    json.begin_object();
    write(json, "date", event.raw_date);
    write(json, "time", event.raw_time);
    write(json, "timezone", event.raw_timezone);
    json.end_object();
    write(json, "description", event.description);
    write(json, "location", event.location);
    write(json, "stage", event.stage);
    write(json, "sub_status", event.sub_status);
    json.key("address");
    write(json, event.address);
    json.end_object();
}

void write(JsonWriter& json, const ProviderTrack& track) {
    json.begin_object();
    json.key("provider");
    json.begin_object();
    json.field("key", track.provider.key);
    write(json, "name", track.provider.name);
    write(json, "alias", track.provider.alias);
    write(json, "tel", track.provider.tel);
    write(json, "homepage", track.provider.homepage);
    write(json, "country", track.provider.country);
    json.end_object();
    json.key("events");
    json.begin_array();
    for (const ShipmentEvent& event : track.events) write(json, event);
    json.end_array();
    json.end_object();
}

/// The value at a pointer; a default value if there is none of this type.
template <class T>
T get(element from, std::string_view pointer, T otherwise = {}) {
    T value;
    return from.at_pointer(pointer).get(value) == simdjson::SUCCESS ? value : otherwise;
}

MaybeText text(element from, std::string_view pointer) {
    element value;
    if (from.at_pointer(pointer).get(value) != simdjson::SUCCESS) return std::nullopt;
    if (value.is_number()) return std::string(simdjson::minify(value));
    std::string_view text;
    if (value.get(text) != simdjson::SUCCESS) return std::nullopt;
    return std::string(text);
}

simdjson::dom::array list(element from, std::string_view pointer) {
    static simdjson::dom::parser empty_parser;
    static const simdjson::dom::array empty = empty_parser.parse(std::string_view("[]")).get_array();
    simdjson::dom::array found;
    return from.at_pointer(pointer).get(found) == simdjson::SUCCESS ? found : empty;
}

double degrees(const MaybeText& text) {
    double value = 0;
    if (text) std::from_chars(text->data(), text->data() + text->size(), value);
    return std::abs(value);
}

Place read_place(element from) {
    Place place{text(from, "/country"),
                text(from, "/state"),
                text(from, "/city"),
                text(from, "/street"),
                text(from, "/postal_code"),
                text(from, "/coordinates/longitude"),
                text(from, "/coordinates/latitude")};
    if (degrees(place.latitude) > 90 && degrees(place.longitude) <= 90) std::swap(place.longitude, place.latitude);
    return place;
}

ShipmentEvent read_event(element from) {
    ShipmentEvent event{text(from, "/time_iso"),          text(from, "/time_utc"),
                        text(from, "/time_raw/date"),     text(from, "/time_raw/time"),
                        text(from, "/time_raw/timezone"), text(from, "/description"),
                        text(from, "/location"),          text(from, "/stage"),
                        text(from, "/sub_status"),        {}};
    element address;
    if (from.at_pointer("/address").get(address) == simdjson::SUCCESS) event.address = read_place(address);
    return event;
}

}  // namespace

std::string to_json(const Shipment& shipment) {
    JsonWriter json;
    json.begin_object();
    json.field("number", shipment.number);
    json.field("carrier", shipment.carrier);
    write(json, "param", shipment.param);
    json.field("tag", shipment.tag);
    json.key("track_info");
    json.begin_object();
    json.key("latest_status");
    json.begin_object();
    write(json, "status", shipment.status);
    write(json, "sub_status", shipment.sub_status);
    write(json, "sub_status_descr", shipment.sub_status_descr);
    json.end_object();
    json.key("tracking");
    json.begin_object();
    json.field("providers_hash", shipment.providers_hash);
    json.key("providers");
    json.begin_array();
    for (const ProviderTrack& track : shipment.providers) write(json, track);
    json.end_array();
    json.end_object();
    json.end_object();
    json.end_object();
    return json.take();
}

Result<Shipment> read_shipment(std::string_view json) {
    simdjson::dom::parser parser;
    element root;
    if (parser.parse(json.data(), json.size()).get(root) != simdjson::SUCCESS || !root.is_object())
        return invalid("a shipment must be a JSON object");
    Shipment shipment;
    shipment.number = text(root, "/number").value_or("");
    if (shipment.number.empty()) return invalid("a shipment has no number");
    shipment.carrier = get<int64_t>(root, "/carrier");
    shipment.param = text(root, "/param");
    if (shipment.param == "") shipment.param.reset();
    shipment.tag = text(root, "/tag").value_or("");
    shipment.status = text(root, "/track_info/latest_status/status");
    shipment.sub_status = text(root, "/track_info/latest_status/sub_status");
    shipment.sub_status_descr = text(root, "/track_info/latest_status/sub_status_descr");
    shipment.providers_hash = get<int64_t>(root, "/track_info/tracking/providers_hash");
    for (element item : list(root, "/track_info/tracking/providers")) {
        ProviderTrack track;
        track.provider = {get<int64_t>(item, "/provider/key"), text(item, "/provider/name"),
                          text(item, "/provider/alias"),       text(item, "/provider/tel"),
                          text(item, "/provider/homepage"),    text(item, "/provider/country")};
        for (element event : list(item, "/events")) track.events.push_back(read_event(event));
        sort_events(track.events);
        shipment.providers.push_back(std::move(track));
    }
    return shipment;
}

}  // namespace tiller::shipments
