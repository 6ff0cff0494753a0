#include "understanding/matcher.h"

#include <algorithm>
#include <deque>
#include <map>

#include "understanding/words.h"

namespace tiller::understanding {
namespace {

/// Pairs of states looked at for a common phrase. Phrases that people write stay far below.
constexpr size_t kMostPairs = 100'000;

}  // namespace

size_t Matcher::new_state() {
    states_.emplace_back();
    return states_.size() - 1;
}

void Matcher::add(const Phrase& phrase) { build(phrase, kStart, kEnd); }

void Matcher::build(const Phrase& phrase, size_t from, size_t to) {
    using By = Step::By;
    switch (phrase.kind) {
        case Phrase::Kind::word:
            states_[from].push_back({By::word, fold(phrase.word), to});
            break;
        case Phrase::Kind::any: {
            size_t loop = new_state();
            states_[from].push_back({By::nothing, "", loop});
            states_[loop].push_back({By::any, "", loop});
            states_[loop].push_back({By::nothing, "", to});
            break;
        }
        case Phrase::Kind::sequence:
            for (size_t i = 0; i < phrase.parts.size(); ++i) {
                size_t next = i + 1 == phrase.parts.size() ? to : new_state();
                build(phrase.parts[i], from, next);
                from = next;
            }
            break;
        case Phrase::Kind::choice:
            for (const Phrase& part : phrase.parts) build(part, from, to);
            break;
        case Phrase::Kind::optional:
            build(phrase.parts[0], from, to);
            states_[from].push_back({By::nothing, "", to});
            break;
    }
}

void Matcher::enter(Set& set, size_t state) const {
    std::vector<size_t> open{state};
    while (!open.empty()) {
        size_t at = open.back();
        open.pop_back();
        if (set[at]) continue;
        set[at] = true;
        for (const Step& step : states_[at]) {
            if (step.by == Step::By::nothing) open.push_back(step.to);
        }
    }
}

std::optional<Span> Matcher::find(const std::vector<std::string>& words) const {
    std::optional<Span> best;
    for (size_t from = 0; from < words.size() && (!best || words.size() - from > best->size()); ++from) {
        Set now(states_.size());
        enter(now, kStart);
        bool alive = true;
        for (size_t at = from; at < words.size() && alive; ++at) {
            Set next(states_.size());
            alive = false;
            for (size_t state = 0; state < states_.size(); ++state) {
                if (!now[state]) continue;
                for (const Step& step : states_[state]) {
                    bool goes = step.by == Step::By::any || (step.by == Step::By::word && step.word == words[at]);
                    if (goes) enter(next, step.to), alive = true;
                }
            }
            now = std::move(next);
            if (now[kEnd] && (!best || at + 1 - from > best->size())) best = Span{from, at + 1};
        }
    }
    return best;
}

std::optional<std::string> common_phrase(const Matcher& a, const Matcher& b) {
    using By = Matcher::Step::By;
    using Pair = std::pair<size_t, size_t>;
    std::map<Pair, std::string> seen{{{Matcher::kStart, Matcher::kStart}, ""}};  // with the words that led there
    std::deque<Pair> open{{Matcher::kStart, Matcher::kStart}};
    auto go = [&](Pair to, std::string words) {
        if (seen.size() < kMostPairs && seen.emplace(to, std::move(words)).second) open.push_back(to);
    };
    while (!open.empty()) {
        Pair at = open.front();
        open.pop_front();
        const std::string& words = seen[at];
        if (at == Pair{Matcher::kEnd, Matcher::kEnd}) return words;
        for (const auto& step : a.states_[at.first]) {
            if (step.by == By::nothing) go({step.to, at.second}, words);
        }
        for (const auto& other : b.states_[at.second]) {
            if (other.by == By::nothing) go({at.first, other.to}, words);
        }
        for (const auto& step : a.states_[at.first]) {
            for (const auto& other : b.states_[at.second]) {
                if (step.by == By::nothing || other.by == By::nothing) continue;
                if (step.by == By::word && other.by == By::word && step.word != other.word) continue;
                std::string word = step.by == By::word ? step.word : other.by == By::word ? other.word : "…";
                go({step.to, other.to}, words.empty() ? word : words + " " + word);
            }
        }
    }
    return std::nullopt;
}

}  // namespace tiller::understanding
