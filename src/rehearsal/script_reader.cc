#include <fmt/format.h>

#include <algorithm>

#include "base/json/json.h"
#include "base/text.h"
#include "dialogue/shipment_words.h"
#include "document/fields.h"
#include "document/yaml_tree.h"
#include "rehearsal/script.h"

namespace tiller::rehearsal {
namespace {

using document::Field;
using document::Node;

constexpr size_t kLongest = 2000;
/// What dates are counted from unless the file says.
constexpr std::string_view kToday = "2026-12-02";

class ScriptReader {
  public:
    explicit ScriptReader(document::Faults& faults) : faults_(faults) {}

    Script read(const Node& root) {
        Script script;
        Setting common{{}, *parse_date(kToday), {}};
        if (!document::check_fields(root, "a script", {"today", "row", "parcel", "conversations"}, faults_))
            return script;
        read_setting(root, common);
        const Node* conversations = root.find("conversations");
        if (!conversations || !conversations->is_map() || conversations->fields.empty()) {
            faults_.add(conversations ? conversations->at : root.at,
                        "a script needs conversations: a map such as {\"pays today\": [{callee: \"yes\"}, {robot: "
                        "\"Thank you\"}]}");
            return script;
        }
        for (const Field& field : conversations->fields) script.push_back(read_conversation(field, common));
        return script;
    }

  private:
    void read_setting(const Node& node, Setting& setting) {
        if (const Node* today = node.find("today")) {
            auto date = today->is_scalar() ? parse_date(today->text) : std::nullopt;
            if (!date)
                faults_.add(today->at,
                            fmt::format("today{} must be a date such as 2026-12-02", document::told(*today)));
            setting.today = date.value_or(setting.today);
        }
        if (const Node* row = node.find("row")) {
            if (!row->is_map()) faults_.add(row->at, "row must be a map such as {Debtor: Ani, Arrears: 84}");
            for (const Field& field : row->fields) {
                setting.row[field.key] = document::read_text(field.value, field.key, kLongest, faults_).value_or("");
            }
        }
        if (const Node* parcel = node.find("parcel")) setting.parcel = read_parcel(*parcel);
    }

    dialogue::ShipmentTold read_parcel(const Node& node) {
        using Result = dialogue::ShipmentTold::Result;
        dialogue::ShipmentTold told{0, Result::found};
        if (node.is_scalar() && (node.text == "unknown" || node.text == "failed")) {
            told.result = node.text == "unknown" ? Result::unknown : Result::failed;
            return told;
        }
        if (!document::check_fields(node, "parcel", {"status", "event", "place", "date", "time"}, faults_)) return told;
        for (auto [key, value] : {std::pair{"status", &told.sub_status},
                                  {"event", &told.description},
                                  {"place", &told.place},
                                  {"date", &told.date},
                                  {"time", &told.time}}) {
            if (const Node* given = node.find(key))
                *value = document::read_text(*given, key, kLongest, faults_).value_or("");
        }
        return told;
    }

    Conversation read_conversation(const Field& field, const Setting& common) {
        Conversation conversation{field.key, field.at, common, {}};
        const Node* steps = &field.value;
        if (steps->is_map()) {
            document::check_fields(*steps, "a conversation", {"today", "row", "parcel", "steps"}, faults_);
            read_setting(*steps, conversation.setting);
            steps = steps->find("steps");
        }
        if (!steps || !steps->is_list() || steps->items.empty()) {
            faults_.add(field.at, "a conversation must be a list of steps, or a map with row and steps");
            return conversation;
        }
        for (const Node& item : steps->items) {
            if (auto step = read_step(item)) conversation.steps.push_back(std::move(*step));
        }
        return conversation;
    }

    std::optional<Step> read_step(const Node& node) {
        Step step;
        step.at = node.at;
        if (node.is_scalar() && node.text == "model_fails") {
            step.kind = Step::Kind::model;
            step.model.fails = "it fails";
            return step;
        }
        if (node.is_scalar() && (node.text == "silence" || node.text == "hang_up")) {
            step.kind = node.text == "silence" ? Step::Kind::silence : Step::Kind::hang_up;
            return step;
        }
        constexpr std::pair<std::string_view, Step::Kind> kKinds[] = {{"robot", Step::Kind::robot},
                                                                      {"callee", Step::Kind::callee},
                                                                      {"press", Step::Kind::press},
                                                                      {"model", Step::Kind::model},
                                                                      {"ends", Step::Kind::ends}};
        auto kind = std::ranges::find_if(kKinds, [&](const auto& known) { return node.find(known.first) != nullptr; });
        if (kind == std::end(kKinds)) {
            faults_.add(
                node.at,
                fmt::format("a step{} must be {{robot: text}}, {{callee: words}}, {{press: keys}}, {{model: words}}, "
                            "model_fails, silence, hang_up or {{ends: {{…}}}}",
                            document::told(node)));
            return std::nullopt;
        }
        step.kind = kind->second;
        const Node& value = *node.find(kind->first);
        if (step.kind == Step::Kind::callee) {
            document::check_fields(node, "a step", {"callee", "means", "confidence"}, faults_);
        } else if (step.kind == Step::Kind::model) {
            document::check_fields(node, "a step", {"model", "calls"}, faults_);
        } else {
            document::check_fields(node, "a step", {kind->first}, faults_);
        }
        if (step.kind == Step::Kind::model) {
            if (value.kind != Node::Kind::null)
                step.model.text = document::read_text(value, "model", kLongest, faults_).value_or("");
            if (const Node* calls = node.find("calls")) read_calls(*calls, step.model);
            return step;
        }
        if (step.kind == Step::Kind::ends) {
            step.ending = read_ending(value);
            return step;
        }
        step.text = document::read_text(value, kind->first, kLongest, faults_).value_or("");
        if (const Node* means = node.find("means"))
            step.means = document::read_text(*means, "means", kLongest, faults_);
        if (const Node* percent = node.find("confidence")) {
            step.confidence =
                static_cast<double>(document::read_integer(*percent, "confidence", 0, 100, faults_).value_or(100)) /
                100;
        }
        bool are_keys = step.text.find_first_not_of("0123456789*#ABCD") == std::string::npos && !step.text.empty();
        if (step.kind == Step::Kind::press && !are_keys) {
            faults_.add(value.at, fmt::format("press{} must be telephone keys such as \"12#\"", document::told(value)));
        }
        return step;
    }

    /// "agreed", or {note: {day: 2026-12-04}}.
    void read_calls(const Node& node, ModelLines& model) {
        if (!node.is_list()) {
            return faults_.add(node.at, "calls must be a list such as [{note: {day: \"2026-12-04\"}}, agreed]");
        }
        for (const Node& item : node.items) {
            ModelCall call{.id = fmt::format("call_{}", model.calls.size()), .name = {}, .arguments = "{}"};
            if (item.is_scalar()) {
                call.name = item.text;
            } else if (item.is_map() && item.fields.size() == 1) {
                call.name = item.fields[0].key;
                call.arguments = read_arguments(item.fields[0].value);
            } else {
                faults_.add(item.at, "a call must be a tool's name, or a map such as {note: {day: \"2026-12-04\"}}");
            }
            model.calls.push_back(std::move(call));
        }
    }

    std::string read_arguments(const Node& node) {
        if (!node.is_map()) faults_.add(node.at, "a call's values must be a map such as {day: \"2026-12-04\"}");
        JsonWriter json;
        json.begin_object();
        for (const Field& field : node.fields)
            json.field(field.key, document::read_text(field.value, field.key, kLongest, faults_).value_or(""));
        json.end_object();
        return json.take();
    }

    Ending read_ending(const Node& node) {
        Ending ending;
        if (!document::check_fields(node, "ends", {"intention", "state", "reason", "labels", "slots", "opt_out"},
                                    faults_))
            return ending;
        auto text = [&](std::string_view key) -> std::optional<std::string> {
            const Node* value = node.find(key);
            if (!value || value->kind == Node::Kind::null) return std::nullopt;
            return document::read_text(*value, key, kLongest, faults_);
        };
        ending.intention = text("intention");
        ending.state = text("state");
        ending.reason = text("reason");
        if (const Node* labels = node.find("labels")) {
            ending.labels.emplace();
            if (!labels->is_list()) faults_.add(labels->at, "labels must be a list such as [promise]");
            for (const Node& label : labels->items)
                ending.labels->push_back(document::read_text(label, "labels", kLongest, faults_).value_or(""));
        }
        if (const Node* slots = node.find("slots")) {
            if (!slots->is_map()) faults_.add(slots->at, "slots must be a map such as {promise: \"2026-12-04\"}");
            for (const Field& slot : slots->fields)
                ending.slots[slot.key] = document::read_text(slot.value, slot.key, kLongest, faults_).value_or("");
        }
        if (const Node* opt_out = node.find("opt_out"))
            ending.opt_out = document::read_bool(*opt_out, "opt_out", faults_);
        return ending;
    }

    document::Faults& faults_;
};

}  // namespace

std::variant<Script, std::vector<Fault>> read_script(std::string_view yaml) {
    document::SourceText source(yaml);
    document::Faults faults(source);
    auto root = document::parse_yaml(source, faults);
    Script script;
    if (root) script = ScriptReader(faults).read(*root);
    if (!faults.empty()) return faults.take();
    return script;
}

}  // namespace tiller::rehearsal
