#pragma once
// Structured logs: one JSON object a line on standard error, `log::info("call answered", {{"task", id}, …})`.
// Rule: no secret, no token, no whole phone number (base/text.h mask_number) ever goes in.
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace tiller::log {

enum class Level { debug, info, warn, error, off };

/// A field of a log line: text, whole number or truth value.
struct Field {
    enum class Type { text, number, boolean };
    Field(std::string_view k, std::string_view v) : key(k), text(v) {}
    Field(std::string_view k, const char* v) : key(k), text(v) {}
    Field(std::string_view k, const std::string& v) : key(k), text(v) {}
    template <class N>
        requires std::is_integral_v<N>
    Field(std::string_view k, N v)
        : key(k), number(static_cast<int64_t>(v)), type(std::is_same_v<N, bool> ? Type::boolean : Type::number) {}

    std::string_view key;
    std::string_view text;
    int64_t number = 0;
    Type type = Type::text;
};
using Fields = std::initializer_list<Field>;

void set_level(Level level);
Level parse_level(std::string_view name);

void debug(std::string_view message, Fields fields = {});
void info(std::string_view message, Fields fields = {});
void warn(std::string_view message, Fields fields = {});
void error(std::string_view message, Fields fields = {});

}  // namespace tiller::log
