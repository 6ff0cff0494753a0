#include "shipments/shipment_csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>

#include "base/csv.h"
#include "base/text.h"
#include "base/zone.h"
#include "model/shipment_status.h"

namespace tiller::shipments {
namespace {

constexpr size_t kMostFaults = 100;
constexpr std::string_view kColumns[] = {
    "number",          "carrier", "param",      "tag",         "carrier_name", "carrier_tel", "carrier_homepage",
    "carrier_country", "time",    "sub_status", "description", "location",     "stage",       "country",
    "state",           "city",    "street",     "postal_code", "longitude",    "latitude"};

// What makes a row an event.
constexpr std::string_view kEventColumns[] = {"sub_status",  "description", "location", "stage",
                                              "country",     "state",       "city",     "street",
                                              "postal_code", "longitude",   "latitude"};

class Reader {
  public:
    ShipmentList read(std::string_view text) {
        auto file = read_csv_text(text);
        if (!file) {
            list_.faults.push_back("body: it is " + file.error().message);
            return std::move(list_);
        }
        CsvReader csv(file->text, file->separator);
        if (!csv.next(record_)) {
            list_.faults.emplace_back("body: the file is empty");
            return std::move(list_);
        }
        if (!read_heading()) return std::move(list_);
        while (csv.next(record_)) read_row();
        for (Shipment& shipment : list_.shipments) complete(shipment);
        return std::move(list_);
    }

  private:
    bool read_heading() {
        if (!record_.fault.empty()) fault("heading", record_.fields.back(), record_.fault);
        for (size_t i = 0; i < record_.fields.size(); ++i) {
            std::string name = lower(record_.fields[i]);
            bool known = std::find(std::begin(kColumns), std::end(kColumns), name) != std::end(kColumns);
            if (!known) fault("heading", record_.fields[i], "is no column: see docs/shipments.md");
            if (!columns_.emplace(name, i).second) fault("heading", name, "is there twice");
        }
        for (const char* needed : {"number", "carrier"}) {
            if (!columns_.contains(needed)) fault("heading", needed, "is missing");
        }
        return list_.faults.empty();
    }

    /// False, with a fault, if fields stand below the wrong columns.
    bool is_in_columns() {
        const auto& fields = record_.fields;
        if (!record_.fault.empty()) return fault("field", fields.back(), record_.fault), false;
        for (size_t i = columns_.size(); i < fields.size(); ++i) {
            if (fields[i].empty()) continue;
            return fault("field", fields[i], "is beyond the last column: a field with a separator needs quotes"), false;
        }
        return true;
    }

    void read_row() {
        if (!is_in_columns()) return;
        MaybeText number = text("number"), carrier = text("carrier");
        int64_t key = parse_integer(carrier.value_or("")).value_or(0);
        if (!number || utf8_length(*number) > 50) fault("number", number.value_or(""), "must have 1 to 50 characters");
        if (key < 1 || key > std::numeric_limits<int32_t>::max())
            fault("carrier", carrier.value_or(""), "must be an integer, 17TRACK's key of the carrier");
        if (!number || key < 1) return;
        Shipment& shipment = find(*number, key);
        if (auto param = text("param")) shipment.param = param;
        if (auto tag = text("tag")) shipment.tag = *tag;
        Provider& provider = shipment.providers[0].provider;
        for (auto [column, member] : {std::pair("carrier_name", &Provider::name),
                                      {"carrier_tel", &Provider::tel},
                                      {"carrier_homepage", &Provider::homepage},
                                      {"carrier_country", &Provider::country}}) {
            if (auto given = text(column)) provider.*member = given;
        }
        provider.alias = provider.name;
        if (auto time = text("time")) {
            read_event(*time, shipment.providers[0].events);
        } else if (std::ranges::any_of(kEventColumns, [&](auto column) { return text(column).has_value(); })) {
            fault("time", "", "an event needs it");
        }
    }

    void read_event(const std::string& time, std::vector<ShipmentEvent>& events) {
        ShipmentEvent event;
        if (!set_time(event, time)) fault("time", time, "must be RFC 3339 with an offset, 2025-01-20T11:35:00+08:00");
        event.sub_status = text("sub_status");
        if (event.sub_status && !find_sub_status(*event.sub_status))
            fault("sub_status", *event.sub_status, "must be one of 17TRACK's sub statuses");
        event.description = text("description");
        if (!event.description && !event.sub_status) fault("description", "", "an event needs it, or a sub_status");
        event.location = text("location");
        event.stage = text("stage");
        event.address = {text("country"),     text("state"),     text("city"),    text("street"),
                         text("postal_code"), text("longitude"), text("latitude")};
        for (auto [column, value, limit] : {std::tuple("longitude", &event.address.longitude, 180.0),
                                            std::tuple("latitude", &event.address.latitude, 90.0)}) {
            if (*value && !is_degrees(**value, limit))
                fault(column, **value, fmt::format("must be a number from -{0} to {0}", limit));
        }
        events.push_back(std::move(event));
    }

    Shipment& find(const std::string& number, int64_t carrier) {
        auto [found, is_new] = index_.try_emplace({number, carrier}, list_.shipments.size());
        if (is_new) {
            Shipment shipment;
            shipment.number = number;
            shipment.carrier = carrier;
            shipment.providers.push_back({{.key = carrier}, {}});
            list_.shipments.push_back(std::move(shipment));
        }
        return list_.shipments[found->second];
    }

    MaybeText text(std::string_view column) {
        auto at = columns_.find(column);
        if (at == columns_.end() || at->second >= record_.fields.size()) return std::nullopt;
        std::string value = record_.fields[at->second];
        if (value.empty()) return std::nullopt;
        // An address of several lines is a text of one.
        std::ranges::replace_if(
            value, [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
        if (!is_printable_utf8(value)) {
            fault(column, value, "must be printable UTF-8");
            return std::nullopt;
        }
        if (utf8_length(value) > 1000) fault(column, value, "must have at most 1000 characters");
        return value;
    }

    void fault(std::string_view column, std::string_view value, std::string_view rule) {
        if (list_.faults.size() >= kMostFaults) return;
        std::string text(value);
        if (!is_printable_utf8(text)) text = percent_encode(text);
        list_.faults.push_back(fmt::format("row {}, {} \"{}\": {}", record_.row, column, utf8_prefix(text, 64), rule));
    }

    ShipmentList list_;
    std::map<std::string, size_t, std::less<>> columns_;
    std::map<std::pair<std::string, int64_t>, size_t> index_;
    CsvRecord record_;
};

}  // namespace

ShipmentList read_shipment_csv(std::string_view text) { return Reader().read(text); }

bool set_time(ShipmentEvent& event, std::string_view time) {
    constexpr size_t kDateAndTime = 19;  // "2025-01-20T11:35:00"
    bool has_offset = time.size() > kDateAndTime && time.find_first_of("Zz+-", kDateAndTime) != std::string_view::npos;
    auto instant = has_offset ? Zone::utc().parse(time) : std::nullopt;
    if (!instant) return false;
    event.time_iso = time;
    event.time_utc = Zone::utc().format(*instant);
    if (event.time_utc->ends_with("+00:00")) event.time_utc->replace(event.time_utc->size() - 6, 6, "Z");
    event.raw_date = time.substr(0, 10);
    event.raw_time = time.substr(11, 8);
    return true;
}

bool is_degrees(std::string_view text, double limit) {
    double value = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    return error == std::errc() && end == text.data() + text.size() && std::abs(value) <= limit;
}

}  // namespace tiller::shipments
