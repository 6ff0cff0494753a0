// A forecast as tables for people, and as JSON for programs.
#include <fmt/format.h>

#include "base/json/json.h"
#include "simulate/forecast.h"

namespace tiller::simulate {
namespace {

constexpr int kBar = 30;  // characters

double share(int64_t part, int64_t whole) {
    return whole == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

std::string local(const std::string& zone, Instant t) { return Zone::find(zone)->format(t).substr(0, 16); }

std::string bar(int64_t value, int64_t most) {
    auto length = most == 0 ? 0 : static_cast<size_t>(value * kBar / most);
    return std::string(length, '#');
}

std::string words(const OutcomeCounts& counts) {
    std::string out;
    for (size_t i = 1; i < counts.size(); ++i) {
        if (counts[i] > 0) out += fmt::format("{}{} {}", out.empty() ? "" : ", ", kOutcomeNames[i], counts[i]);
    }
    return out;
}

void write_counts(JsonWriter& json, const OutcomeCounts& counts) {
    json.key("outcomes");
    json.begin_object();
    for (size_t i = 1; i < counts.size(); ++i) {
        if (counts[i] > 0) json.field(kOutcomeNames[i], counts[i]);
    }
    json.end_object();
}

void write_rules(JsonWriter& json, std::string_view name, const std::map<std::string, int64_t>& rules) {
    json.key(name);
    json.begin_object();
    for (auto& [rule, times] : rules) json.field(rule, times);
    json.end_object();
}

}  // namespace

std::string to_text(const Forecast& f) {
    std::string out = fmt::format("{} numbers, {} calls, {} reached ({:.1f} %)", f.numbers, f.calls, f.reached,
                                  share(f.reached, f.numbers));
    if (f.half)
        out += fmt::format("; half of them by {}, the last at {}", local(f.zone, *f.half), local(f.zone, *f.last));
    out += fmt::format("\nin the end: {}\ntimes are in {}\n", words(f.outcomes), f.zone);
    for (auto& [rule, times] : f.refused) out += fmt::format("refused by {}: {}\n", rule, times);
    for (auto& [rule, times] : f.put_off) out += fmt::format("put off by {}: {}\n", rule, times);
    out += "\n";
    out += fmt::format("{:<18} {:>5}  {:<16} to {:<5} {:>8} {:>8} {:>8} {:>8} {:>8}\n", "plan", "round", "window", "",
                       "numbers", "dialed", "calls", "reached", "expired");
    for (auto& r : f.rounds) {
        out += fmt::format("{:<18} {:>5}  {:<16} to {:<5} {:>8} {:>8} {:>8} {:>8} {:>8}\n", r.plan, r.round,
                           local(f.zone, r.start), local(f.zone, r.end).substr(11), r.numbers, r.dialed, r.calls,
                           r.reached, r.outcomes[static_cast<size_t>(Outcome::expired)]);
    }
    out += fmt::format("\n{:<16} {:>8} {:>8} {:>8} {:>7} {:>9}  {}\n", "hour", "calls", "reached", "so far", "%",
                       "channels", "reached so far");
    for (auto& h : f.hours) {
        out += fmt::format("{:<16} {:>8} {:>8} {:>8} {:>6.1f} {:>5.1f}/{:<3}  {}\n", local(f.zone, h.start), h.calls,
                           h.reached, h.reached_so_far, share(h.reached_so_far, f.numbers), h.channels, f.channels,
                           bar(h.reached_so_far, f.numbers));
    }
    return out;
}

std::string to_json(const Forecast& f) {
    JsonWriter json;
    Zone zone = *Zone::find(f.zone);
    json.begin_object();
    json.field("zone", f.zone);
    json.field("numbers", f.numbers);
    json.field("calls", f.calls);
    json.field("reached", f.reached);
    json.field("half_reached_at", f.half ? zone.format(*f.half) : std::string());
    json.field("last_reached_at", f.last ? zone.format(*f.last) : std::string());
    write_counts(json, f.outcomes);
    write_rules(json, "refused", f.refused);
    write_rules(json, "put_off", f.put_off);
    json.key("rounds");
    json.begin_array();
    for (auto& r : f.rounds) {
        json.begin_object();
        json.field("plan", r.plan);
        json.field("round", r.round);
        json.field("start", zone.format(r.start));
        json.field("end", zone.format(r.end));
        json.field("numbers", r.numbers);
        json.field("dialed", r.dialed);
        json.field("calls", r.calls);
        json.field("reached", r.reached);
        write_counts(json, r.outcomes);
        json.end_object();
    }
    json.end_array();
    json.key("hours");
    json.begin_array();
    for (auto& h : f.hours) {
        json.begin_object();
        json.field("start", zone.format(h.start));
        json.field("calls", h.calls);
        json.field("reached", h.reached);
        json.field("reached_so_far", h.reached_so_far);
        json.field("channels", h.channels);
        write_counts(json, h.outcomes);
        json.end_object();
    }
    json.end_array();
    json.end_object();
    return json.take();
}

}  // namespace tiller::simulate
