#pragma once
// A schema as rapidjson holds it, its patterns judged by RE2: in time that grows with the text and not faster, whatever
// the pattern is. rapidjson's own engine follows every way through a pattern, and for some without end.
//
// rapidjson takes its engine by the encoding of the schema's values, so that an encoding of our own brings ours.

#include <re2/re2.h>

#include <string>

#include "base/json/rapid_json.h"

namespace tiller::leads {

/// UTF-8. The type says that patterns are RE2's.
struct SchemaText : rapidjson::UTF8<> {};

/// A pattern of a schema: searched for, as JSON Schema says (draft 4, 5.2.3). Thread-safe.
class Pattern {
  public:
    explicit Pattern(const std::string& text) : regex_(text, options()) {}
    bool is_valid() const { return regex_.ok(); }
    /// Why it is not valid.
    const std::string& fault() const { return regex_.error(); }
    bool is_found_in(const char* text) const { return RE2::PartialMatch(text, regex_); }

  private:
    static RE2::Options options() {
        constexpr int64_t kMostMemory = 256 << 10;  // a pattern that needs more is refused
        RE2::Options options;
        options.set_max_mem(kMostMemory);
        options.set_log_errors(false);
        return options;
    }

    const RE2 regex_;
};

}  // namespace tiller::leads

namespace rapidjson::internal {

template <>
class GenericRegex<tiller::leads::SchemaText, CrtAllocator> {
  public:
    explicit GenericRegex(const char* text) : pattern_(text) {}
    bool IsValid() const { return pattern_.is_valid(); }
    bool Search(const char* text) const { return pattern_.is_found_in(text); }

  private:
    const tiller::leads::Pattern pattern_;
};

}  // namespace rapidjson::internal

namespace tiller::leads {

using SchemaJson = rapidjson::GenericDocument<SchemaText>;
using SchemaValue = SchemaJson::ValueType;
using Schema = rapidjson::GenericSchemaDocument<SchemaValue>;
using SchemaValidator = rapidjson::GenericSchemaValidator<Schema>;

}  // namespace tiller::leads
