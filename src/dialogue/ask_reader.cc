// `ask` of a state: a value that the callee is asked for.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "base/zone.h"
#include "dialogue/speech_reader.h"
#include "document/fields.h"

namespace tiller::dialogue {
namespace {

using understanding::ValueType;

constexpr int64_t kLargest = 999'999'999'999'999;
constexpr int64_t kFarthestDay = 3650, kMostDigits = 20;

/// "9:00..17:30", in minutes.
std::optional<std::pair<int64_t, int64_t>> parse_times(std::string_view text) {
    size_t dots = text.find("..");
    if (dots == text.npos) return std::nullopt;
    auto minutes = [](std::string_view part) -> std::optional<int64_t> {
        auto seconds = parse_time_of_day(part.size() == 4 ? "0" + std::string(part) : std::string(part));
        if (!seconds) return std::nullopt;
        return *seconds / 60;
    };
    auto from = minutes(trim(text.substr(0, dots))), to = minutes(trim(text.substr(dots + 2)));
    if (!from || !to || *from > *to) return std::nullopt;
    return std::pair{*from, *to};
}

bool needs_language(ValueType type) {
    return type != ValueType::yes_no && type != ValueType::choice && type != ValueType::name;
}

}  // namespace

void SpeechReader::read_ask(const document::Node& node, Speech& speech) {
    if (!document::check_fields(node, "ask",
                                {"into", "type", "between", "choices", "unit", "confirm", "not_between", "go", "label",
                                 "intention", "set", "opt_out"},
                                faults_)) {
        return;
    }
    for (std::string_view needed : {"into", "type", "go"}) {
        if (!node.find(needed)) faults_.add(node.at, fmt::format("ask needs \"{}\"", needed));
    }
    Ask& ask = speech.ask.emplace();
    understanding::Question& question = speech.hearing.expected.question.emplace();
    if (const document::Node* into = node.find("into")) ask.slot = into->text;  // checked when names were gathered
    if (const document::Node* type = node.find("type")) {
        auto known = type->is_scalar() ? understanding::parse_value_type(type->text) : std::nullopt;
        if (!known) {
            faults_.add(type->at, fmt::format("type{} must be one of {}", document::told(*type),
                                              understanding::value_type_names()));
        } else if (needs_language(*known) && !understanding::find_language(language_)) {
            faults_.add(type->at, fmt::format("type \"{}\" is understood in en, id and es, not in \"{}\"", type->text,
                                              language_));
        }
        question.type = known.value_or(ValueType::number);
    }
    if (question.type == ValueType::yes_no) {
        for (std::string_view name : understanding::kAnswers) {
            if (auto intent = find_intent(name, node.at)) question.choices.push_back(std::move(*intent));
        }
    }
    const document::Node *choices = node.find("choices"), *unit = node.find("unit");
    if (choices && question.type != ValueType::choice) faults_.add(choices->at, "only a choice has choices");
    if (!choices && question.type == ValueType::choice) {
        faults_.add(
            node.at,
            "a choice needs \"choices\", such as {morning: \"[in the] morning\", evening: \"[in the] evening\"}");
    }
    if (choices) read_choices(*choices, question);
    if (unit && question.type != ValueType::amount) faults_.add(unit->at, "only an amount has a unit");
    if (const document::Node* between = node.find("between")) read_between(*between, question, faults_);
    if (const document::Node* say = node.find("confirm")) ask.confirm = ways_.read_prompt(*say, "confirm");
    if (const document::Node* say = node.find("not_between")) {
        ask.not_between = ways_.read_prompt(*say, "not_between");
        if (!question.between) faults_.add(say->at, "\"not_between\" means nothing without between");
    }
    if (const document::Node* go = node.find("go")) ask.then = ways_.read_target(*go, "go");
    ask.then.effects = ways_.read_effects(node);
}

void SpeechReader::read_choices(const document::Node& node, understanding::Question& question) {
    if (!node.is_map() || node.fields.empty()) {
        return faults_.add(
            node.at, "choices must be a map such as {morning: \"[in the] morning\", evening: \"[in the] evening\"}");
    }
    std::vector<size_t> places;
    for (const document::Field& field : node.fields) {
        OwnIntent choice{field.at, {}, true};
        read_phrases(field.value, field.key, choice);
        question.choices.push_back(understanding::make_intent(field.key, choice.phrases));
        for (size_t i = 0; i + 1 < question.choices.size(); ++i) {
            auto common = understanding::common_phrase(*question.choices[i].phrases, *question.choices.back().phrases);
            if (common) {
                faults_.add(field.at, fmt::format("\"{}\" can mean \"{}\" and \"{}\" here", *common,
                                                  question.choices[i].name, field.key));
            }
        }
    }
}

void SpeechReader::read_between(const document::Node& node, understanding::Question& question,
                                document::Faults& faults) {
    if (question.type == ValueType::time) {
        question.between = node.is_scalar() ? parse_times(node.text) : std::nullopt;
        if (!question.between)
            faults.add(node.at, fmt::format("between{} must be two times such as 9:00..17:30", document::told(node)));
        return;
    }
    bool is_date = question.type == ValueType::date, is_digits = question.type == ValueType::digits;
    bool is_number = question.type == ValueType::number || question.type == ValueType::amount;
    if (!is_date && !is_digits && !is_number) {
        return faults.add(node.at, fmt::format("a {} has nothing between", understanding::to_name(question.type)));
    }
    int64_t least = is_digits ? 1 : 0, most = is_date ? kFarthestDay : is_digits ? kMostDigits : kLargest;
    auto range = document::read_range(node, "between", least, most, faults);
    if (range) question.between = std::pair{range->from, range->to};
}

void SpeechReader::add_confirming(Ask& ask, const Hearing& hearing) {
    Hearing& confirming = ask.confirming;
    confirming.expected.language = language_;
    confirming.expected.question = hearing.expected.question;
    if (confirming.expected.question->type == ValueType::yes_no) confirming.expected.question.reset();
    for (auto [name, then] : {std::pair{"yes", Answer::Then::accept}, {"no", Answer::Then::anew}}) {
        if (auto intent = find_intent(name, ask.then.at)) {
            confirming.expected.intents.push_back(std::move(*intent));
            confirming.answers.push_back({then, {}, {}});
        }
    }
    for (size_t i = 0; i < hearing.answers.size(); ++i) {
        const Intent& intent = hearing.expected.intents[i];
        if (intent.name == "yes" || intent.name == "no") continue;
        confirming.expected.intents.push_back(intent);
        confirming.answers.push_back(hearing.answers[i]);
    }
    confirming.grammar = understanding::make_grammar(confirming.expected);
}

}  // namespace tiller::dialogue
