// Properties: whatever is said, in any language and to any question, is understood or not, and nothing crashes; a value
// is one that its question could have, and the confidence a share.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "understanding/understand.h"

namespace {

using namespace tiller;
using namespace tiller::understanding;

Expectation expectation(std::string_view language, ValueType type) {
    Expectation expectation{std::string(language), {}, {}};
    for (std::string_view name : kAnswers) expectation.intents.push_back(*built_in(language, name));
    for (std::string_view name : kGlobals) expectation.intents.push_back(*built_in(language, name));
    expectation.question = Question{type, std::pair<int64_t, int64_t>{0, 400}, {}};
    if (type == ValueType::yes_no) expectation.question->choices = {expectation.intents[0], expectation.intents[1]};
    return expectation;
}

bool is_value(ValueType type, const std::string& value) {
    if (type == ValueType::date) return parse_date(value).has_value();
    if (type == ValueType::time) return parse_time_of_day(value).has_value();
    if (type == ValueType::yes_no) return value == "yes" || value == "no";
    return !value.empty();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size < 2) return 0;
    constexpr ValueType kTypes[] = {ValueType::amount, ValueType::date,   ValueType::time, ValueType::yes_no,
                                    ValueType::digits, ValueType::number, ValueType::name};
    ValueType type = kTypes[data[0] % std::size(kTypes)];
    auto languages = all_languages();
    std::string_view language = languages[data[1] % languages.size()]->code;
    std::string_view text(reinterpret_cast<const char*>(data) + 2, size - 2);
    Date today{static_cast<int32_t>(20'000 + data[0])};
    auto understood = understand(expectation(language, type), text, 0.9, today);
    if (understood.value && !is_value(type, *understood.value)) abort();
    if (understood.confidence < 0 || understood.confidence > 0.9) abort();
    if (understood.empty() != (understood.confidence == 0)) abort();
    return 0;
}
