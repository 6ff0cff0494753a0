#include "partners/shipment_csv.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <limits>
#include <map>

#include "base/shipment_status.h"
#include "base/text.h"
#include "base/zone.h"

namespace tiller::partners {
namespace {

constexpr size_t kMostFaults = 100;
constexpr std::string_view kColumns[] = {
    "number",          "carrier", "param",      "tag",         "carrier_name", "carrier_tel", "carrier_homepage",
    "carrier_country", "time",    "sub_status", "description", "location",     "stage",       "country",
    "state",           "city",    "street",     "postal_code", "longitude",    "latitude"};

/// The records of a CSV text (RFC 4180); a quote that is never closed ends with the text.
std::vector<std::vector<std::string>> records_of(std::string_view text) {
    std::vector<std::vector<std::string>> records;
    std::vector<std::string> record;
    std::string field;
    bool quoted = false, was_quoted = false;
    auto end_record = [&] {
        record.push_back(std::move(field));
        field.clear();
        if (record.size() > 1 || !record[0].empty() || was_quoted) records.push_back(std::move(record));
        record.clear();
        was_quoted = false;
    };
    for (size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (quoted) {
            if (c != '"') {
                field += c;
            } else if (i + 1 < text.size() && text[i + 1] == '"') {
                field += c, ++i;
            } else {
                quoted = false;
            }
        } else if (c == '"' && field.empty()) {
            quoted = was_quoted = true;
        } else if (c == ',') {
            record.push_back(std::move(field));
            field.clear();
        } else if (c == '\n') {
            end_record();
        } else if (c != '\r') {
            field += c;
        }
    }
    if (!field.empty() || !record.empty()) end_record();
    return records;
}

class CsvReader {
  public:
    ShipmentList read(std::string_view text) {
        constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
        if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
        auto records = records_of(text);
        if (records.empty() || !read_heading(records[0])) {
            if (records.empty()) list_.faults.emplace_back("the file is empty");
            return std::move(list_);
        }
        for (row_ = 2; row_ <= records.size(); ++row_) {
            record_ = &records[row_ - 1];
            read_row();
        }
        for (Shipment& shipment : list_.shipments) complete(shipment);
        return std::move(list_);
    }

  private:
    bool read_heading(const std::vector<std::string>& heading) {
        row_ = 1;
        for (size_t i = 0; i < heading.size(); ++i) {
            std::string name = lower(trim(heading[i]));
            bool known = std::find(std::begin(kColumns), std::end(kColumns), name) != std::end(kColumns);
            if (!known) fault("heading", heading[i], "is no column: see docs/shipments.md");
            columns_[name] = i;
        }
        for (const char* needed : {"number", "carrier"}) {
            if (!columns_.contains(needed)) fault("heading", needed, "is missing");
        }
        return list_.faults.empty();
    }

    void read_row() {
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
        if (auto time = text("time")) read_event(*time, shipment.providers[0].events);
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

    MaybeText text(const char* column) {
        auto at = columns_.find(column);
        if (at == columns_.end() || at->second >= record_->size()) return std::nullopt;
        std::string value(trim((*record_)[at->second]));
        if (value.empty()) return std::nullopt;
        if (!is_printable_utf8(value)) {
            fault(column, "", "must be printable UTF-8");
            return std::nullopt;
        }
        if (utf8_length(value) > 1000) fault(column, value, "must have at most 1000 characters");
        return value;
    }

    void fault(std::string_view column, std::string_view value, std::string_view rule) {
        if (list_.faults.size() >= kMostFaults) return;
        std::string shown = is_printable_utf8(value) ? std::string(utf8_prefix(value, 64)) : "(unprintable)";
        list_.faults.push_back(fmt::format("row {}, {} \"{}\": {}", row_, column, shown, rule));
    }

    ShipmentList list_;
    std::map<std::string, size_t, std::less<>> columns_;
    std::map<std::pair<std::string, int64_t>, size_t> index_;
    const std::vector<std::string>* record_ = nullptr;
    size_t row_ = 1;
};

}  // namespace

ShipmentList read_shipment_csv(std::string_view text) { return CsvReader().read(text); }

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

}  // namespace tiller::partners
