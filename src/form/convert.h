#pragma once
// Between C++ values and values of documents. A converter has `to`, which always succeeds, and `from`, which leaves its
// target as it is where a document holds something else: what people write was checked before, and what lies in the
// store was once written by `to`.
#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/text.h"
#include "base/zone.h"
#include "document/fields.h"
#include "form/value.h"
#include "model/outcome.h"

namespace tiller::form {

struct AsText {
    static Value to(const std::string& text) { return text; }
    static void from(const Value& value, std::string& text) {
        if (auto* given = value.as<std::string>()) text = *given;
    }
};

struct AsFlag {
    static Value to(bool flag) { return flag; }
    static void from(const Value& value, bool& flag) {
        if (auto* given = value.as<bool>()) flag = *given;
    }
};

struct AsInteger {
    static Value to(auto number) { return static_cast<int64_t>(number); }
    template <class N>
    static void from(const Value& value, N& number) {
        if (auto* given = value.as<int64_t>()) number = static_cast<N>(*given);
    }
};

struct AsNumber {
    static Value to(double number) { return number; }
    static void from(const Value& value, double& number) {
        if (auto* given = value.as<double>()) number = *given;
        if (auto* given = value.as<int64_t>()) number = static_cast<double>(*given);
    }
};

struct AsDuration {
    static Value to(Millis duration) {
        int64_t ms = duration.count();
        return ms % 1000 == 0 ? std::to_string(ms / 1000) + "s" : std::to_string(ms) + "ms";
    }
    static void from(const Value& value, Millis& duration) {
        auto* given = value.as<std::string>();
        if (auto parsed = given ? document::parse_duration(*given) : std::nullopt) duration = *parsed;
    }
};

/// "90d"; nothing for none.
struct AsDays {
    static Value to(std::chrono::days days) {
        return days.count() > 0 ? std::to_string(days.count()) + "d" : std::string();
    }
    static void from(const Value& value, std::chrono::days& days) {
        auto* given = value.as<std::string>();
        bool is_days = given && given->ends_with('d');
        if (!is_days) return;
        if (auto count = parse_integer(std::string_view(*given).substr(0, given->size() - 1)))
            days = std::chrono::days(*count);
    }
};

struct AsTimeOfDay {
    static Value to(int32_t seconds) { return format_time_of_day(seconds); }
    static void from(const Value& value, int32_t& seconds) {
        auto* given = value.as<std::string>();
        if (auto parsed = given ? parse_time_of_day(*given) : std::nullopt) seconds = *parsed;
    }
};

struct AsInstant {
    static Value to(const std::optional<Instant>& at) { return at ? Value(to_rfc3339_ms(*at)) : Value(); }
    static void from(const Value&, const auto&) {}  // told only
};

struct AsTexts {
    static Value to(const std::vector<std::string>& texts) { return Value::List(texts.begin(), texts.end()); }
    static void from(const Value& value, std::vector<std::string>& texts) {
        auto* given = value.as<Value::List>();
        if (!given) return;
        texts.clear();
        for (const Value& item : *given) {
            if (auto* text = item.as<std::string>()) texts.push_back(*text);
        }
    }
};

/// The words of a choice, and what each of them means.
template <class E>
using Words = std::vector<std::pair<std::string_view, E>>;

template <class E>
struct AsWord {
    Words<E> words;

    Value to(E meaning) const {
        for (const auto& [word, meant] : words) {
            if (meant == meaning) return word;
        }
        return {};
    }
    void from(const Value& value, E& meaning) const {
        auto* given = value.as<std::string>();
        for (const auto& [word, meant] : words) {
            if (given && word == *given) meaning = meant;
        }
    }
};

/// Several words, in their order. `C` is a container with `push_back`.
template <class E>
struct AsListOfWords {
    AsWord<E> word;

    Value to(const auto& meanings) const {
        Value::List list;
        for (const E& meaning : meanings) list.push_back(word.to(meaning));
        return list;
    }
    template <class C>
    void from(const Value& value, C& meanings) const {
        auto* given = value.as<Value::List>();
        if (!given) return;
        meanings = C();
        for (const Value& item : *given) {
            E meaning{};
            word.from(item, meaning);
            meanings.insert(meanings.end(), meaning);
        }
    }
};

struct AsOutcomes {
    static Value to(OutcomeSet set) {
        Value::List list;
        for (size_t i = 1; i < kOutcomeNames.size(); ++i) {
            if (contains(set, static_cast<Outcome>(i))) list.emplace_back(kOutcomeNames[i]);
        }
        return list;
    }
    static void from(const Value& value, OutcomeSet& set) {
        auto* given = value.as<Value::List>();
        if (!given) return;
        set = 0;
        for (const Value& item : *given) {
            auto* word = item.as<std::string>();
            if (auto outcome = word ? parse_outcome(*word) : std::nullopt) set |= bit(*outcome);
        }
    }
};

}  // namespace tiller::form
