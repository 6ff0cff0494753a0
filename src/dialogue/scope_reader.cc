#include "dialogue/scope_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "dialogue/shipment_words.h"
#include "document/fields.h"

namespace tiller::dialogue {
namespace {

constexpr size_t kMostStates = 500, kMostVariables = 200, kMostSlots = 200;

bool is_state_name(std::string_view name) {
    std::string plain(name);
    std::replace(plain.begin(), plain.end(), '-', '_');
    return is_name(plain) && name[0] != '-';
}

/// A currency as it stands in a row: RP, USD, RMB.
bool is_currency(std::string_view text) {
    return text.size() >= 2 && text.size() <= 4 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

class ScopeReader {
  public:
    explicit ScopeReader(document::Faults& faults) : faults_(faults) { scope_.variables = builtin_variables(); }

    Scope read(const document::Node& root) {
        if (const document::Node* variables = root.find("variables")) read_variables(*variables);
        const document::Node* states = root.find("states");
        if (states && states->is_map()) {
            for (const document::Field& field : states->fields) add_state(field);
            for (const document::Field& field : states->fields) find_slots(field.value);
        }
        for (std::string_view key : {"no_input", "wrong_input", "not_understood", "globals"}) {
            if (const document::Node* inherited = root.find(key)) find_slots(*inherited);
        }
        return std::move(scope_);
    }

  private:
    void read_variables(const document::Node& node) {
        if (!node.is_map()) {
            faults_.add(node.at, "variables must be a map such as {ExtraA: date, Code: digits}");
            return;
        }
        if (node.fields.size() > kMostVariables) {
            faults_.add(node.at, fmt::format("more than {} variables", kMostVariables));
            return;
        }
        // Names first: a unit may name a variable that stands further down.
        for (const document::Field& field : node.fields) {
            if (is_usable(field, "variable")) scope_.variables.try_emplace(field.key);
        }
        for (const document::Field& field : node.fields) {
            auto variable = scope_.variables.find(field.key);
            if (variable != scope_.variables.end()) read_variable(field, variable->second);
        }
    }

    void read_variable(const document::Field& field, RowVariable& variable) {
        if (field.value.is_scalar()) return read_type(field.value, variable);
        if (!document::check_fields(field.value, "a variable", {"type", "unit", "default"}, faults_)) return;
        if (const document::Node* type = field.value.find("type")) read_type(*type, variable);
        if (const document::Node* unit = field.value.find("unit")) read_unit(*unit, variable);
        if (const document::Node* fallback = field.value.find("default")) {
            variable.fallback = document::read_text(*fallback, "default", 255, faults_);
        }
    }

    void read_type(const document::Node& node, RowVariable& variable) {
        auto kind = node.is_scalar() ? parse_kind(node.text) : std::nullopt;
        if (kind) {
            variable.kind = *kind;
        } else {
            faults_.add(node.at,
                        fmt::format("a variable's type{} must be one of {}", document::told(node), kind_names()));
        }
    }

    void read_unit(const document::Node& node, RowVariable& variable) {
        variable.unit.clear(), variable.unit_variable.clear();
        if (variable.kind != Segment::Kind::amount) return faults_.add(node.at, "only an amount has a unit");
        if (node.is_scalar() && scope_.variables.contains(node.text)) {
            variable.unit_variable = node.text;
        } else if (node.is_scalar() && is_currency(node.text)) {
            variable.unit = node.text;
        } else {
            faults_.add(node.at, fmt::format("unit{} must be a currency such as USD, or the variable that holds it",
                                             document::told(node)));
        }
    }

    void add_state(const document::Field& field) {
        if (scope_.states.size() >= kMostStates) {
            if (scope_.states.size() == kMostStates)
                faults_.add(field.at, fmt::format("more than {} states", kMostStates));
        } else if (!is_state_name(field.key)) {
            faults_.add(field.at, fmt::format("a state's name must be letters, digits, _ and -, at most 64, a letter "
                                              "first: \"{}\" is not",
                                              utf8_prefix(field.key, 64)));
        } else if (field.key == "hang_up") {
            faults_.add(field.at, "\"hang_up\" is the target that ends a call: no state can have this name");
        }
        scope_.states.emplace(field.key, static_cast<int>(scope_.states.size()));
    }

    /// Wherever a state or a way out of it fills a slot.
    void find_slots(const document::Node& node) {
        for (const document::Node& item : node.items) find_slots(item);
        for (const document::Field& field : node.fields) {
            if (field.key == "set" && field.value.is_map()) {
                for (const document::Field& slot : field.value.fields) add_slot(slot, Segment::Kind::text);
                continue;
            }
            if (field.key == "shipment" && field.value.is_map()) {
                for (const auto& [name, kind] : kShipmentSlots) add_slot({std::string(name), field.at, {}}, kind);
            }
            if (field.key == "collect") {
                if (const document::Node* into = field.value.find("into")) {
                    add_slot({into->text, into->at, {}}, Segment::Kind::digits);
                }
            }
            if (field.key == "ask") find_asked_slot(field.value);
            if (field.key == "model") find_model_slots(field.value);
            find_slots(field.value);
        }
    }

    void find_asked_slot(const document::Node& ask) {
        const document::Node *into = ask.find("into"), *type = ask.find("type"), *unit = ask.find("unit");
        if (!into) return;
        add_slot({into->text, into->at, {}}, slot_kind(type ? type->text : ""));
        if (unit) scope_.slot_units[into->text] = unit->text;
    }

    void find_model_slots(const document::Node& model) {
        const document::Node* slots = model.find("slots");
        if (!slots || !slots->is_map()) return;
        for (const document::Field& slot : slots->fields) {
            const document::Node *type = slot.value.is_map() ? slot.value.find("type") : &slot.value,
                                 *unit = slot.value.find("unit");
            add_slot(slot, slot_kind(type && type->is_scalar() ? type->text : ""));
            if (unit) scope_.slot_units[slot.key] = unit->text;
        }
    }

    static Segment::Kind slot_kind(std::string_view type) {
        // yes_no and choice are words.
        return parse_kind(type).value_or(Segment::Kind::text);
    }

    void add_slot(const document::Field& slot, Segment::Kind kind) {
        if (scope_.variables.contains(slot.key)) {
            faults_.add(slot.at, fmt::format("\"{}\" is a variable of the row: a slot needs another name", slot.key));
        } else if (scope_.slots.size() >= kMostSlots && !scope_.slots.contains(slot.key)) {
            faults_.add(slot.at, fmt::format("more than {} slots", kMostSlots));
        } else if (is_usable(slot, "slot")) {
            auto [known, fresh] = scope_.slots.emplace(slot.key, kind);
            if (!fresh && kind != Segment::Kind::text) known->second = kind;
        }
    }

    bool is_usable(const document::Field& field, std::string_view what) {
        if (!is_name(field.key)) {
            faults_.add(
                field.at,
                fmt::format("a {}'s name must be letters, digits and _, at most 64, no digit first: \"{}\" is not",
                            what, utf8_prefix(field.key, 64)));
        } else if (is_reserved(field.key)) {
            faults_.add(field.at,
                        fmt::format("\"{}\" has a meaning in conditions: no {} can have this name", field.key, what));
        } else {
            return true;
        }
        return false;
    }

    document::Faults& faults_;
    Scope scope_;
};

}  // namespace

Scope read_scope(const document::Node& root, document::Faults& faults) { return ScopeReader(faults).read(root); }

}  // namespace tiller::dialogue
