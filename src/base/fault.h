#pragma once
// What is wrong with something that came from outside: one type, whoever finds it. Result<T> (result.h) is for one
// failure of an operation; faults are for those who wrote what is read, and are gathered.
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tiller {

/// Where something stands in a text. What is not known is empty or 0.
struct TextPlace {
    std::string file{};        // as its user named it
    int line = 0, column = 0;  // from 1; columns count characters
    size_t offset = 0;         // byte; of readers of a piece who do not know the text around it

    /// The same in a file of this name.
    TextPlace in(std::string name) const { return {std::move(name), line, column, offset}; }
    auto operator<=>(const TextPlace&) const = default;
};

struct Fault {
    int code = 0;         // docs/contract/errors.md, where it has one
    std::string message;  // begins with the field: `PlanName "x": no such plan`; never holds a secret
    TextPlace place{};
};

/// The field that the message begins with: `max_channels must be …`, `rounds[1].start 3: …`, `"name" is given twice`.
std::string_view field_of(const Fault& fault);
/// "line 3, column 7: Missing a comma", for a text without a name.
std::string with_place(const Fault& fault);
/// "robots/reminder.yaml:12:5: state \"thanks\" cannot be reached", one a line. `file` is for those whose place names
/// none.
std::string to_text(const std::vector<Fault>& faults, std::string_view file = "");

}  // namespace tiller
