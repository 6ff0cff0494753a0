#include "dialogue/state_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "document/fields.h"

namespace tiller::dialogue {
namespace {

using namespace std::chrono_literals;

/// Keys of a state that waits for the callee; they may stand beside each other.
bool is_hearing(std::string_view key) {
    return key == "keys" || key == "collect" || key == "answers" || key == "ask" || key == "model";
}

constexpr size_t kLongestCondition = 500;
constexpr int kMostDigits = 20;

}  // namespace

bool is_telephone_key(std::string_view text) {
    return text.size() == 1 && std::string_view("0123456789*#ABCD").find(text[0]) != std::string_view::npos;
}

State StateReader::read(const std::string& name, size_t at, const document::Node& node, const Defaults& defaults) {
    State state{name, at};
    if (!document::check_fields(
            node, "a state",
            {"say",         "barge_in", "keys",      "collect",     "answers",  "ask",    "globals", "not_understood",
             "free_speech", "wait",     "no_input",  "wrong_input", "shipment", "branch", "go",      "hang_up",
             "model",       "label",    "intention", "set",         "opt_out"},
            faults_)) {
        state.hang_up = true;  // so that what is no state is not told to lack a way out as well
        return state;
    }
    state.effects = ways_.read_effects(node);
    if (const document::Node* say = node.find("say")) state.say = ways_.read_prompt(*say, "say");
    if (const document::Node* barge_in = node.find("barge_in")) state.barge_in = read_barge_in(*barge_in);
    if (const document::Node* keys = node.find("keys")) read_keys(*keys, state);
    if (const document::Node* collect = node.find("collect")) state.collect = read_collect(*collect);
    if (const document::Node* model = node.find("model")) state.model = model_.read(*model);
    speech_.read(node, state);
    Defaults listening = defaults;
    read_listening(node, listening);
    state.wait = listening.wait;
    state.no_input = std::move(listening.no_input);
    state.wrong_input = std::move(listening.wrong_input);
    if (const document::Node* shipment = node.find("shipment")) state.shipment = read_shipment(*shipment);
    if (const document::Node* branch = node.find("branch")) state.branches = read_branches(*branch);
    if (const document::Node* go = node.find("go")) state.go = ways_.read_target(*go, "go");
    if (const document::Node* hang_up = node.find("hang_up")) {
        auto wanted = document::read_bool(*hang_up, "hang_up", faults_);
        if (wanted == false) faults_.add(hang_up->at, "hang_up is true or not there");
        state.hang_up = true;
    }
    check_ways_out(node, state);
    check_listening(node, state);
    if (state.model) check_model(node, state);
    return state;
}

BargeIn StateReader::read_barge_in(const document::Node& node) {
    if (node.is_scalar() && node.text == "words") return BargeIn::words;
    return document::read_bool(node, "barge_in", faults_).value_or(true) ? BargeIn::speech : BargeIn::none;
}

void StateReader::read_listening(const document::Node& node, Defaults& defaults) {
    if (const document::Node* wait = node.find("wait")) {
        defaults.wait = document::read_duration(*wait, "wait", 500ms, 60s, faults_).value_or(defaults.wait);
    }
    if (const document::Node* retry = node.find("no_input")) defaults.no_input = ways_.read_retry(*retry, "no_input");
    if (const document::Node* retry = node.find("wrong_input"))
        defaults.wrong_input = ways_.read_retry(*retry, "wrong_input");
}

void StateReader::check_ways_out(const document::Node& node, const State& state) {
    const document::Field* first = nullptr;
    for (const document::Field& field : node.fields) {
        bool hears = is_hearing(field.key);
        bool leads = field.key == "shipment" || field.key == "branch" || field.key == "go" || field.key == "hang_up";
        if (!hears && !leads) continue;
        bool both_hear = first && hears && is_hearing(first->key);
        if (!first) {
            first = &field;
        } else if (!both_hear) {
            faults_.add(field.at, fmt::format("\"{}\" and \"{}\" in one state: which way should it take?", first->key,
                                              field.key));
        }
    }
    if (!first) {
        faults_.add(
            state.at,
            fmt::format(
                "state \"{}\" has no way out: give it keys, collect, answers, ask, model, shipment, branch, go or "
                "hang_up",
                state.name));
    }
}

/// A model begins with words that are ready, and can always do what the callee says who wants no more calls.
void StateReader::check_model(const document::Node& node, State& state) {
    if (state.say.empty()) faults_.add(state.at, "a state with a model needs \"say\": the words that it begins with");
    for (const document::Field& field : node.fields) {
        if (field.key == "answers" || field.key == "ask" || field.key == "collect")
            faults_.add(field.at,
                        fmt::format("\"{}\" beside \"model\": the model understands what is said", field.key));
        if (field.key == "free_speech") faults_.add(field.at, "a model always hears any words: leave out free_speech");
    }
    if (!state.speech) return;
    const auto& intents = state.speech->hearing.expected.intents;
    auto stop = std::ranges::find(intents, "stop_calling", &understanding::Intent::name);
    bool is_own = std::ranges::find(state.model->ways, "stop_calling", &ModelWay::name) != state.model->ways.end();
    if (stop == intents.end() || is_own) return;
    const Answer& answer = state.speech->hearing.answers[static_cast<size_t>(stop - intents.begin())];
    if (answer.then != Answer::Then::go) return;
    state.model->ways.push_back({.name = "stop_calling",
                                 .about = "The person does not want to be called again, in whatever words",
                                 .say = answer.say,
                                 .way = answer.way});
}

void StateReader::check_listening(const document::Node& node, const State& state) {
    bool hears = std::ranges::any_of(node.fields, [](const document::Field& field) { return is_hearing(field.key); });
    for (const document::Field& field : node.fields) {
        bool for_listening = field.key == "wait" || field.key == "no_input" || field.key == "wrong_input";
        if (for_listening && !hears) {
            faults_.add(field.at, fmt::format("\"{}\" means nothing here: the state waits for no key", field.key));
        }
        bool for_words = field.key == "globals" || field.key == "not_understood" || field.key == "free_speech";
        if (for_words && !state.speech) {
            faults_.add(field.at, fmt::format("\"{}\" means nothing here: the state hears no words", field.key));
        }
        if (field.key == "barge_in" && !node.find("say")) {
            faults_.add(field.at, "\"barge_in\" means nothing here: the state says nothing");
        } else if (field.key == "barge_in" && state.barge_in == BargeIn::words && !state.speech) {
            faults_.add(field.at, "barge_in \"words\" means nothing here: the robot hears no words");
        } else if (field.key == "barge_in" && state.barge_in != BargeIn::none && !hears) {
            faults_.add(field.at, "\"barge_in\" means nothing here: the state waits for no key");
        }
    }
    if (!state.collect) return;
    for (const auto& [key, way] : state.keys) {
        bool digit = key >= '0' && key <= '9';
        if (digit) faults_.add(way.at, fmt::format("key \"{}\" is a digit that this state collects", key));
        if (key == state.collect->end_key)
            faults_.add(way.at, fmt::format("key \"{}\" is the end key of this state", key));
    }
}

void StateReader::read_keys(const document::Node& node, State& state) {
    if (!node.is_map() || node.fields.empty()) {
        faults_.add(node.at, "keys must be a map such as {\"1\": pay, \"2\": later}");
        return;
    }
    for (const document::Field& field : node.fields) {
        if (!is_telephone_key(field.key)) {
            faults_.add(field.at, fmt::format("\"{}\" is no telephone key: there are 0 to 9, \"*\", \"#\" and A to D",
                                              utf8_prefix(field.key, 64)));
            continue;
        }
        state.keys[field.key[0]] = ways_.read_transition(field.value, "a key");
    }
}

Collect StateReader::read_collect(const document::Node& node) {
    Collect collect;
    if (!document::check_fields(
            node, "collect",
            {"into", "digits", "end_key", "between", "pause", "go", "label", "intention", "set", "opt_out"}, faults_)) {
        return collect;
    }
    for (std::string_view needed : {"into", "digits", "go"}) {
        if (!node.find(needed)) faults_.add(node.at, fmt::format("collect needs \"{}\"", needed));
    }
    if (const document::Node* into = node.find("into")) collect.slot = into->text;  // checked when names were gathered
    if (const document::Node* digits = node.find("digits")) {
        auto range = document::read_range(*digits, "digits", 1, kMostDigits, faults_).value_or(document::Range{1, 1});
        collect.least = static_cast<int>(range.from), collect.most = static_cast<int>(range.to);
    }
    if (const document::Node* end_key = node.find("end_key")) {
        if (end_key->text == "#" || end_key->text == "*") {
            collect.end_key = end_key->text[0];
        } else {
            faults_.add(end_key->at, fmt::format("end_key{} must be \"#\" or \"*\"", document::told(*end_key)));
        }
    }
    if (const document::Node* between = node.find("between")) {
        constexpr int64_t kLargestValue = 999'999'999'999'999;
        if (auto range = document::read_range(*between, "between", 0, kLargestValue, faults_)) {
            collect.from = range->from, collect.to = range->to, collect.bounded = true;
        }
    }
    if (const document::Node* pause = node.find("pause")) {
        collect.pause = document::read_duration(*pause, "pause", 500ms, 30s, faults_).value_or(collect.pause);
    }
    if (const document::Node* go = node.find("go")) collect.then = ways_.read_target(*go, "go");
    collect.then.effects = ways_.read_effects(node);
    return collect;
}

ShipmentQuestion StateReader::read_shipment(const document::Node& node) {
    ShipmentQuestion question;
    if (!document::check_fields(node, "shipment", {"number", "carrier", "wait", "found", "unknown", "failed"},
                                faults_)) {
        return question;
    }
    for (std::string_view needed : {"number", "found", "unknown"}) {
        if (!node.find(needed)) faults_.add(node.at, fmt::format("shipment needs \"{}\"", needed));
    }
    if (const document::Node* number = node.find("number")) question.number = ways_.read_prompt(*number, "number");
    if (const document::Node* carrier = node.find("carrier")) question.carrier = ways_.read_prompt(*carrier, "carrier");
    if (const document::Node* wait = node.find("wait")) {
        question.wait = document::read_duration(*wait, "wait", 500ms, 30s, faults_).value_or(question.wait);
    }
    if (const document::Node* found = node.find("found")) question.found = ways_.read_transition(*found, "found");
    if (const document::Node* unknown = node.find("unknown"))
        question.unknown = ways_.read_transition(*unknown, "unknown");
    const document::Node* failed = node.find("failed");
    question.failed = failed ? ways_.read_transition(*failed, "failed") : question.unknown;
    return question;
}

std::vector<Branch> StateReader::read_branches(const document::Node& node) {
    std::vector<Branch> branches;
    if (!node.is_list() || node.items.empty()) {
        faults_.add(node.at, "branch must be a list such as [{when: \"Arrears > 100\", go: much}, {else: little}]");
        return branches;
    }
    for (const document::Node& item : node.items) {
        if (!branches.empty() && !branches.back().when) faults_.add(item.at, "nothing can follow else");
        if (const document::Node* otherwise = item.find("else")) {
            document::check_fields(item, "else", {"else", "label", "intention", "set", "opt_out"}, faults_);
            Branch branch{std::nullopt, ways_.read_target(*otherwise, "else")};
            branch.go.effects = ways_.read_effects(item);
            branches.push_back(std::move(branch));
            continue;
        }
        if (!document::check_fields(item, "a branch", {"when", "go", "label", "intention", "set", "opt_out"}, faults_))
            continue;
        Branch branch{Condition{}, {}};
        const document::Node *when = item.find("when"), *go = item.find("go");
        if (!when || !go) faults_.add(item.at, "a branch needs \"when\" and \"go\", or \"else\"");
        if (go) branch.go = ways_.read_target(*go, "go");
        branch.go.effects = ways_.read_effects(item);
        auto text = when ? document::read_text(*when, "when", kLongestCondition, faults_) : std::nullopt;
        if (text) {
            auto parsed = parse_condition(*text, scope_);
            if (auto* condition = std::get_if<Condition>(&parsed)) branch.when = std::move(*condition);
            if (auto* fault = std::get_if<Fault>(&parsed)) {
                faults_.add(faults_.source().inside_scalar(when->at, *text, fault->place.offset), fault->message);
            }
        }
        branches.push_back(std::move(branch));
    }
    if (branches.empty() || branches.back().when) {
        faults_.add(node.at, "the last branch must be {else: state}, for rows that no condition fits");
    }
    return branches;
}

}  // namespace tiller::dialogue
