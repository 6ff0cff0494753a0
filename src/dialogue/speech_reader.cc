#include "dialogue/speech_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "dialogue/sentences.h"
#include "document/did_you_mean.h"
#include "document/fields.h"

namespace tiller::dialogue {
namespace {

using Then = Answer::Then;

constexpr size_t kMostIntents = 100, kMostPhrases = 60;
constexpr std::string_view kStopCalling = "stop_calling";

/// Keys of a state whose maps fill slots: an intent of that name could not be told from them.
bool is_taken(std::string_view name) {
    static constexpr std::array<std::string_view, 4> kTaken = {"set", "collect", "ask", "shipment"};
    return std::ranges::find(kTaken, name) != kTaken.end();
}

bool is_word(const document::Node& node, std::string_view word) { return node.is_scalar() && node.text == word; }
bool is_off(const document::Node& node) { return is_word(node, "off"); }

}  // namespace

bool hears_words(const document::Node& root) {
    const document::Node* states = root.find("states");
    if (!states || !states->is_map()) return false;
    return std::ranges::any_of(states->fields, [](const document::Field& state) {
        return state.value.find("answers") || state.value.find("ask") || state.value.find("model");
    });
}

SpeechReader::SpeechReader(const document::Node& root, std::string language, WayReader& ways)
    : ways_(ways), faults_(ways.faults()), language_(std::move(language)), hears_(hears_words(root)) {
    if (!hears_) {
        for (std::string_view key : {"intents", "globals", "not_understood", "free_speech"}) {
            for (const document::Field& field : root.fields) {
                if (field.key == key)
                    faults_.add(field.at,
                                fmt::format("\"{}\" means nothing here: no state has answers, ask or model", key));
            }
        }
        return;
    }
    if (const document::Node* intents = root.find("intents")) read_intents(*intents);
    for (std::string_view name : understanding::kGlobals) globals_.emplace(name, default_global(name));
    if (const document::Node* globals = root.find("globals")) read_globals(*globals, globals_);
    ladder_ = root.find("not_understood");
    if (ladder_) read_ladder(*ladder_, true, globals_);  // its faults, once
    free_speech_ = root.find("free_speech");
    if (free_speech_) document::read_bool(*free_speech_, "free_speech", faults_);
    const Global& stop = globals_[std::string(kStopCalling)];
    bool is_known = own_.contains(kStopCalling) || understanding::built_in(language_, kStopCalling);
    if (!is_known && !stop.is_off) {
        faults_.add(root.at,
                    fmt::format("a robot that hears words must know how people ask not to be called again, and "
                                "nothing is built in for language \"{}\": give phrases in intents: "
                                "{{stop_calling: […]}}, and what is said in globals: {{stop_calling: {{say: …}}}}",
                                language_));
    }
}

void SpeechReader::read_intents(const document::Node& node) {
    if (!node.is_map() || node.fields.empty()) {
        return faults_.add(node.at,
                           "intents must be a map such as {late: [\"i will be late\", \"(tomorrow|later) [please]\"]}");
    }
    if (node.fields.size() > kMostIntents)
        return faults_.add(node.at, fmt::format("more than {} intents", kMostIntents));
    for (const document::Field& field : node.fields) {
        if (!is_name(field.key)) {
            faults_.add(field.at, fmt::format("an intent's name must be letters, digits and _, at most 64, no digit "
                                              "first: \"{}\" is not",
                                              utf8_prefix(field.key, 64)));
        } else if (is_taken(field.key)) {
            faults_.add(field.at,
                        fmt::format("\"{}\" has a meaning in states: no intent can have this name", field.key));
        }
        OwnIntent& intent = own_[field.key];
        intent.at = field.at;
        intent.is_used = !is_name(field.key);  // one fault is enough
        read_phrases(field.value, field.key, intent);
    }
}

void SpeechReader::read_phrases(const document::Node& node, std::string_view name, OwnIntent& intent) {
    if (!node.is_list()) return read_phrase(node, name, intent.phrases);
    if (node.items.empty()) faults_.add(node.at, fmt::format("\"{}\" has no phrases", name));
    if (node.items.size() > kMostPhrases) {
        return faults_.add(node.at, fmt::format("\"{}\" has more than {} phrases", name, kMostPhrases));
    }
    for (const document::Node& item : node.items) read_phrase(item, name, intent.phrases);
}

void SpeechReader::read_phrase(const document::Node& node, std::string_view name,
                               std::vector<understanding::Phrase>& phrases) {
    auto text = document::read_text(node, name, 1000, faults_);
    if (!text) return;
    auto parsed = understanding::parse_phrase(*text);
    if (auto* fault = std::get_if<Fault>(&parsed)) {
        faults_.add(faults_.source().inside_scalar(node.at, *text, fault->place.offset), fault->message);
    } else {
        phrases.push_back(std::get<understanding::Phrase>(std::move(parsed)));
    }
}

SpeechReader::Global SpeechReader::default_global(std::string_view name) const {
    Global global;
    Answer& answer = global.answer;
    const Sentences& words = sentences(language_);
    if (name == "repeat") answer.then = Then::repeat;
    if (name == "slower") answer.then = Then::slower;
    if (name == "who_is_this") answer.then = Then::tell_who;
    if (name == "person") {
        answer.then = Then::repeat;
        answer.say = built_in_prompt(words.no_person);
        answer.way.effects.labels = {"wants_person"};
    }
    if (name == "not_now") {
        answer.say = built_in_prompt(words.not_now);
        answer.way.effects.labels = {"not_now"};
    }
    if (name == kStopCalling) {
        answer.say = built_in_prompt(words.opted_out);
        answer.way.effects.labels = {"stop_calling"};
        answer.way.effects.opt_out = true;
    }
    return global;
}

void SpeechReader::read_globals(const document::Node& node, Globals& globals) {
    if (!node.is_map()) {
        return faults_.add(node.at,
                           "globals must be a map such as {person: colleague, not_now: {say: \"Goodbye.\", go: "
                           "hang_up}, slower: off}");
    }
    for (const document::Field& field : node.fields) {
        if (!globals.contains(field.key) && is_off(field.value)) {
            faults_.add(field.at,
                        fmt::format("\"{}\" is not heard at any moment: there is nothing to switch off", field.key));
        } else if (globals.contains(field.key) || find_intent(field.key, field.at)) {
            globals[field.key] = read_global(field);
        }
    }
}

SpeechReader::Global SpeechReader::read_global(const document::Field& field) {
    Global global;
    global.at = field.at;
    global.is_off = is_off(field.value);
    if (global.is_off) return global;
    if (!field.value.is_map()) {
        global.answer.way = ways_.read_target(field.value, field.key);
    } else {
        document::check_fields(field.value, field.key, {"say", "go", "label", "intention", "set", "opt_out"}, faults_);
        if (const document::Node* say = field.value.find("say")) global.answer.say = ways_.read_prompt(*say, "say");
        const document::Node* go = field.value.find("go");
        if (go) global.answer.way = ways_.read_target(*go, "go");
        bool ends = field.key == kStopCalling || field.key == "not_now";
        if (!go && !ends) global.answer.then = Then::repeat;
        global.answer.way.effects = ways_.read_effects(field.value);
    }
    if (field.key == kStopCalling && !field.value.find("opt_out")) global.answer.way.effects.opt_out = true;
    return global;
}

std::vector<Rung> SpeechReader::read_ladder(const document::Node& node, bool has_keys, const Globals& globals) {
    std::vector<Rung> ladder;
    if (!node.is_list() || node.items.empty()) {
        faults_.add(node.at, "not_understood must be a list such as [repeat, {rephrase: \"…\"}, {keys: \"…\"}, end]");
        return ladder;
    }
    for (const document::Node& item : node.items) {
        if (!ladder.empty() && ladder.back().kind == Rung::Kind::leave) {
            faults_.add(item.at, "nothing can follow here: the step before it leaves the state");
            return ladder;
        }
        auto rung = read_rung(item, globals);
        if (!rung) return ladder;
        if (rung->kind == Rung::Kind::keys && !has_keys) {
            if (&node != ladder_) faults_.add(item.at, "the state has no keys that could be pressed instead");
            continue;
        }
        ladder.push_back(std::move(*rung));
    }
    return ladder;
}

std::optional<Rung> SpeechReader::read_rung(const document::Node& node, const Globals& globals) {
    const Sentences& words = sentences(language_);
    Rung rung;
    if (is_word(node, "repeat")) {
        rung.say = built_in_prompt(words.not_understood);
    } else if (is_word(node, "end")) {
        rung.kind = Rung::Kind::leave;
        rung.say = built_in_prompt(words.giving_up);
    } else if (is_word(node, "person")) {
        auto person = globals.find("person");
        bool leads = person != globals.end() && !person->second.is_off && person->second.answer.then == Then::go;
        if (!leads) faults_.add(node.at, "nothing leads to a person: say where in globals: {person: state}");
        if (!leads) return std::nullopt;
        rung = {Rung::Kind::leave, person->second.answer.say, person->second.answer.way};
    } else if (node.find("rephrase") || node.find("keys")) {
        document::check_fields(node, "a step", {"rephrase", "keys"}, faults_);
        const document::Node *rephrase = node.find("rephrase"), *keys = node.find("keys");
        if (rephrase && keys) faults_.add(node.at, "rephrase and keys are two steps");
        rung.kind = rephrase ? Rung::Kind::rephrase : Rung::Kind::keys;
        rung.say = ways_.read_prompt(rephrase ? *rephrase : *keys, rephrase ? "rephrase" : "keys");
    } else if (node.find("go")) {
        document::check_fields(node, "a step", {"say", "go", "label", "intention", "set", "opt_out"}, faults_);
        rung.kind = Rung::Kind::leave;
        if (const document::Node* say = node.find("say")) rung.say = ways_.read_prompt(*say, "say");
        rung.way = ways_.read_target(*node.find("go"), "go");
        rung.way.effects = ways_.read_effects(node);
    } else {
        faults_.add(node.at,
                    fmt::format("a step of not_understood{} must be repeat, {{rephrase: text}}, {{keys: text}}, "
                                "person, {{go: state}} or end",
                                document::told(node)));
        return std::nullopt;
    }
    return rung;
}

void SpeechReader::read(const document::Node& node, State& state) {
    if (!hears_) return;
    const document::Node *answers = node.find("answers"), *ask = node.find("ask");
    bool has_keys = !state.keys.empty() || state.collect;
    if (!answers && !ask && !has_keys && !state.model) return;
    Speech speech;
    speech.only_globals = !answers && !ask && !state.model;
    speech.hearing.expected.language = language_;
    Globals globals = globals_;
    if (const document::Node* own = node.find("globals")) read_globals(*own, globals);
    std::vector<size_t> places;
    if (answers) read_answers(*answers, speech, places);
    if (ask) read_ask(*ask, speech);
    check_collisions(speech, places);
    add_globals(speech, globals);
    if (speech.ask && !speech.ask->confirm.empty()) add_confirming(*speech.ask, speech.hearing);

    const document::Node *own_ladder = node.find("not_understood"), *ladder = own_ladder ? own_ladder : ladder_;
    if (own_ladder && speech.only_globals) {
        faults_.add(own_ladder->at, "\"not_understood\" means nothing here: the state has neither answers nor ask");
    }
    if (ladder && (own_ladder || faults_.empty())) speech.ladder = read_ladder(*ladder, has_keys, globals);
    if (!ladder)
        speech.ladder.assign(2, {Rung::Kind::repeat, built_in_prompt(sentences(language_).not_understood), {}});
    if (speech.ladder.empty() || speech.ladder.back().kind != Rung::Kind::leave) {
        Rung last{Rung::Kind::leave, built_in_prompt(sentences(language_).giving_up), {}};
        if (state.model) last = {Rung::Kind::leave, {}, state.model->otherwise};
        speech.ladder.push_back(std::move(last));
    }

    const document::Node *own_free = node.find("free_speech"), *free = own_free ? own_free : free_speech_;
    std::optional<bool> wanted = free ? document::read_bool(*free, "free_speech", faults_) : std::nullopt;
    speech.hearing.free_speech =
        wanted.value_or(speech.ask || state.model || !understanding::fits_grammar(speech.hearing.expected));
    speech.hearing.grammar = understanding::make_grammar(speech.hearing.expected);
    if (speech.ask) speech.ask->confirming.free_speech = speech.hearing.free_speech;
    state.speech = std::move(speech);
}

void SpeechReader::read_answers(const document::Node& node, Speech& speech, std::vector<size_t>& places) {
    if (!node.is_map() || node.fields.empty()) {
        return faults_.add(node.at, "answers must be a map such as {yes: pay, no: {go: later, label: not_today}}");
    }
    // The file's own intents first: of two that fit equally well, they are meant.
    std::vector<const document::Field*> fields;
    for (const document::Field& field : node.fields) fields.push_back(&field);
    std::ranges::stable_partition(fields, [&](const document::Field* field) { return own_.contains(field->key); });
    for (const document::Field* entry : fields) {
        const document::Field& field = *entry;
        auto intent = find_intent(field.key, field.at);
        Answer answer;
        answer.way = ways_.read_transition(field.value, "an answer");
        if (field.key == kStopCalling && !field.value.find("opt_out")) answer.way.effects.opt_out = true;
        if (!intent) continue;
        speech.hearing.expected.intents.push_back(std::move(*intent));
        speech.hearing.answers.push_back(std::move(answer));
        places.push_back(field.at);
    }
}

void SpeechReader::add_globals(Speech& speech, const Globals& globals) {
    auto& intents = speech.hearing.expected.intents;
    for (const auto& [name, global] : globals) {
        bool is_own = std::ranges::find(intents, name, &Intent::name) != intents.end();
        bool is_known = own_.contains(name) || understanding::built_in(language_, name);
        if (is_own || global.is_off || !is_known) continue;
        if (auto intent = find_intent(name, global.at)) {
            intents.push_back(std::move(*intent));
            speech.hearing.answers.push_back(global.answer);
        }
    }
}

std::optional<understanding::Intent> SpeechReader::find_intent(std::string_view name, size_t at) {
    auto own = own_.find(name);
    if (own != own_.end()) own->second.is_used = true;
    if (auto made = made_.find(name); made != made_.end()) return made->second;
    const auto* built_in = understanding::built_in_phrases(language_, name);
    if (own == own_.end() && !built_in) {
        if (understanding::is_built_in(name)) {
            faults_.add(at, fmt::format("language \"{0}\" has no phrases for \"{1}\" built in: give them in intents: "
                                        "{{{1}: […]}}",
                                        language_, name));
            return std::nullopt;
        }
        std::vector<std::string_view> known(understanding::kAnswers.begin(), understanding::kAnswers.end());
        known.insert(known.end(), understanding::kGlobals.begin(), understanding::kGlobals.end());
        for (const auto& [other, intent] : own_) known.push_back(other);
        faults_.add(at,
                    fmt::format("unknown intent \"{}\"{}", utf8_prefix(name, 64), document::did_you_mean(name, known)));
        return std::nullopt;
    }
    std::vector<understanding::Phrase> phrases;
    if (own != own_.end()) phrases = own->second.phrases;
    if (built_in) phrases.insert(phrases.end(), built_in->begin(), built_in->end());
    Intent intent = own == own_.end() ? *understanding::built_in(language_, name)
                                      : understanding::make_intent(std::string(name), phrases);
    return made_.emplace(name, std::move(intent)).first->second;
}

void SpeechReader::check_collisions(const Speech& speech, const std::vector<size_t>& places) {
    const auto& intents = speech.hearing.expected.intents;
    auto common = [&](const Intent& a, const Intent& b) -> const std::optional<std::string>& {
        auto [known, fresh] = common_.try_emplace({a.name, b.name});
        if (fresh) known->second = understanding::common_phrase(*a.phrases, *b.phrases);
        return known->second;
    };
    for (size_t i = 0; i < intents.size(); ++i) {
        for (size_t j = 0; j < i; ++j) {
            if (!own_.contains(intents[i].name) || !own_.contains(intents[j].name)) continue;
            if (const auto& words = common(intents[j], intents[i])) {
                faults_.add(places[i], fmt::format("\"{}\" can mean \"{}\" and \"{}\" here", *words, intents[j].name,
                                                   intents[i].name));
            }
        }
        if (intents[i].name == kStopCalling || !understanding::built_in(language_, kStopCalling)) continue;
        if (const auto& words = common(*understanding::built_in(language_, kStopCalling), intents[i])) {
            faults_.add(places[i], fmt::format("\"{}\" is how people ask not to be called again: it cannot mean \"{}\"",
                                               *words, intents[i].name));
        }
    }
}

void SpeechReader::check_use() {
    for (const auto& [name, intent] : own_) {
        if (!intent.is_used && !understanding::is_built_in(name)) {
            faults_.add(intent.at, fmt::format("no state answers to intent \"{}\"", name));
        }
    }
}

Prompt SpeechReader::built_in_prompt(std::string_view text) const {
    Prompt prompt;
    std::vector<Fault> none;
    if (!text.empty()) parse_prompt(text, ways_.scope(), prompt, none);
    return prompt;
}

}  // namespace tiller::dialogue
