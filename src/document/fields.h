#pragma once
// Readers for single values of the file. Each returns nothing, with a fault that names the key, the value and what it
// wants.
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "document/yaml_tree.h"

namespace tiller::document {

/// What stands there, to be put behind its key in a message: ` "abc"`, cut; of a list or a map its kind. Empty for
/// nothing, and for what may be a secret.
std::string told(const Node& node);

/// True if `node` is a map of which every key is in `known`; unknown keys are faults, the known ones stay readable.
/// `what` names the thing in messages: "a state".
bool check_fields(const Node& node, std::string_view what, std::initializer_list<std::string_view> known,
                  Faults& faults);

std::optional<std::string> read_text(const Node& node, std::string_view key, size_t most_characters, Faults& faults);
std::optional<bool> read_bool(const Node& node, std::string_view key, Faults& faults);
std::optional<int64_t> read_integer(const Node& node, std::string_view key, int64_t least, int64_t most,
                                    Faults& faults);
/// "500ms", "5s", "10m".
std::optional<Millis> read_duration(const Node& node, std::string_view key, Millis least, Millis most, Faults& faults);
std::optional<Millis> parse_duration(std::string_view text);
std::string to_text(Millis duration);

struct Range {
    int64_t from, to;
};
/// "3" or "1..14".
std::optional<Range> read_range(const Node& node, std::string_view key, int64_t least, int64_t most, Faults& faults);

}  // namespace tiller::document
