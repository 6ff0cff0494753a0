#include "understanding/understand.h"

#include <algorithm>
#include <map>
#include <stdexcept>

#include "understanding/words.h"

namespace tiller::understanding {
namespace {

using Words = std::vector<std::string>;

/// Of the words that mean anything, a phrase must be this part; less only if it is said first, or as urgently.
constexpr double kLeastPart = 0.34;
constexpr size_t kNegationReaches = 2;  // words

struct Candidate {
    int intent = -1;
    Span span;
};

class Reading {
  public:
    Reading(const Expectation& expectation, const Words& said)
        : expectation_(expectation),
          said_(said),
          words_(fold_all(said)),
          language_(find_language(expectation.language)) {}

    Understood read(double confidence, std::optional<Date> today) const {
        Understood understood;
        Candidate intent = best_intent();
        std::optional<FoundValue> value;
        if (expectation_.question) value = find_value(*expectation_.question, said_, words_, language_, today);
        bool same_words = value && intent.intent >= 0 && value->span.overlaps(intent.span);
        // A name is whatever is left: never what is known to mean something else.
        bool value_wins =
            value && value->span.size() > intent.span.size() && expectation_.question->type != ValueType::name;
        if (same_words && value_wins) intent = {};
        if (same_words && !value_wins) value.reset();
        size_t used = intent.span.size() + (value ? value->span.size() : 0);
        understood.intent = intent.intent;
        if (value) {
            understood.is_between = is_between(*expectation_.question, value->text, today);
            understood.value = std::move(value->text);
        }
        if (!understood.empty()) understood.confidence = confidence * (0.6 + 0.4 * part_of(used));
        return understood;
    }

  private:
    /// Of the words that mean anything.
    double part_of(size_t used) const {
        size_t meant = words_.size();
        if (language_) {
            meant = static_cast<size_t>(std::ranges::count_if(
                words_, [&](const std::string& word) { return !is_one_of(language_->fillers, word); }));
        }
        return meant <= used ? 1.0 : static_cast<double>(used) / static_cast<double>(meant);
    }

    bool is_negated(const Span& span) const {
        if (!language_) return false;
        size_t first = span.from > kNegationReaches ? span.from - kNegationReaches : 0;
        return std::any_of(words_.begin() + static_cast<ptrdiff_t>(first),
                           words_.begin() + static_cast<ptrdiff_t>(span.from),
                           [&](const std::string& word) { return is_one_of(language_->negators, word); });
    }

    bool comes_first(const Span& span) const {
        for (size_t i = 0; i < span.from; ++i) {
            if (!language_ || !is_one_of(language_->fillers, words_[i])) return false;
        }
        return true;
    }

    bool counts(const std::string& name, const Span& span) const {
        if (name == "stop_calling") return !is_negated(span);
        if (name == "no") return part_of(span.size()) >= kLeastPart || comes_first(span);
        if (is_negated(span)) return false;
        return part_of(span.size()) >= kLeastPart || (name == "yes" && comes_first(span));
    }

    Candidate best_intent() const {
        Candidate best, yes, no;
        for (size_t i = 0; i < expectation_.intents.size(); ++i) {
            const Intent& intent = expectation_.intents[i];
            auto span = intent.phrases->find(words_);
            if (!span || !counts(intent.name, *span)) continue;
            Candidate candidate{static_cast<int>(i), *span};
            if (intent.name == "yes") yes = candidate;
            if (intent.name == "no") no = candidate;
            if (best.intent < 0 || span->size() > best.span.size()) best = candidate;
        }
        bool both = yes.intent >= 0 && no.intent >= 0 && !yes.span.overlaps(no.span);
        bool is_one = best.intent == yes.intent || best.intent == no.intent;
        if (both && is_one) return yes.span.from < no.span.from ? yes : no;
        return best;
    }

    const Expectation& expectation_;
    const Words& said_;
    Words words_;
    const Language* language_;
};

struct KnownIntent {
    std::vector<Phrase> phrases;
    Intent intent;
};
using BuiltIns = std::map<std::pair<std::string_view, std::string_view>, KnownIntent>;

KnownIntent read_built_in(const BuiltIn& built_in) {
    std::vector<Phrase> phrases;
    for (std::string_view text : built_in.phrases) {
        auto parsed = parse_phrase(text);
        if (auto* fault = std::get_if<Fault>(&parsed)) {
            throw std::logic_error("\"" + std::string(text) + "\": " + fault->message);
        }
        phrases.push_back(std::get<Phrase>(std::move(parsed)));
    }
    Intent intent = make_intent(std::string(built_in.intent), phrases);
    return {std::move(phrases), std::move(intent)};
}

const KnownIntent* find_built_in(std::string_view language, std::string_view name) {
    static const BuiltIns kBuiltIns = [] {
        BuiltIns intents;
        for (const Language* known : all_languages()) {
            for (const BuiltIn& built_in : known->intents)
                intents.emplace(std::pair{known->code, built_in.intent}, read_built_in(built_in));
        }
        return intents;
    }();
    const Language* known = find_language(language);
    if (!known) return nullptr;
    auto found = kBuiltIns.find({known->code, name});
    return found == kBuiltIns.end() ? nullptr : &found->second;
}

}  // namespace

Understood understand(const Expectation& expectation, std::string_view text, double confidence,
                      std::optional<Date> today) {
    Words said = to_words(text);
    if (said.empty()) return {};
    return Reading(expectation, said).read(confidence, today);
}

Intent make_intent(std::string name, const std::vector<Phrase>& phrases) {
    Intent intent{std::move(name), nullptr, "", false};
    auto matcher = std::make_shared<Matcher>();
    for (const Phrase& phrase : phrases) {
        matcher->add(phrase);
        std::string jsgf = to_jsgf(phrase);
        if (!jsgf.empty()) intent.jsgf += (intent.jsgf.empty() ? "" : " | ") + jsgf;
        intent.has_any |= has_any(phrase);
    }
    intent.phrases = std::move(matcher);
    return intent;
}

const std::vector<Phrase>* built_in_phrases(std::string_view language, std::string_view name) {
    const KnownIntent* known = find_built_in(language, name);
    return known ? &known->phrases : nullptr;
}

const Intent* built_in(std::string_view language, std::string_view name) {
    const KnownIntent* known = find_built_in(language, name);
    return known ? &known->intent : nullptr;
}

}  // namespace tiller::understanding
