#include "dialogue/model_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "dialogue/model_question.h"
#include "dialogue/sentences.h"
#include "dialogue/speech_reader.h"
#include "document/did_you_mean.h"
#include "document/fields.h"

namespace tiller::dialogue {
namespace {

using namespace std::chrono_literals;
using document::Node;
using understanding::ValueType;

constexpr size_t kLongestGoal = 8'000, kLongestAbout = 500, kLongestName = 64, kMost = 20;
constexpr int kMostTurns = 50;
constexpr int64_t kMostTokens = 1'000'000;

/// Each of a list, or the one text.
void for_each_text(const Node& node, const std::function<void(const Node&)>& visit) {
    if (!node.is_list()) return visit(node);
    for (const Node& item : node.items) visit(item);
}

}  // namespace

ModelState ModelReader::read(const Node& node) {
    ModelState model;
    if (!document::check_fields(
            node, "model",
            {"engine", "goal", "topics", "slots", "tools", "turns", "time", "tokens", "filler", "otherwise"},
            faults_)) {
        return model;
    }
    for (std::string_view needed : {"goal", "otherwise"}) {
        if (!node.find(needed)) faults_.add(node.at, fmt::format("model needs \"{}\"", needed));
    }
    if (const Node* engine = node.find("engine"))
        model.engine = document::read_text(*engine, "engine", kLongestName, faults_).value_or("");
    if (const Node* goal = node.find("goal")) {
        ways_.read_prompt_text(*goal, "goal", model.goal);
        if (goal->is_scalar() && utf8_length(goal->text) > kLongestGoal)
            faults_.add(goal->at, fmt::format("goal is longer than {} characters", kLongestGoal));
    }
    if (const Node* topics = node.find("topics")) read_topics(*topics, model);
    if (const Node* slots = node.find("slots")) read_slots(*slots, model);
    if (const Node* tools = node.find("tools")) read_ways(*tools, model);
    if (const Node* turns = node.find("turns"))
        model.turns =
            static_cast<int>(document::read_integer(*turns, "turns", 1, kMostTurns, faults_).value_or(model.turns));
    if (const Node* time = node.find("time"))
        model.time = document::read_duration(*time, "time", 5s, 30min, faults_).value_or(model.time);
    if (const Node* tokens = node.find("tokens"))
        model.tokens = document::read_integer(*tokens, "tokens", 500, kMostTokens, faults_).value_or(model.tokens);
    std::vector<Fault> none;
    if (std::string_view words = sentences(language_).one_moment; !words.empty())
        parse_prompt(words, ways_.scope(), model.filler, none);
    if (const Node* filler = node.find("filler")) read_filler(*filler, model);
    if (const Node* otherwise = node.find("otherwise"))
        model.otherwise = ways_.read_transition(*otherwise, "otherwise");
    return model;
}

void ModelReader::read_topics(const Node& node, ModelState& model) {
    if (node.is_list() && (node.items.empty() || node.items.size() > kMost))
        faults_.add(node.at, fmt::format("topics must be 1 to {} texts", kMost));
    for_each_text(node, [&](const Node& item) {
        auto topic = document::read_text(item, "topics", kLongestAbout, faults_);
        if (topic && trim(*topic).empty()) faults_.add(item.at, "a topic is empty");
        if (topic) model.topics.emplace_back(trim(*topic));
    });
}

void ModelReader::read_slots(const Node& node, ModelState& model) {
    if (!node.is_map() || node.fields.empty() || node.fields.size() > kMost) {
        return faults_.add(node.at,
                           fmt::format("slots must be a map of at most {} such as {{day: {{type: date, between: "
                                       "1..14}}, caller: name}}",
                                       kMost));
    }
    for (const document::Field& field : node.fields) model.slots.push_back(read_slot(field));
}

ModelSlot ModelReader::read_slot(const document::Field& field) {
    ModelSlot slot{.name = field.key};  // checked when names were gathered
    const Node* type = field.value.is_map() ? field.value.find("type") : &field.value;
    if (field.value.is_map())
        document::check_fields(field.value, "a slot", {"type", "between", "choices", "about", "unit"}, faults_);
    auto known = type && type->is_scalar() ? understanding::parse_value_type(type->text) : std::nullopt;
    if (!known) {
        faults_.add(type ? type->at : field.at,
                    fmt::format("a slot's type{} must be one of {}", type ? document::told(*type) : "",
                                understanding::value_type_names()));
        return slot;
    }
    slot.question.type = *known;
    const Node *about = field.value.find("about"), *between = field.value.find("between"),
               *choices = field.value.find("choices"), *unit = field.value.find("unit");
    if (about) slot.about = document::read_text(*about, "about", kLongestAbout, faults_).value_or("");
    if (between) SpeechReader::read_between(*between, slot.question, faults_);
    if (unit && *known != ValueType::amount) faults_.add(unit->at, "only an amount has a unit");
    if (choices && *known != ValueType::choice) faults_.add(choices->at, "only a choice has choices");
    if (!choices && *known == ValueType::choice)
        faults_.add(field.at, "a choice needs \"choices\", such as [morning, evening]");
    if (choices) read_choices(*choices, slot.question);
    return slot;
}

void ModelReader::read_choices(const Node& node, understanding::Question& question) {
    if (!node.is_list() || node.items.empty() || node.items.size() > kMost)
        return faults_.add(node.at,
                           fmt::format("choices must be a list of at most {} names such as [morning, evening]", kMost));
    for (const Node& item : node.items) {
        auto name = document::read_text(item, "choices", kLongestName, faults_);
        if (name && trim(*name).empty()) faults_.add(item.at, "a choice is empty");
        if (name) question.choices.push_back({.name = std::string(trim(*name)), .phrases = {}, .jsgf = {}});
    }
}

void ModelReader::read_ways(const Node& node, ModelState& model) {
    if (!node.is_map() || node.fields.empty() || node.fields.size() > kMost) {
        return faults_.add(node.at,
                           fmt::format("tools must be a map of at most {} such as {{agreed: {{about: \"a day is "
                                       "agreed\", needs: day, go: thanks}}, colleague: person}}",
                                       kMost));
    }
    for (const document::Field& field : node.fields) {
        if (!is_name(field.key) || field.key == kNoteTool || field.key == kOffTopicTool) {
            faults_.add(field.at,
                        fmt::format("a tool's name must be letters, digits and _, at most 64, no digit first, "
                                    "and neither {} nor {}, which are built in: \"{}\" is not",
                                    kNoteTool, kOffTopicTool, utf8_prefix(field.key, 64)));
        }
        model.ways.push_back(read_way(field, model));
    }
}

ModelWay ModelReader::read_way(const document::Field& field, const ModelState& model) {
    ModelWay way{.name = field.key};
    if (!field.value.is_map()) {
        way.way = ways_.read_target(field.value, field.key);
        return way;
    }
    document::check_fields(field.value, "a tool",
                           {"about", "needs", "say", "go", "label", "intention", "set", "opt_out"}, faults_);
    if (const Node* about = field.value.find("about"))
        way.about = document::read_text(*about, "about", kLongestAbout, faults_).value_or("");
    if (const Node* needs = field.value.find("needs")) read_needs(*needs, model, way);
    if (const Node* say = field.value.find("say")) way.say = ways_.read_prompt(*say, "say");
    if (const Node* go = field.value.find("go")) {
        way.way = ways_.read_target(*go, "go");
    } else {
        faults_.add(field.at, "a tool needs \"go\": the model can do nothing but note slots and leave the state");
    }
    way.way.effects = ways_.read_effects(field.value);
    return way;
}

void ModelReader::read_needs(const Node& node, const ModelState& model, ModelWay& way) {
    for_each_text(node, [&](const Node& item) {
        auto name = document::read_text(item, "needs", kLongestName, faults_);
        if (!name) return;
        way.needs.push_back(*name);
        if (std::ranges::find(model.slots, *name, &ModelSlot::name) != model.slots.end()) return;
        std::vector<std::string_view> known;
        for (const ModelSlot& slot : model.slots) known.push_back(slot.name);
        faults_.add(item.at, fmt::format("needs \"{}\", which is none of the slots of this model{}",
                                         utf8_prefix(*name, 64), document::did_you_mean(*name, known)));
    });
}

void ModelReader::read_filler(const Node& node, ModelState& model) {
    model.filler = {};
    if (node.is_scalar() && node.text == "off") return;
    if (node.is_scalar()) {
        model.filler = ways_.read_prompt(node, "filler");
        return;
    }
    if (!document::check_fields(node, "filler", {"after", "say"}, faults_)) return;
    if (const Node* say = node.find("say")) {
        model.filler = ways_.read_prompt(*say, "say");
    } else {
        faults_.add(node.at, "filler needs \"say\"");
    }
    if (const Node* after = node.find("after"))
        model.filler_after = document::read_duration(*after, "after", 200ms, 4s, faults_).value_or(model.filler_after);
}

}  // namespace tiller::dialogue
