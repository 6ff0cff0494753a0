// Properties: no text makes the reader of phrases crash; a fault lies within the text; a phrase that was read finds
// itself in a grammar that can be written, and whatever is said, what is found lies within the words.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "understanding/understand.h"
#include "understanding/words.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace tiller::understanding;
    std::string_view input(reinterpret_cast<const char*>(data), size);
    std::string_view text = input.substr(0, input.find('\n'));
    std::string_view said = input.substr(text.size());
    auto parsed = parse_phrase(text);
    if (auto* fault = std::get_if<tiller::Fault>(&parsed)) {
        if (fault->place.offset > text.size() || fault->message.empty()) abort();
        return 0;
    }
    const auto& phrase = std::get<Phrase>(parsed);
    Intent intent = make_intent("it", {phrase});
    if (!common_phrase(*intent.phrases, *intent.phrases)) abort();
    auto words = fold_all(to_words(said));
    auto span = intent.phrases->find(words);
    if (span && (span->from >= span->end || span->end > words.size())) abort();
    Expectation expectation{"en", {std::move(intent)}, {}};
    if (make_grammar(expectation)->jsgf.empty()) abort();
    return 0;
}
