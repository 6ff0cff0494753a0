#pragma once
// Documents that people wrote, read by their form. Each fault stands at its field's own place and names field, value
// and rule; a field that is wrong is left out of what is read.
#include <optional>
#include <string>

#include "document/yaml_tree.h"
#include "form/declare.h"
#include "form/field.h"
#include "form/form.h"

namespace tiller::form {

/// The fields of the map `node` at `path` ("accounts[0].lines[1]"; empty: the whole document). Missing ones, ones that
/// there are not and wrong ones are faults.
Value::Map read(const Fields& fields, const document::Node& node, const std::string& path, document::Faults& faults,
                Reading reading = Reading::file);

/// One value, which stands at `path`.
std::optional<Value> read(const Field& field, const document::Node& node, const std::string& path,
                          document::Faults& faults, Reading reading = Reading::file);

/// A fault unless `node` is a map; and one for each key that is none of `known`.
void check_keys(const document::Node& node, const std::string& path, const std::vector<std::string_view>& known,
                document::Faults& faults);

/// What the reader would say of `map`, had somebody written it.
std::vector<std::string> faults_of(const Fields& fields, const Value::Map& map);
template <class T>
std::vector<std::string> faults_of(const Form<T>& form, const T& thing) {
    return faults_of(form.fields(), form.to_map(thing));
}

/// "accounts[0].lines[1].server".
std::string path_of(const std::string& path, std::string_view name);

}  // namespace tiller::form
