#pragma once
// A flex route: what a partner may push, and what becomes of it (docs/contract/partners.md, "Flex routes"). Pure
// values.
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/zone.h"
#include "campaign/attempt.h"
#include "campaign/strategy.h"

namespace tiller::leads {

/// "/details/job_title": RFC 6901. Empty: none.
using JsonPointer = std::string;

/// Fields that name something here, or say where a body names it: the pointer wins where the body has it.
struct Named {
    std::string name;
    JsonPointer from;
    bool operator==(const Named&) const = default;
};

struct Route {
    std::string schema = R"({"type":"object"})";  // JSON Schema (draft 4) of the body
    std::vector<JsonPointer> callee;  // the first that the body has: digits with or without +, or an integer
    std::vector<std::pair<std::string, JsonPointer>> variables;  // of the dialogue, by name
    std::vector<JsonPointer> spread;       // objects whose members all become variables of their own names
    std::vector<JsonPointer> recommended;  // absent ones are warnings
    Named robot, line;
    bool robot_is_group = false;
    std::string zone;                 // IANA; empty: the account's
    int32_t start = 0, end = 86'400;  // the daily window, seconds of the local day; an end before it: of the next day
    campaign::RepeatRule repeat{.on = campaign::kDefaultRepeatOn};

    bool is_all_day() const { return start == 0 && end == 86'400; }
};

/// The stored form, with the keys of the set-up file.
std::string to_json(const Route& route);
/// Error: `invalid` with the field for what is none.
Result<Route> route_from_json(std::string_view json);

/// What can be wrong with a route, "schema: …": an unreadable schema, a pointer that is none, no robot.
std::vector<std::string> faults(const Route& route);

/// A path name: letters, digits, - and _, at most 48.
bool is_route_name(std::string_view name);

/// The window in which a lead that comes `now` is called: the open one, else the next. A route that is open all day
/// has days that run into each other: a lead of the last minute may still be called, or wait for the callee's hours,
/// until the end of the next day.
campaign::Window window_of(const Route& route, const Zone& zone, Instant now);

/// A route that ships with the program, without robot and line; nothing for an unknown name.
std::optional<Route> preset(std::string_view name);
/// "lendswift-under-wirting, …": for messages.
std::string preset_names();

}  // namespace tiller::leads
