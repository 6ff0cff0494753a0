#include "guard/pack_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "document/fields.h"

namespace tiller::guard {
namespace {

using document::Faults;
using document::Field;
using document::Node;

constexpr size_t kLongestText = 300, kLongestPhrase = 100;
constexpr std::array<std::string_view, 7> kDays = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

class PackReader {
  public:
    explicit PackReader(Faults& faults) : faults_(faults) {}

    std::vector<Rule> read(const Node& root) {
        std::vector<Rule> rules;
        if (!check_fields(root, "a pack", {"pack", "country", "calendars", "rules"}, faults_)) return rules;
        if (const Node* country = root.find("country")) country_ = read_country(*country);
        if (const Node* calendars = root.find("calendars")) read_calendars(*calendars);
        const Node* list = root.find("rules");
        if (!list || !list->is_list()) {
            faults_.add(root.at, "a pack needs \"rules\", a list");
            return rules;
        }
        for (const Node& node : list->items) rules.push_back(read_rule(node));
        return rules;
    }

  private:
    std::string read_country(const Node& node) {
        auto is_capital = [](char c) { return c >= 'A' && c <= 'Z'; };
        bool good = node.text.size() == 2 && is_capital(node.text[0]) && is_capital(node.text[1]);
        if (!good) faults_.add(node.at, "country must be two capital letters of ISO 3166, such as ID");
        return node.text;
    }

    std::optional<Date> read_date(const Node& node, std::string_view key) {
        auto date = parse_date(node.text);
        if (!date) faults_.add(node.at, fmt::format("{} must be a date such as 2026-08-17", key));
        return date;
    }

    void read_calendars(const Node& node) {
        for (const Field& field : node.fields) {
            Calendar calendar;
            if (!check_fields(field.value, "a calendar", {"source", "until", "days"}, faults_)) continue;
            if (const Node* until = field.value.find("until")) {
                calendar.until = read_date(*until, "until").value_or(Date{}).days;
            } else {
                faults_.add(field.at, "a calendar needs \"until\", the last day that it knows about");
            }
            if (const Node* days = field.value.find("days")) {
                for (const Node& day : days->items) {
                    if (auto date = read_date(day, "a day")) calendar.days.push_back(date->days);
                }
            }
            std::sort(calendar.days.begin(), calendar.days.end());
            calendars_[field.key] = std::move(calendar);
        }
    }

    Rule read_rule(const Node& node) {
        Rule rule{.country = country_};
        if (!check_fields(node, "a rule",
                          {"id", "version", "title", "services", "prefixes", "source", "enabled", "do_not_call",
                           "hours", "cap", "cool_down", "consent", "opening"},
                          faults_)) {
            return rule;
        }
        rule.id = read_needed(node, "id");
        rule.title = read_needed(node, "title");
        const Node* version = node.find("version");
        if (!version) faults_.add(node.at, "a rule needs \"version\"");
        if (version) rule.version = read_integer(*version, "version", 1, 1'000'000, faults_).value_or(0);
        if (const Node* enabled = node.find("enabled")) {
            rule.enabled = read_bool(*enabled, "enabled", faults_).value_or(true);
        }
        if (const Node* services = node.find("services")) rule.services = read_services(*services);
        if (const Node* prefixes = node.find("prefixes")) rule.prefixes = read_prefixes(*prefixes);
        read_source(node, rule.source);
        read_body(node, rule);
        return rule;
    }

    std::string read_needed(const Node& node, std::string_view key) {
        const Node* value = node.find(key);
        if (!value) faults_.add(node.at, fmt::format("a rule needs \"{}\"", key));
        return value ? read_text(*value, key, kLongestText, faults_).value_or("") : "";
    }

    uint32_t read_services(const Node& node) {
        uint32_t set = 0;
        for (const Node& item : node.items) {
            auto service = parse_service(item.text);
            if (!service) faults_.add(item.at, "a service is collection, telemarketing or infocheck");
            if (service) set |= 1u << static_cast<unsigned>(*service);
        }
        if (set == 0) faults_.add(node.at, "services must be a list such as [collection]");
        return set;
    }

    std::vector<std::string> read_prefixes(const Node& node) {
        std::vector<std::string> prefixes;
        for (const Node& item : node.items) {
            std::string_view digits = std::string_view(item.text).substr(item.text.empty() ? 0 : 1);
            bool good = item.text.starts_with('+') && !digits.empty() && item.text.size() <= kPrefixLength &&
                        std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
            if (!good) faults_.add(item.at, "a prefix is a plus and at most 7 digits, such as \"+1305\"");
            prefixes.push_back(item.text);
        }
        if (prefixes.empty()) faults_.add(node.at, "prefixes must be a list such as [\"+1305\"]");
        return prefixes;
    }

    void read_source(const Node& node, Source& source) {
        const Node* found = node.find("source");
        if (!found) return faults_.add(node.at, "a rule needs \"source\": where it comes from");
        if (!check_fields(*found, "a source", {"law", "section", "url", "date"}, faults_)) return;
        auto text = [&](std::string_view key) {
            const Node* value = found->find(key);
            return value ? read_text(*value, key, kLongestText, faults_).value_or("") : std::string();
        };
        source = {text("law"), text("section"), text("url"), text("date")};
        if (source.law.empty()) faults_.add(found->at, "a source needs \"law\"");
        const Node* date = found->find("date");
        if (!date) return faults_.add(found->at, "a source needs \"date\": since when it holds");
        (void)read_date(*date, "date");
    }

    void read_body(const Node& node, Rule& rule) {
        int bodies = 0;
        auto body = [&](std::string_view key) {
            const Node* found = node.find(key);
            bodies += found != nullptr;
            return found;
        };
        if (body("do_not_call")) rule.body = DoNotCall{};
        if (body("consent")) rule.body = Consent{};
        if (const Node* hours = body("hours")) rule.body = read_hours(*hours);
        if (const Node* cap = body("cap")) rule.body = read_cap(*cap);
        if (const Node* cool_down = body("cool_down")) rule.body = read_cool_down(*cool_down);
        if (const Node* opening = body("opening")) rule.body = read_opening(*opening);
        if (bodies == 1) return;
        faults_.add(node.at, "a rule has one of do_not_call, hours, cap, cool_down, consent, opening");
    }

    /// "daily", "mon-sat", "sun": the first and the last of kDays.
    static std::optional<std::pair<size_t, size_t>> parse_days(std::string_view key) {
        if (key == "daily") return std::pair<size_t, size_t>{0, 6};
        auto day = [](std::string_view name) {
            return static_cast<size_t>(std::find(kDays.begin(), kDays.end(), name) - kDays.begin());
        };
        size_t dash = key.find('-');
        size_t first = day(key.substr(0, dash));
        size_t last = dash == std::string_view::npos ? first : day(key.substr(dash + 1));
        if (first >= kDays.size() || last >= kDays.size() || first > last) return std::nullopt;
        return std::pair{first, last};
    }

    Hours read_hours(const Node& node) {
        Hours hours;
        if (!node.is_map()) faults_.add(node.at, "hours must be a map such as {mon-sat: \"08:00-20:00\"}");
        for (const Field& field : node.fields) {
            if (field.key == "fallback") {
                hours.fallback = read_bool(field.value, "fallback", faults_).value_or(false);
            } else if (field.key == "zones") {
                hours.zones = read_zones(field.value);
            } else if (field.key == "holidays") {
                auto found = calendars_.find(field.value.text);
                if (found == calendars_.end()) {
                    faults_.add(field.value.at, "holidays must name one of the pack's calendars");
                } else {
                    hours.holidays = found->second;
                }
            } else if (auto days = parse_days(field.key)) {
                auto day = read_day(field.value);
                for (size_t i = days->first; i <= days->second; ++i) hours.days[i] = day;
            } else {
                faults_.add(field.at, "hours are given for daily, mon, …, sun, or days such as mon-sat");
            }
        }
        return hours;
    }

    std::vector<Zone> read_zones(const Node& node) {
        std::vector<Zone> zones;
        for (const Node& item : node.items) {
            auto zone = Zone::find(item.text);
            if (!zone) faults_.add(item.at, zone.error().message);
            if (zone) zones.push_back(std::move(*zone));
        }
        if (node.items.empty()) faults_.add(node.at, "zones must be a list such as [Asia/Jakarta]");
        return zones;
    }

    DayHours read_day(const Node& node) {
        if (node.text == "closed") return {};
        size_t dash = node.text.find('-');
        auto start = parse_time_of_day(std::string_view(node.text).substr(0, dash));
        auto end =
            dash == std::string::npos ? std::nullopt : parse_time_of_day(std::string_view(node.text).substr(dash + 1));
        if (start && end && *start < *end) return {*start, *end};
        faults_.add(node.at, "hours of a day are \"08:00-20:00\" or closed");
        return {};
    }

    CountBy read_by(const Node& node) {
        const Node* by = node.find("by");
        bool known = by && (by->text == "number" || by->text == "debt");
        if (!known) faults_.add(by ? by->at : node.at, "\"by\" must be number or debt");
        return by && by->text == "debt" ? CountBy::debt : CountBy::number;
    }

    Cap read_cap(const Node& node) {
        Cap cap;
        if (!check_fields(node, "a cap", {"by", "most", "days", "hours", "unconnected"}, faults_)) return cap;
        cap.by = read_by(node);
        if (const Node* most = node.find("most")) cap.most = read_integer(*most, "most", 1, 1000, faults_).value_or(1);
        if (const Node* days = node.find("days")) cap.days = read_days(*days);
        if (const Node* hours = node.find("hours")) {
            cap.hours = std::chrono::hours(read_integer(*hours, "hours", 1, 24 * kMostDays, faults_).value_or(1));
        }
        if (const Node* unconnected = node.find("unconnected")) {
            cap.counts_unconnected = unconnected->text != "skip";
            bool known = unconnected->text == "skip" || unconnected->text == "count";
            if (!known) faults_.add(unconnected->at, "unconnected must be count or skip");
        }
        if (cap.most == 0) faults_.add(node.at, "a cap needs \"most\"");
        if ((cap.days == 0) == (cap.hours == Millis(0))) faults_.add(node.at, "a cap needs \"days\" or \"hours\"");
        return cap;
    }

    int32_t read_days(const Node& node) {
        return static_cast<int32_t>(read_integer(node, "days", 1, kMostDays, faults_).value_or(1));
    }

    CoolDown read_cool_down(const Node& node) {
        CoolDown cool_down;
        if (!check_fields(node, "a cool_down", {"by", "days"}, faults_)) return cool_down;
        cool_down.by = read_by(node);
        if (const Node* days = node.find("days")) cool_down.days = read_days(*days);
        if (cool_down.days == 0) faults_.add(node.at, "a cool_down needs \"days\"");
        return cool_down;
    }

    Opening read_opening(const Node& node) {
        Opening opening;
        if (!check_fields(node, "an opening", {"what", "any_of", "otherwise"}, faults_)) return opening;
        if (const Node* what = node.find("what")) {
            opening.what = read_text(*what, "what", kLongestText, faults_).value_or("");
        }
        if (const Node* otherwise = node.find("otherwise")) {
            opening.blocks = otherwise->text == "block";
            bool known = opening.blocks || otherwise->text == "warn";
            if (!known) faults_.add(otherwise->at, "otherwise must be warn or block");
        }
        const Node* any_of = node.find("any_of");
        if (!any_of || any_of->fields.empty()) {
            faults_.add(node.at, "an opening needs \"any_of\", a map such as {en: [automated, robot]}");
            return opening;
        }
        for (const Field& field : any_of->fields) {
            std::vector<std::string> phrases;
            for (const Node& item : field.value.items) {
                auto phrase = read_text(item, "a phrase", kLongestPhrase, faults_);
                if (phrase && !phrase->empty()) phrases.push_back(*phrase);
            }
            if (phrases.empty()) faults_.add(field.at, "a language needs a list of phrases");
            opening.any_of.emplace_back(field.key, std::move(phrases));
        }
        return opening;
    }

    static constexpr int64_t kMostDays = 30;  // as long as contacts are kept: guard/history.h

    Faults& faults_;
    std::string country_;
    std::map<std::string, Calendar> calendars_;
};

}  // namespace

std::vector<Rule> read_pack(const Node& root, Faults& faults) { return PackReader(faults).read(root); }

}  // namespace tiller::guard
