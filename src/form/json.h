#pragma once
// Values as JSON: documents of the management interface, set-up files that programs send, rows of the store.
#include <string>
#include <string_view>

#include "base/json/json.h"
#include "base/result.h"
#include "form/form.h"

namespace tiller::form {

void write(JsonWriter& json, const Value& value);
std::string to_json(const Value& value);
/// The document of a thing.
template <class T>
std::string to_json(const Form<T>& form, const T& thing) {
    return to_json(Value(form.to_map(thing)));
}
/// Error: `invalid` for what is no JSON.
Result<Value> parse_json(std::string_view json);

/// A thing as its row in the store holds it: by the fields' stored names, durations as milliseconds, words by their
/// codes. Secrets are not in it: they are sealed beside it.
Value::Map to_stored(const Fields& fields, const Value::Map& map);
/// The way back. What is absent, or is not as it was written, is left out.
Value::Map from_stored(const Fields& fields, const Value& stored);

template <class T>
std::string to_stored_json(const Form<T>& form, const T& thing) {
    return to_json(to_stored(form.fields(), form.to_map(thing)));
}
/// Error: `internal` for what is no JSON object; `what` names it: "a stored line".
template <class T>
Result<T> from_stored_json(const Form<T>& form, std::string_view json, std::string_view what) {
    auto value = parse_json(json);
    if (!value || !value->as<Value::Map>()) return internal_error(std::string(what) + " is not JSON");
    T thing;
    form.take(thing, from_stored(form.fields(), *value));
    return thing;
}

}  // namespace tiller::form
