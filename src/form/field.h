#pragma once
// What is true of a field, said once: how it is read, checked, described and told follows from it (docs/add-a-field.md).
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "document/yaml_tree.h"
#include "form/value.h"

namespace tiller::form {

enum class Type : uint8_t {
    text,         // trimmed
    name,         // as text; not empty, and no "." or ".."
    secret,       // to the letter; no message and no comparison shows it
    block,        // several lines, to the letter
    flag,         // on or off
    integer,      // a whole number
    number,       // 0.5
    duration,     // 500ms, 5s, 2m
    time_of_day,  // 09:00, 09:00:30, 24:00
    choice,       // one of some words
    instant,      // told only: RFC 3339, or nothing
    list,         // of `item`s
    map,          // keys of which each has an `item`
    object,       // `inner` fields
    custom,       // `read` says
};

/// What a check has against a text: it is put behind the field and its value, "server \"a b\"" + ": no host". `hides`:
/// the value is not shown.
struct Wrong {
    std::string rule;
    bool hides = false;
};
/// May tidy the text up.
using Check = std::function<std::optional<Wrong>(std::string& text)>;

/// The value of a custom field; nothing, with a fault, if it is wrong.
using Read = std::function<std::optional<Value>(const document::Node&, const std::string& path, document::Faults&)>;

struct Field;
using Fields = std::vector<Field>;

/// Bounds are told in every message, schema, help and table; whoever needs one elsewhere takes it from here.
struct Field {
    bool required = false;
    bool made = false;       // required in a file; the management interface makes one where it is left out
    bool read_only = false;  // told, never set
    bool file_only = false;  // of set-up files, not of the management interface
    bool quiet = false;      // not written while it is empty
    bool or_one = false;     // of a list: a single text is a list of one
    bool no_doubles = false;
    double least = std::numeric_limits<double>::lowest(), most = std::numeric_limits<double>::max();  // milliseconds
    size_t fewest = 0, longest = 0;  // characters of a text, items of a list; 0: as many as the whole may have
    Check check{};
    std::string_view pattern{}, example{};  // for the schema
    std::string_view noun{};                // what an item is, or a word of many: "line", "an outcome"
    std::string_view stored{};              // its name in stored rows, where that is another one
    std::string_view fallback_told{};       // the default in words, where it is no value: "the account's"
    std::string_view about{};               // for people, with what goes without saying left out

    // The form fills in the rest.
    std::string_view name{};
    Type type = Type::text;
    Value fallback{};                       // what holds where it is left out
    std::vector<std::string_view> words{};  // of a choice
    std::vector<int64_t> codes{};           // by which words are stored, if they are not themselves
    std::shared_ptr<const Field> item{};    // of a list or map
    std::shared_ptr<const Fields> inner{};  // of an object
    std::string_view unique_by{};           // of a list of objects: the field that tells them apart
    Read read{};                            // of a custom one

    bool is_secret() const { return type == Type::secret || (item && item->type == Type::secret); }
    /// Nothing holds where it is left out.
    bool is_needed() const { return required || (fewest > 0 && type == Type::list && fallback.is_empty()); }
};

const Field* find(const Fields& fields, std::string_view name);

/// "A", "A or B", "A, B or C".
std::string told_words(const std::vector<std::string_view>& words);

}  // namespace tiller::form
