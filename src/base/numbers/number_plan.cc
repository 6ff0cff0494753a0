#include "base/numbers/number_plan.h"

#include <fmt/format.h>

#include <map>

#include "base/numbers/national_prefix.h"
#include "base/numbers/number_library.h"

namespace tiller {

NumberPlan::NumberPlan() {
    // Most of the world shares the prefix "0".
    std::map<std::pair<std::string, std::string>, const FirstDigits*> by_patterns;
    for (const CallingCode& code : library_calling_codes()) {
        auto& ask = by_patterns[{code.prefix_pattern, code.emergency_pattern}];
        if (!ask) {
            auto table = std::make_unique<FirstDigits>();
            PrefixPattern prefix(code.prefix_pattern), emergency(code.emergency_pattern);
            for (size_t n = 0; n < table->size(); ++n) {
                std::string digits = fmt::format("{:03}", n);
                (*table)[n] = prefix.may_match(digits) || emergency.may_match(digits);
            }
            ask = table.get();
            tables_.push_back(std::move(table));
        }
        entries_.at(static_cast<size_t>(code.code)) = {code.possible_lengths, ask};
    }
}

const NumberPlan& NumberPlan::instance() {
    static const NumberPlan plan;
    return plan;
}

bool NumberPlan::surely_possible(std::string_view text) const {
    constexpr size_t kLongest = 1 + 3 + 17;
    // A shorter number may be an emergency number somewhere.
    constexpr size_t kShortest = PrefixPattern::kLongest + 1;
    if (text.size() < 6 || text.size() > kLongest || text[0] != '+') return false;
    text.remove_prefix(1);
    for (char c : text) {
        if (c < '0' || c > '9') return false;
    }
    auto digit = [&](size_t i) { return static_cast<size_t>(text[i] - '0'); };
    // No calling code is the start of another, and none begins with zero; the library takes the shortest first as well.
    size_t code = 0;
    for (size_t i = 0; i < 3 && digit(0) != 0; ++i) {
        code = code * 10 + digit(i);
        const Entry& entry = entries_[code];
        if (!entry.ask) continue;
        size_t first = i + 1, length = text.size() - first;
        if (length < kShortest || length > 17 || !(entry.possible_lengths >> length & 1)) return false;
        // A leading zero is part of the number in some countries (Italy) and dialed before it in others.
        if (digit(first) == 0) return false;
        return !(*entry.ask)[digit(first) * 100 + digit(first + 1) * 10 + digit(first + 2)];
    }
    return false;
}

}  // namespace tiller
