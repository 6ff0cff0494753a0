#include "cli/lab/demo_people.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <simdjson.h>

#include <set>

#include "base/csv.h"
#include "base/json/json.h"
#include "cli/lab/demo_files.h"

namespace tiller::cli {
namespace {

using simdjson::dom::element;
using Row = std::map<std::string, std::string>;

std::vector<Row> read_rows(std::string_view csv) {
    std::vector<Row> rows;
    CsvReader reader(csv, ',', '#');
    CsvRecord heading, record;
    reader.next(heading);
    while (reader.next(record)) {
        Row& row = rows.emplace_back();
        for (size_t i = 0; i < heading.fields.size() && i < record.fields.size(); ++i)
            row.emplace(heading.fields[i], record.fields[i]);
    }
    return rows;
}

std::string text_of(element object, const char* name) {
    std::string_view text;
    return object[name].get(text) ? std::string() : std::string(text);
}

DemoRecord last_record(const DemoPerson& person, const DemoResult& result) {
    auto found = result.records.find(person.number);
    return found == result.records.end() || found->second.empty() ? DemoRecord{} : found->second.back();
}

std::vector<std::string> links_of(const DemoPerson& person, const DemoResult& result) {
    auto found = result.recordings.find(person.number);
    return found == result.recordings.end() ? std::vector<std::string>() : found->second;
}

bool is_as_expected(const WebhookReceiver::Arrived& arrived, size_t expected) {
    return arrived.events == expected && arrived.signed_well == arrived.deliveries;
}

WebhookReceiver::Arrived arrived(const DemoResult& result, const std::string& kind) {
    auto found = result.webhooks.find(kind);
    return found == result.webhooks.end() ? WebhookReceiver::Arrived{} : found->second;
}

std::string_view mark(bool good) { return good ? "ok" : "!!"; }

}  // namespace

std::vector<DemoPerson> demo_people() {
    std::vector<DemoPerson> people;
    for (const Row& row : read_rows(demo_file("people.csv"))) {
        if (row.at("expected").empty()) continue;
        people.push_back({row.at("number"), row.at("name"), row.at("expected"), row.at("intention")});
    }
    return people;
}

std::string demo_plan(const std::string& name, const std::string& date) {
    JsonWriter json;
    json.begin_object();
    json.field("PlanName", name);
    json.field("Strategy", "demo_two_rounds");
    json.field("Perform", 3);
    json.field("SIPLine", "DEMO_LINE");
    json.field("Date", date);
    json.key("Details");
    json.begin_array();
    for (const Row& row : read_rows(demo_file("plan.csv"))) {
        json.begin_object();
        for (const auto& [column, cell] : row) {
            bool is_number = column == "LoanAmount" || column == "Arrears";
            is_number ? json.raw_field(column, cell) : json.field(column, cell);
        }
        json.end_object();
    }
    json.end_array();
    json.end_object();
    return json.take();
}

Result<void> add_records(const std::string& detail, DemoResult& result) {
    simdjson::dom::parser parser;
    element root;
    simdjson::dom::array details;
    if (parser.parse(detail).get(root) || root["Details"].get(details)) return internal_error("a task has no Details");
    for (element record : details) {
        DemoRecord out{.task = text_of(record, "TaskID"),
                       .outcome = text_of(record, "Outcome"),
                       .intention = text_of(record, "Intention")};
        simdjson::dom::array labels;
        if (!record["Labels"].get(labels)) {
            for (element label : labels) out.labels.emplace_back(std::string_view(label));
        }
        if (record["Attempts"].get(out.attempts) || record["TalkDuration"].get(out.talk_seconds)) {
            return internal_error("a record has no Attempts or no TalkDuration");
        }
        result.records[text_of(record, "Callee")].push_back(std::move(out));
    }
    return {};
}

bool is_as_expected(const DemoPerson& person, const DemoResult& result) {
    DemoRecord last = last_record(person, result);
    bool is_recorded = !links_of(person, result).empty();
    return last.outcome == person.expected && last.intention == person.intention &&
           is_recorded == (person.expected == "answered");
}

std::map<std::string, size_t> expected_webhooks(const DemoResult& result) {
    std::set<std::string> tasks;
    size_t calls = 0;
    for (const auto& [number, rounds] : result.records) {
        calls += rounds.size();
        for (const DemoRecord& record : rounds) tasks.insert(record.task);
    }
    return {{"call", calls}, {"task", tasks.size()}, {"plan", 1}};
}

int count_wrong(const DemoResult& result) {
    int wrong = 0;
    for (const DemoPerson& person : demo_people()) wrong += is_as_expected(person, result) ? 0 : 1;
    for (const auto& [kind, count] : expected_webhooks(result)) {
        wrong += is_as_expected(arrived(result, kind), count) ? 0 : 1;
    }
    return wrong;
}

std::string to_text(const DemoResult& result) {
    std::string out = fmt::format("   {:<15}{:<17}{:<19}{:<19}{:>5}{:>8}  pressed\n", "number", "name", "expected",
                                  "got", "tries", "talked");
    std::string links;
    for (const DemoPerson& person : demo_people()) {
        DemoRecord last = last_record(person, result);
        int64_t tries = 0;
        double talked = 0;
        if (auto found = result.records.find(person.number); found != result.records.end()) {
            for (const DemoRecord& record : found->second) tries += record.attempts, talked += record.talk_seconds;
        }
        out += fmt::format("{:<3}{:<15}{:<17}{:<19}{:<19}{:>5}{:>8}  {}\n", mark(is_as_expected(person, result)),
                           person.number, person.name, person.expected + " " + person.intention,
                           last.outcome + " " + last.intention, tries,
                           talked > 0 ? fmt::format("{:.1f} s", talked) : "-", fmt::join(last.labels, ", "));
        for (const std::string& link : links_of(person, result))
            links += fmt::format("   {}  {}\n", person.number, link);
    }
    out += "\nrecordings (stereo: the person left, the robot right)\n" + links + "\nwebhooks received\n";
    for (const auto& [kind, count] : expected_webhooks(result)) {
        WebhookReceiver::Arrived got = arrived(result, kind);
        out += fmt::format("{:<3}{:<5}{:>4} of {}, {} of {} deliveries with both signatures good\n",
                           mark(is_as_expected(got, count)), kind, got.events, count, got.signed_well, got.deliveries);
    }
    return out;
}

std::string to_json(const DemoResult& result) {
    JsonWriter json;
    json.begin_object();
    json.field("good", count_wrong(result) == 0);
    json.key("people");
    json.begin_array();
    for (const DemoPerson& person : demo_people()) {
        DemoRecord last = last_record(person, result);
        json.begin_object();
        json.field("number", person.number);
        json.field("name", person.name);
        json.field("expected", person.expected);
        json.field("outcome", last.outcome);
        json.field("intention", last.intention);
        json.field("good", is_as_expected(person, result));
        json.key("recordings");
        json.begin_array();
        for (const std::string& link : links_of(person, result)) json.value(link);
        json.end_array();
        json.end_object();
    }
    json.end_array();
    json.key("webhooks");
    json.begin_object();
    for (const auto& [kind, count] : expected_webhooks(result)) {
        WebhookReceiver::Arrived got = arrived(result, kind);
        json.key(kind);
        json.begin_object();
        json.field("expected", count);
        json.field("events", got.events);
        json.field("deliveries", got.deliveries);
        json.field("signed_well", got.signed_well);
        json.end_object();
    }
    json.end_object();
    json.end_object();
    return json.take();
}

}  // namespace tiller::cli
