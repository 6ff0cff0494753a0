// The Range header. Property: a part lies within the thing it is a part of.
#include <cstdlib>
#include <cstring>

#include "http/range.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    uint64_t length = 0;
    if (size < sizeof length) return 0;
    std::memcpy(&length, data, sizeof length);
    std::string_view header(reinterpret_cast<const char*>(data) + sizeof length, size - sizeof length);
    auto range = tiller::http::parse_range(header, length);
    if (range.kind == tiller::http::RangeAnswer::Kind::part && (range.first > range.last || range.last >= length))
        std::abort();
    return 0;
}
