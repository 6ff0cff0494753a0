// A set-up as text: JSON, which is YAML too, for programs; YAML for people to read and to keep.
#include <algorithm>

#include "form/json.h"
#include "form/yaml.h"
#include "setup/forms.h"
#include "setup/setup_file.h"

namespace tiller::setup {
namespace {

/// Guards a plain "${" against being taken for a variable.
std::string guarded(std::string_view text) {
    std::string out;
    for (;;) {
        size_t at = text.find("${");
        if (at == std::string_view::npos) return out.append(text);
        out.append(text.substr(0, at)).append("$${");
        text.remove_prefix(at + 2);
    }
}

/// The same for all texts of a value; dialogues are left alone, as variables are not looked for in them.
void guard(form::Value& value) {
    if (auto* text = value.as<std::string>()) *text = guarded(*text);
    if (auto* list = value.as<form::Value::List>()) std::ranges::for_each(*list, guard);
    auto* map = value.as<form::Value::Map>();
    if (!map) return;
    for (form::Member& member : *map) {
        if (member.name != "definition") guard(member.value);
    }
}

form::Value to_value(const Setup& setup) {
    form::Value::List accounts;
    for (const AccountSetup& account : setup.accounts) accounts.push_back(account_setup_form().to_map(account));
    form::Value::Map parts{{"accounts", std::move(accounts)}};
    if (!setup.engines.empty()) {
        form::Value::List engines;
        for (const EngineSetup& engine : setup.engines) engines.push_back(engine_form().to_map(engine));
        parts.push_back({"engines", std::move(engines)});
    }
    form::Value value(std::move(parts));
    guard(value);
    return value;
}

}  // namespace

std::string to_setup_text(const Setup& setup) { return form::to_json(to_value(setup)); }

std::string to_setup_yaml(const Setup& setup) { return form::to_yaml(to_value(setup)); }

std::string export_text(const Setup& setup) {
    return "# Written by tiller export. Secrets are left out, which means: as they are. To set up another "
           "installation,\n"
           "# add app_secret, password, secret, key, token and result_secret where they are missing, e.g. as ${NAME} "
           "of the environment.\n" +
           to_setup_yaml(setup);
}

}  // namespace tiller::setup
