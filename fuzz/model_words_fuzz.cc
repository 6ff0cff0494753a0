// Properties: whatever a model writes, in whatever pieces, sentences are short valid text; and of the arguments that it
// gives only values of the slots are taken.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.h"
#include "dialogue/model_values.h"
#include "dialogue/model_words.h"

namespace {

using namespace tiller::dialogue;

void check(const std::vector<std::string>& sentences) {
    for (const std::string& sentence : sentences) {
        if (sentence.empty() || !tiller::is_printable_utf8(sentence)) abort();
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using tiller::understanding::ValueType;
    std::string_view input(reinterpret_cast<const char*>(data), size);
    SentenceCutter cutter;
    for (std::string_view rest = input; !rest.empty();) {
        size_t piece = std::min<size_t>(1 + static_cast<unsigned char>(rest[0]) % 16, rest.size());
        check(cutter.take(rest.substr(0, piece)));
        rest.remove_prefix(piece);
    }
    check(cutter.rest());

    std::vector<ModelSlot> slots;
    for (auto type : {ValueType::amount, ValueType::date, ValueType::time, ValueType::yes_no, ValueType::digits,
                      ValueType::number, ValueType::name, ValueType::choice}) {
        ModelSlot slot{
            .name = std::string(tiller::understanding::to_name(type)), .about = "", .question = {.type = type}};
        if (type == ValueType::choice) slot.question.choices.push_back({.name = "morning", .phrases = {}, .jsgf = {}});
        slots.push_back(std::move(slot));
    }
    auto values = read_slots(slots, input, tiller::Date{20'000});
    if (!values) return 0;
    for (const auto& [name, value] : *values) {
        if (value.empty() || !tiller::is_printable_utf8(value)) abort();
        if (name == "choice" && value != "morning") abort();
        if (name == "date" && !tiller::parse_date(value)) abort();
    }
    return 0;
}
