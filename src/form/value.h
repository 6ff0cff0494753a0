#pragma once
// A value as it stands in a document: what a set-up file, the management interface and a stored row have in common.
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tiller::form {

struct Member;

/// Nothing, a truth, a number, a text, a list, or a map whose members keep their order.
struct Value {
    using List = std::vector<Value>;
    using Map = std::vector<Member>;

    // Implicit by intent: a document is written as one expression.
    Value();
    Value(std::same_as<bool> auto truth);    // NOLINT
    Value(std::floating_point auto number);  // NOLINT
    template <std::integral N>
        requires(!std::same_as<N, bool>)
    Value(N number);               // NOLINT
    Value(std::string_view text);  // NOLINT
    Value(std::string text);       // NOLINT
    Value(const char* text);       // NOLINT
    Value(List list);              // NOLINT
    Value(Map map);                // NOLINT

    template <class T>
    const T* as() const {
        return std::get_if<T>(&is);
    }
    template <class T>
    T* as() {
        return std::get_if<T>(&is);
    }
    bool is_nothing() const { return is.index() == 0; }
    /// Nothing, or a text, a list or a map with nothing in it.
    bool is_empty() const;
    /// A member of a map; nullptr where there is none.
    const Value* find(std::string_view name) const;
    bool operator==(const Value& other) const;

    std::variant<std::monostate, bool, int64_t, double, std::string, List, Map> is;
};

struct Member {
    std::string name;
    Value value;
    bool operator==(const Member&) const = default;
};

Value::Value(std::same_as<bool> auto truth) : is(truth) {}
Value::Value(std::floating_point auto number) : is(static_cast<double>(number)) {}
template <std::integral N>
    requires(!std::same_as<N, bool>)
Value::Value(N number) : is(static_cast<int64_t>(number)) {}

/// A number without an exponent and without needless digits: "10", "0.05".
std::string to_text(double number);

}  // namespace tiller::form
