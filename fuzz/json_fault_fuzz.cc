// The place of a mistake in a body: found whenever the fast parser refuses it, and inside the text. Wide integers: what
// is JSON stays JSON when they are made reals.
#include <simdjson.h>

#include <cstdlib>

#include "base/json/json_fault.h"
#include "base/json/wide_integers.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    std::string text(reinterpret_cast<const char*>(data), size);
    simdjson::dom::parser parser;
    bool is_refused = parser.parse(text).error() != simdjson::SUCCESS;
    auto fault = tiller::find_json_fault(text);
    if (is_refused && !fault) std::abort();
    if (fault && static_cast<size_t>(fault->place.line) + static_cast<size_t>(fault->place.column) > size + 2)
        std::abort();
    auto widened = tiller::with_wide_integers_as_reals(text);
    if (widened && !is_refused && parser.parse(*widened).error() != simdjson::SUCCESS) std::abort();
    return 0;
}
