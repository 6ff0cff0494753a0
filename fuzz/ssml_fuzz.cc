// Properties: no text makes the reader crash; places lie in the text; words and pauses are never empty, a pause is at
// most ten seconds; what a value may hold is what its reader takes.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.h"
#include "dialogue/ssml.h"

namespace {

using namespace tiller::dialogue;

void check(const Ssml& read, std::string_view text) {
    if (read.fault && (read.fault->place.offset > text.size() || read.fault->message.empty())) abort();
    for (const SsmlPart& part : read.parts) {
        if (part.text.empty() || part.offset > text.size()) abort();
        if (part.kind != tiller::Segment::Kind::pause) continue;
        auto length = tiller::parse_integer(part.text);
        if (!length || *length < 1 || *length > 10'000) abort();
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    std::string_view text(reinterpret_cast<const char*>(data), size);
    check(read_ssml(text), text);
    Ssml value = read_ssml_value(text);
    check(value, text);
    if (holds_markup(text) && ssml_value_fault(text).has_value() != value.fault.has_value()) abort();
    return 0;
}
