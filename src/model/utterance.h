#pragma once
// What a robot is about to say, before it is sound: text with typed values, in one language.
#include <string>
#include <vector>

namespace tiller {

struct Segment {
    enum class Kind {
        text,    // words, spoken as they are
        name,    // of a person or a company
        number,  // 1204.5 → "one thousand two hundred four point five"
        amount,  // a number with a currency in `unit`
        date,    // YYYY-MM-DD
        time,    // HH:MM
        digits,  // one by one: phone numbers, codes
        pause,   // a silence; `value` is its milliseconds
    };
    Kind kind = Kind::text;
    std::string value;
    std::string unit;      // of an amount: RP, IDR, USD, INR, RMB, …; else empty
    bool of_call = false;  // a value of this call, which nobody else's call says

    bool operator==(const Segment&) const = default;
};

struct Utterance {
    std::string language;  // BCP 47, e.g. "en", "id"
    std::string voice;     // empty: the language's default
    std::vector<Segment> segments;

    bool operator==(const Utterance&) const = default;
};

}  // namespace tiller
