#include "dialogue/way_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "document/did_you_mean.h"
#include "document/fields.h"
#include "model/wire_code.h"

namespace tiller::dialogue {
namespace {

constexpr size_t kLongestPrompt = 2000, kMostValues = 30, kLongestLabel = 64;

}  // namespace

Retry WayReader::read_retry(const document::Node& node, std::string_view what) {
    Retry retry;
    if (!document::check_fields(node, what, {"say", "repeat", "go", "label", "intention", "set", "opt_out"}, faults_))
        return retry;
    if (const document::Node* say = node.find("say")) retry.say = read_prompt(*say, "say");
    if (const document::Node* repeat = node.find("repeat")) {
        retry.repeat =
            static_cast<int>(document::read_integer(*repeat, "repeat", 0, 10, faults_).value_or(retry.repeat));
    }
    if (const document::Node* go = node.find("go")) {
        retry.then = read_target(*go, "go");
    }
    retry.then.effects = read_effects(node);
    return retry;
}

Transition WayReader::read_transition(const document::Node& node, std::string_view what) {
    if (!node.is_map()) return read_target(node, what);
    document::check_fields(node, what, {"go", "label", "intention", "set", "opt_out"}, faults_);
    Transition way;
    way.at = node.at;
    if (const document::Node* go = node.find("go")) {
        way = read_target(*go, "go");
    } else {
        faults_.add(node.at, fmt::format("{} needs \"go\"", what));
    }
    way.effects = read_effects(node);
    return way;
}

Transition WayReader::read_target(const document::Node& node, std::string_view key) {
    Transition way;
    way.at = node.at;
    if (!node.is_scalar()) {
        faults_.add(node.at, fmt::format("{}{} must be the name of a state, or hang_up", key, document::told(node)));
    } else if (auto state = scope_.states.find(node.text); state != scope_.states.end()) {
        way.target = state->second;
    } else if (node.text != "hang_up") {
        std::vector<std::string_view> known{"hang_up"};
        for (const auto& [name, index] : scope_.states) known.push_back(name);
        faults_.add(node.at, fmt::format("there is no state \"{}\"{}", utf8_prefix(node.text, 64),
                                         document::did_you_mean(node.text, known)));
    }
    return way;
}

Prompt WayReader::read_prompt(const document::Node& node, std::string_view key) {
    Prompt prompt;
    if (node.is_list()) {
        for (const document::Node& item : node.items) read_prompt_text(item, key, prompt);
        if (node.items.empty()) faults_.add(node.at, fmt::format("{} is empty", key));
    } else {
        read_prompt_text(node, key, prompt);
    }
    size_t length = 0, values = 0;
    for (const Piece& piece : prompt.pieces) length += utf8_length(piece.text), values += !piece.name.empty();
    if (length > kLongestPrompt)
        faults_.add(node.at, fmt::format("{} is longer than {} characters", key, kLongestPrompt));
    if (values > kMostValues) faults_.add(node.at, fmt::format("{} speaks more than {} values", key, kMostValues));
    return prompt;
}

void WayReader::read_prompt_text(const document::Node& node, std::string_view key, Prompt& prompt) {
    auto text = document::read_text(node, key, document::kLargest, faults_);
    if (!text) return;
    if (trim(*text).empty()) return faults_.add(node.at, fmt::format("{} is empty", key));
    size_t pieces_before = prompt.pieces.size();
    std::vector<Fault> wrong;
    parse_prompt(*text, scope_, prompt, wrong);
    auto is_silent = [](const Piece& piece) { return piece.kind == Segment::Kind::pause; };
    if (wrong.empty() &&
        std::all_of(prompt.pieces.begin() + static_cast<ptrdiff_t>(pieces_before), prompt.pieces.end(), is_silent)) {
        faults_.add(node.at, fmt::format("{} has no words", key), wire_code::ssml_wrong);
    }
    for (const Fault& fault : wrong) {
        faults_.add(faults_.source().inside_scalar(node.at, *text, fault.place.offset), fault.message, fault.code);
    }
}

Effects WayReader::read_effects(const document::Node& node) {
    Effects effects;
    if (const document::Node* label = node.find("label")) read_labels(*label, effects);
    if (const document::Node* intention = node.find("intention")) {
        bool letter = intention->text.size() == 1 && intention->text[0] >= 'A' && intention->text[0] <= 'Z';
        if (letter) effects.intention = intention->text;
        if (!letter) {
            faults_.add(intention->at,
                        fmt::format("intention{} must be one capital letter, A to Z", document::told(*intention)));
        }
    }
    if (const document::Node* set = node.find("set")) read_slots(*set, effects);
    if (const document::Node* opt_out = node.find("opt_out")) {
        effects.opt_out = document::read_bool(*opt_out, "opt_out", faults_).value_or(false);
    }
    return effects;
}

void WayReader::read_labels(const document::Node& node, Effects& effects) {
    auto read_one = [&](const document::Node& item) {
        auto label = document::read_text(item, "label", kLongestLabel, faults_);
        if (label && trim(*label).empty()) faults_.add(item.at, "label is empty");
        if (label) effects.labels.emplace_back(trim(*label));
    };
    if (!node.is_list()) return read_one(node);
    for (const document::Node& item : node.items) read_one(item);
}

void WayReader::read_slots(const document::Node& node, Effects& effects) {
    if (!node.is_map()) return faults_.add(node.at, "set must be a map such as {reason: illness}");
    for (const document::Field& field : node.fields) {
        Prompt value;
        if (field.value.kind != document::Node::Kind::scalar || !trim(field.value.text).empty()) {
            read_prompt_text(field.value, field.key, value);
        }
        effects.slots.emplace_back(field.key, std::move(value));
    }
}

}  // namespace tiller::dialogue
