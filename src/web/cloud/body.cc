#include "web/cloud/body.h"

#include <fmt/format.h>

#include <cmath>

#include "base/json/json_fault.h"
#include "base/json/wide_integers.h"
#include "base/text.h"

namespace tiller::cloud {
namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;

constexpr size_t kKeptBody = 1u << 20;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

simdjson::dom::parser& parser_of_thread() {
    thread_local simdjson::dom::parser parser;
    return parser;
}

Fault not_json(std::string_view body, simdjson::error_code error) {
    auto fault = find_json_fault(body, WideIntegers::good);
    if (!fault) return {wire_code::not_valid, fmt::format("the body is not JSON: {}", simdjson::error_message(error))};
    return {wire_code::not_valid, "the body is not JSON: " + with_place(*fault)};
}

std::string show(element value) {
    if (value.is_array()) return "a list";
    if (value.is_object()) return "an object";
    std::string_view text;
    return value.get(text) ? simdjson::to_string(value) : std::string(text);
}

}  // namespace

std::string_view json_of(std::string_view body) {
    return body.starts_with(kByteOrderMark) ? body.substr(kByteOrderMark.size()) : body;
}

bool is_form(const http::Request& request) {
    return lower(request.header("content-type")).starts_with("application/x-www-form-urlencoded") &&
           !trim(json_of(request.body)).starts_with('{');
}

std::optional<Fault> fault_of_parts(const http::Request& request) {
    std::string_view type = request.header("content-type");
    if (!lower(type).starts_with("multipart/") || trim(json_of(request.body)).starts_with('{')) return std::nullopt;
    return wrong(wire_code::content_wrong, "Content-Type", type.substr(0, type.find(';')),
                 "send JSON or application/x-www-form-urlencoded");
}

void forget_big_body() {
    simdjson::dom::parser& parser = parser_of_thread();
    if (parser.capacity() > kKeptBody) parser = simdjson::dom::parser();
}

Checked<simdjson::dom::object> parse_body(const std::string& body) {
    simdjson::dom::parser& parser = parser_of_thread();
    element root;
    std::string_view json = json_of(body);
    bool is_marked = json.size() != body.size();
    auto error = (is_marked ? parser.parse(json.data(), json.size()) : parser.parse(body)).get(root);
    if (error) {
        auto widened = with_wide_integers_as_reals(json);
        if (!widened) return not_json(json, error);
        error = parser.parse(*widened).get(root);
        if (error) return not_json(json, error);
    }
    simdjson::dom::object object;
    if (root.get(object)) return wrong(wire_code::parameter_wrong, "body", show(root), "must be a JSON object");
    return object;
}

std::optional<element> Fields::find(std::string_view name) const {
    element value;
    if (body_.at_key(name).get(value) || value.is_null()) return std::nullopt;
    return value;
}

void Fields::fail(int code, std::string_view name, element value, std::string_view rule) {
    fail(wrong(code, name, show(value), rule));
}

std::string Fields::text(std::string_view name, const TextRule& rule) {
    auto value = find(name);
    std::string_view text;
    if (value && value->get(text)) {
        fail(rule.wrong_type, name, *value, "must be a string");
        return {};
    }
    text = trim(text);
    if (text.empty()) {
        if (rule.missing) fail(missing(rule.missing, name));
    } else if (!is_printable_utf8(text)) {
        fail(wrong(wire_code::parameter_wrong, name, text, "must have no control characters"));
    } else if (utf8_length(text) > rule.max_characters) {
        fail(wrong(rule.too_long, name, text,
                   fmt::format("must have at most {} characters, has {}", rule.max_characters, utf8_length(text))));
    }
    return std::string(text);
}

int64_t Fields::integer(std::string_view name, const IntegerRule& rule) {
    auto value = find(name);
    int64_t number = 0;
    double real = 0;
    if (!value) {
        if (rule.missing) fail(missing(rule.missing, name));
    } else if (value->get(number)) {
        bool is_whole =
            value->is_double() && !value->get(real) && std::nearbyint(real) == real && std::abs(real) < 1e15;
        if (!is_whole) fail(rule.wrong_type, name, *value, "must be a whole number");
        number = is_whole ? static_cast<int64_t>(real) : 0;
    }
    return number;
}

bool Fields::truth(std::string_view name) {
    auto value = find(name);
    bool truth = false;
    if (value && value->get(truth)) fail(wire_code::parameter_wrong, name, *value, "must be true or false");
    return truth;
}

}  // namespace tiller::cloud
