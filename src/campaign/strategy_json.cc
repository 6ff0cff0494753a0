// The stored and told form of a strategy (docs/contract/voice.md, "Plans").
#include <fmt/format.h>
#include <simdjson.h>

#include "base/json/json.h"
#include "campaign/strategy.h"

namespace tiller::campaign {
namespace {

using simdjson::dom::element;

void write_outcomes(JsonWriter& json, std::string_view name, OutcomeSet outcomes) {
    json.key(name);
    json.begin_array();
    for (size_t i = 1; i < kOutcomeNames.size(); ++i) {
        if (contains(outcomes, static_cast<Outcome>(i))) json.value(kOutcomeNames[i]);
    }
    json.end_array();
}

void write_round(JsonWriter& json, const Round& round) {
    json.begin_object();
    json.field("Robot", round.robot);
    json.field("RobotMethod", round.robot_is_group ? "group" : "single");
    json.field("DayOffset", round.day_offset);
    json.field("StartTime", format_time_of_day(round.start));
    json.field("EndTime", format_time_of_day(round.end));
    json.field("RepeatInterval", round.repeat_interval);
    json.field("RepeatNum", round.repeat_num);
    write_outcomes(json, "RepeatOn", round.repeat_on);
    if (!round.include.is_default) {
        json.key("Include");
        json.begin_object();
        write_outcomes(json, "Outcomes", round.include.outcomes);
        json.key("Intentions");
        json.begin_array();
        for (const std::string& intention : round.include.intentions) json.value(intention);
        json.end_array();
        json.end_object();
    }
    json.end_object();
}

/// Reads the fields of one object. The first thing that is wrong is kept, and reading goes on with defaults.
class Reader {
  public:
    Reader(simdjson::dom::object object, std::string path, std::optional<Error>& error)
        : object_(object), path_(std::move(path)), error_(error) {}

    /// The field's value; nothing if it is absent or null.
    std::optional<element> find(std::string_view name) const {
        element value;
        if (object_.at_key(name).get(value) || value.is_null()) return std::nullopt;
        return value;
    }

    std::string text(std::string_view name, bool required) {
        auto value = find(name);
        std::string_view text;
        if (!value) {
            if (required) fail(name, "is missing");
        } else if (value->get(text)) {
            fail(name, "must be a string");
        }
        return std::string(text);
    }

    int integer(std::string_view name) {
        auto value = find(name);
        int64_t number = 0;
        if (value && (value->get(number) || number < INT32_MIN || number > INT32_MAX))
            fail(name, "must be a whole number");
        return static_cast<int>(number);
    }

    int32_t time_of_day(std::string_view name) {
        std::string written = text(name, true);
        auto seconds = parse_time_of_day(written);
        if (!seconds) fail(name, fmt::format("\"{}\" must be a time of day such as 09:00", written));
        return seconds.value_or(0);
    }

    /// Calls `take` with each string of a list; an absent list has none.
    template <class Take>
    void strings(std::string_view name, Take take) {
        auto value = find(name);
        if (!value) return;
        simdjson::dom::array list;
        if (value->get(list)) return fail(name, "must be a list of strings");
        for (element item : list) {
            std::string_view text;
            if (item.get(text)) return fail(name, "must be a list of strings");
            take(text);
        }
    }

    OutcomeSet outcomes(std::string_view name, OutcomeSet unless_given) {
        if (!find(name)) return unless_given;
        OutcomeSet set = 0;
        strings(name, [&](std::string_view word) {
            auto outcome = parse_outcome(word);
            if (!outcome) return fail(name, fmt::format("\"{}\" is not an outcome", word));
            set |= bit(*outcome);
        });
        return set;
    }

    void fail(std::string_view name, std::string_view rule) {
        if (!error_) error_ = invalid(fmt::format("{}{}: {}", path_, name, rule));
    }

    const std::string& path() const { return path_; }

  private:
    simdjson::dom::object object_;
    std::string path_;
    std::optional<Error>& error_;
};

Include read_include(Reader& round, std::optional<Error>& error) {
    Include include;
    auto value = round.find("Include");
    if (!value) return include;
    simdjson::dom::object object;
    if (value->get(object)) return round.fail("Include", "must be an object"), include;
    Reader reader(object, round.path() + "Include.", error);
    include.is_default = !reader.find("Outcomes") && !reader.find("Intentions");
    include.outcomes = reader.outcomes("Outcomes", 0);
    reader.strings("Intentions", [&](std::string_view letter) { include.intentions.emplace_back(letter); });
    return include;
}

Round read_round(simdjson::dom::object object, size_t index, std::optional<Error>& error) {
    Reader reader(object, fmt::format("Rounds[{}].", index), error);
    Round round;
    round.robot = reader.text("Robot", true);
    std::string method = reader.text("RobotMethod", false);
    if (!method.empty() && method != "single" && method != "group")
        reader.fail("RobotMethod", "must be single or group");
    round.robot_is_group = method == "group";
    round.day_offset = reader.integer("DayOffset");
    round.start = reader.time_of_day("StartTime");
    round.end = reader.time_of_day("EndTime");
    round.repeat_interval = reader.integer("RepeatInterval");
    round.repeat_num = reader.integer("RepeatNum");
    round.repeat_on = reader.outcomes("RepeatOn", kDefaultRepeatOn);
    round.include = read_include(reader, error);
    return round;
}

}  // namespace

std::string to_json(const Strategy& strategy) {
    JsonWriter json;
    json.begin_object();
    json.field("Name", strategy.name);
    json.key("Rounds");
    json.begin_array();
    for (const Round& round : strategy.rounds) write_round(json, round);
    json.end_array();
    json.end_object();
    return json.take();
}

Result<Strategy> strategy_from_json(std::string_view json) {
    simdjson::dom::parser parser;
    simdjson::dom::object object;
    if (auto wrong = parser.parse(json.data(), json.size()).get(object)) {
        return invalid(fmt::format("a strategy must be a JSON object: {}", simdjson::error_message(wrong)));
    }
    std::optional<Error> error;
    Reader reader(object, "", error);
    Strategy strategy;
    strategy.name = reader.text("Name", true);
    auto rounds = reader.find("Rounds");
    simdjson::dom::array list;
    if (!rounds) {
        reader.fail("Rounds", "is missing");
    } else if (rounds->get(list)) {
        reader.fail("Rounds", "must be a list of objects");
    } else {
        for (element item : list) {
            simdjson::dom::object round;
            if (item.get(round)) {
                reader.fail("Rounds", "must be a list of objects");
                break;
            }
            strategy.rounds.push_back(read_round(round, strategy.rounds.size(), error));
        }
    }
    if (error) return *error;
    return strategy;
}

}  // namespace tiller::campaign
