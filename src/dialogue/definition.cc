#include "dialogue/definition.h"

#include <algorithm>
#include <set>

#include "dialogue/shipment_words.h"

namespace tiller::dialogue {
namespace {

/// Every value that the text of `prompt` needs, currencies among them.
void for_each_name(const Prompt& prompt, const std::function<void(const std::string&)>& visit) {
    for (const Piece& piece : prompt.pieces) {
        if (!piece.name.empty()) visit(piece.name);
        if (!piece.unit_variable.empty()) visit(piece.unit_variable);
    }
}

void for_each_spoken_way(const Speech& speech, const std::function<void(const Transition&, bool silent)>& visit) {
    for (const Answer& answer : speech.hearing.answers) visit(answer.way, false);
    if (speech.ask) visit(speech.ask->then, false);
    for (const Rung& rung : speech.ladder) visit(rung.way, false);
}

void for_each_spoken_prompt(const Speech& speech, const std::function<void(const Prompt&)>& visit) {
    for (const Answer& answer : speech.hearing.answers) visit(answer.say);
    if (speech.ask) visit(speech.ask->confirm), visit(speech.ask->not_between);
    for (const Rung& rung : speech.ladder) visit(rung.say);
}

/// Those that a call goes through before it first listens, branches or hangs up; never none.
std::vector<const State*> opening_states(const Definition& definition) {
    std::vector<const State*> states;
    std::set<int> seen;
    for (int at = definition.start; at != kHangUp && seen.insert(at).second;) {
        states.push_back(&definition.states[static_cast<size_t>(at)]);
        at = states.back()->go ? states.back()->go->target : kHangUp;
    }
    return states;
}

}  // namespace

void for_each_way(const State& state, const std::function<void(const Transition&, bool silent)>& visit) {
    for (const auto& [key, way] : state.keys) visit(way, false);
    if (state.collect) visit(state.collect->then, false);
    if (state.speech) for_each_spoken_way(*state.speech, visit);
    if (state.model) {
        for (const ModelWay& way : state.model->ways) visit(way.way, false);
        visit(state.model->otherwise, false);
    }
    if (state.listens()) {
        visit(state.no_input.then, true);
        visit(state.wrong_input.then, false);
    }
    if (state.shipment) {
        for (const auto* way : {&state.shipment->found, &state.shipment->unknown, &state.shipment->failed})
            visit(*way, true);
    }
    for (const Branch& branch : state.branches) visit(branch.go, true);
    if (state.go) visit(*state.go, true);
}

void for_each_prompt(const Definition& definition, const std::function<void(const Prompt&)>& visit) {
    for (const State& state : definition.states) {
        visit(state.say);
        if (state.speech) for_each_spoken_prompt(*state.speech, visit);
        if (state.model) {
            for (const ModelWay& way : state.model->ways) visit(way.say);
            visit(state.model->filler);
        }
        if (!state.listens()) continue;
        visit(state.no_input.say);
        visit(state.wrong_input.say);
    }
    if (definition.answering) {
        visit(definition.answering->message);
        visit(definition.answering->screening);
    }
}

std::string_view language(const Definition& definition) { return definition.language; }

std::vector<Variable> variables(const Definition& definition) {
    std::map<std::string, bool> needed;  // name → must the row have it
    auto use = [&](const std::string& name, bool required) {
        auto variable = definition.scope.variables.find(name);
        if (variable == definition.scope.variables.end()) return;  // a slot
        needed[name] |= required && !variable->second.fallback;
    };
    auto use_in = [&](const Prompt& prompt) {
        for_each_name(prompt, [&](const std::string& name) { use(name, true); });
    };
    auto use_effects = [&](const Effects& effects) {
        for (const auto& [slot, prompt] : effects.slots) use_in(prompt);
    };
    for_each_prompt(definition, use_in);
    for (const State& state : definition.states) {
        use_effects(state.effects);
        if (state.model) use_in(state.model->goal);
        if (state.shipment) {
            use_in(state.shipment->number);
            for_each_name(state.shipment->carrier, [&](const std::string& name) { use(name, false); });
        }
        for_each_way(state, [&](const Transition& way, bool) { use_effects(way.effects); });
        for (const Branch& branch : state.branches) {
            if (branch.when) for_each_name(*branch.when, [&](const std::string& name) { use(name, false); });
        }
    }
    std::vector<Variable> variables;
    for (const auto& [name, required] : needed) variables.push_back({name, required});
    return variables;
}

std::vector<std::string> variables_in_ssml(const Definition& definition) {
    std::set<std::string> names;
    for_each_prompt(definition, [&](const Prompt& prompt) {
        for (const Piece& piece : prompt.pieces) {
            if (piece.takes_markup && definition.scope.variables.contains(piece.name)) names.insert(piece.name);
        }
    });
    return {names.begin(), names.end()};
}

std::vector<const Prompt*> opening(const Definition& definition) {
    std::vector<const Prompt*> prompts;
    for (const State* state : opening_states(definition)) prompts.push_back(&state->say);
    return prompts;
}

FirstHearing first_hearing(const Definition& definition) {
    const auto& states = definition.states;
    const State* last = opening_states(definition).back();
    if (last->speech) return {static_cast<int>(last - states.data()), true};
    auto any = std::ranges::find_if(states, [](const State& state) { return state.speech.has_value(); });
    if (any == states.end()) return {};
    return {static_cast<int>(any - states.begin()), false};
}

std::string first_words(const Definition& definition) {
    std::string words;
    for (const Prompt* prompt : opening(definition)) {
        std::string said = prompt->plain([](std::string_view name) { return "{" + std::string(name) + "}"; });
        if (!said.empty()) words += (words.empty() ? "" : " ") + said;
    }
    return words;
}

std::vector<Utterance> prompts(const Definition& definition) {
    std::vector<Utterance> prompts;
    std::set<std::string_view> seen;
    auto add = [&](Segment::Kind kind, std::string_view text) {
        if (kind == Segment::Kind::pause || text == " " || !seen.insert(text).second) return;
        prompts.push_back({definition.language, definition.voice, {{kind, std::string(text), ""}}});
    };
    for_each_prompt(definition, [&](const Prompt& prompt) {
        for (const Piece& piece : prompt.pieces) {
            if (piece.name.empty()) add(piece.kind, piece.text);
            if (piece.name != kShipmentWords) continue;
            for (std::string_view words : all_shipment_words(definition.language)) add(Segment::Kind::text, words);
        }
    });
    return prompts;
}

}  // namespace tiller::dialogue
