#include "rehearsal/lint.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>

#include "base/text.h"
#include "dialogue/definition.h"

namespace tiller::rehearsal {
namespace {

using understanding::ValueType;

/// The embedded recognizer hears grammars in English; other languages, and any words at all, need an engine from
/// outside.
bool is_heard_without_engine(std::string_view language) { return language.substr(0, language.find('-')) == "en"; }

/// Where a word stands by itself, however it is written: in the phrases of a file the first time. Nothing: it was made by
/// a rule of the language.
std::optional<size_t> place_of(std::string_view word, std::string_view yaml) {
    const std::string text = lower(yaml);
    auto is_part = [&](size_t at) { return at < text.size() && (std::isalnum(static_cast<unsigned char>(text[at]))); };
    for (size_t at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
        if ((at == 0 || !is_part(at - 1)) && !is_part(at + word.size())) return at;
    }
    return std::nullopt;
}

/// Values that are often misheard over the telephone.
bool is_misheard(ValueType type) {
    return type == ValueType::digits || type == ValueType::number || type == ValueType::amount ||
           type == ValueType::date || type == ValueType::time;
}

}  // namespace

std::vector<Fault> lint(std::string_view yaml) {
    document::SourceText source(yaml);
    document::Faults warnings(source);
    auto loaded = dialogue::load(yaml);
    auto* robot = std::get_if<dialogue::DefinitionPtr>(&loaded);
    if (!robot) return {};
    bool is_heard = is_heard_without_engine((*robot)->language);
    for (const dialogue::State& state : (*robot)->states) {
        if (!state.speech || state.speech->only_globals) continue;
        bool has_keys = !state.keys.empty() || state.collect;
        const auto& speech = *state.speech;
        const auto& question = speech.hearing.expected.question;
        if (!has_keys && !is_heard) {
            warnings.add(state.at,
                         fmt::format("state \"{}\" hears words alone, and language \"{}\" is heard only where an "
                                     "engine from outside is set up: give it keys, too",
                                     state.name, (*robot)->language));
        } else if (!has_keys && state.model) {
            warnings.add(state.at,
                         fmt::format("state \"{}\" is run by a model, which needs any words, and has no keys: where no "
                                     "engine from outside and no pack hears them, it goes to its otherwise",
                                     state.name));
        } else if (!has_keys && !understanding::fits_grammar(speech.hearing.expected)) {
            warnings.add(state.at,
                         fmt::format("state \"{}\" hears any words, and has no keys: that needs an engine from "
                                     "outside",
                                     state.name));
        }
        if (question && is_misheard(question->type) && speech.ask->confirm.empty()) {
            warnings.add(state.at,
                         fmt::format("state \"{}\" takes a {} as it was heard: it is often heard wrongly, let it "
                                     "be confirmed",
                                     state.name, understanding::to_name(question->type)));
        }
    }
    return warnings.take();
}

std::vector<Fault> guessed_words(std::string_view yaml, const UnknownWords& unknown) {
    document::SourceText source(yaml);
    document::Faults warnings(source);
    auto loaded = dialogue::load(yaml);
    auto* robot = std::get_if<dialogue::DefinitionPtr>(&loaded);
    if (!robot || !is_heard_without_engine((*robot)->language)) return {};
    std::map<std::string, std::pair<size_t, std::string_view>> guessed;  // where, and in which state
    auto look_at = [&](const dialogue::State& state, const GrammarPtr& grammar) {
        if (!grammar) return;
        for (std::string& word : unknown(grammar->words)) {
            const size_t at = place_of(word, yaml).value_or(state.at);
            guessed.try_emplace(std::move(word), at, state.name);
        }
    };
    for (const dialogue::State& state : (*robot)->states) {
        if (!state.speech) continue;
        look_at(state, state.speech->hearing.grammar);
        if (state.speech->ask) look_at(state, state.speech->ask->confirming.grammar);
    }
    for (const auto& [word, where] : guessed) {
        warnings.add(
            where.first,
            fmt::format("\"{}\", which state \"{}\" expects, is in no dictionary: how it is spoken is guessed from "
                        "its spelling; an engine from outside may know it",
                        word, where.second));
    }
    return warnings.take();
}

}  // namespace tiller::rehearsal
