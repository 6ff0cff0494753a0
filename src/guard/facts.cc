#include "guard/facts.h"

#include <fmt/format.h>
#include <simdjson.h>

#include "base/json/json.h"

namespace tiller::guard {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;

void write_calls(JsonWriter& json, std::string_view name, const std::vector<PastCall>& calls) {
    json.key(name);
    json.begin_array();
    for (const PastCall& call : calls) {
        json.begin_array();
        json.value(to_ms(call.at));
        json.value(static_cast<int>(call.contact));
        json.end_array();
    }
    json.end_array();
}

/// Reads what to_json wrote; throws simdjson_error at whatever is different.
class Reader {
  public:
    static Subject subject(element root) {
        Subject subject;
        auto service = parse_service(root["service"].get_string());
        if (!service) throw simdjson::simdjson_error(simdjson::INCORRECT_TYPE);
        subject.service = *service;
        subject.country = text(root["country"]);
        subject.prefix = text(root["prefix"]);
        subject.zones = zones(root["zones"].get_array());
        subject.dnc_switch = root["dnc_switch"].get_bool();
        // Facts of before there was the rule lack it.
        if (bool emergency = false; !root["emergency"].get(emergency)) subject.emergency = emergency;
        for (element entry : root["lists"].get_array()) {
            subject.lists.push_back(
                {text(entry["list"]), entry["national"].get_bool(), text(entry["source"]), text(entry["reason"])});
        }
        for (element consent : root["consents"].get_array()) {
            ConsentRecord record{text(consent["source"]), from_ms(consent["given"].get_int64()), std::nullopt};
            if (!consent["expires"].is_null()) record.expires = from_ms(consent["expires"].get_int64());
            subject.consents.push_back(std::move(record));
        }
        subject.to_number = calls(root["to_number"].get_array());
        subject.for_debt = calls(root["for_debt"].get_array());
        element words = root["first_words"];
        if (!words.is_null()) subject.first_words = FirstWords{text(words["language"]), text(words["text"])};
        return subject;
    }

  private:
    static std::string text(simdjson::simdjson_result<element> value) {
        return std::string(std::string_view(value.get_string()));
    }
    static Zones zones(array names) {
        std::vector<Zone> zones;
        for (element name : names) {
            auto zone = Zone::find(std::string_view(name.get_string()));
            if (!zone) throw simdjson::simdjson_error(simdjson::INCORRECT_TYPE);
            zones.push_back(std::move(*zone));
        }
        if (zones.empty()) throw simdjson::simdjson_error(simdjson::INCORRECT_TYPE);
        return std::make_shared<const std::vector<Zone>>(std::move(zones));
    }
    static std::vector<PastCall> calls(array pairs) {
        std::vector<PastCall> calls;
        for (element pair : pairs) {
            int64_t contact = pair.at(1).get_int64();
            if (contact < 0 || contact > static_cast<int64_t>(Contact::unconnected)) {
                throw simdjson::simdjson_error(simdjson::INCORRECT_TYPE);
            }
            calls.push_back({from_ms(pair.at(0).get_int64()), static_cast<Contact>(contact)});
        }
        return calls;
    }
};

}  // namespace

std::string to_json(const Subject& subject) {
    JsonWriter json;
    json.begin_object();
    json.field("service", to_name(subject.service));
    json.field("country", subject.country);
    json.field("prefix", subject.prefix);
    json.key("zones");
    json.begin_array();
    for (const Zone& zone : *subject.zones) json.value(zone.name());
    json.end_array();
    json.field("dnc_switch", subject.dnc_switch);
    json.field("emergency", subject.emergency);
    json.key("lists");
    json.begin_array();
    for (const ListEntry& entry : subject.lists) {
        json.begin_object();
        json.field("list", entry.list);
        json.field("national", entry.national);
        json.field("source", entry.source);
        json.field("reason", entry.reason);
        json.end_object();
    }
    json.end_array();
    json.key("consents");
    json.begin_array();
    for (const ConsentRecord& consent : subject.consents) {
        json.begin_object();
        json.field("source", consent.source);
        json.field("given", to_ms(consent.given));
        json.key("expires");
        consent.expires ? json.value(to_ms(*consent.expires)) : json.null();
        json.end_object();
    }
    json.end_array();
    write_calls(json, "to_number", subject.to_number);
    write_calls(json, "for_debt", subject.for_debt);
    json.key("first_words");
    if (subject.first_words) {
        json.begin_object();
        json.field("language", subject.first_words->language);
        json.field("text", subject.first_words->text);
        json.end_object();
    } else {
        json.null();
    }
    json.end_object();
    return json.take();
}

Result<Subject> subject_from_json(std::string_view json) {
    try {
        simdjson::dom::parser parser;
        element root = parser.parse(json.data(), json.size());
        return Reader::subject(root);
    } catch (const simdjson::simdjson_error& error) {
        return invalid(fmt::format("these are no facts of the guard: {}", error.what()));
    }
}

}  // namespace tiller::guard
