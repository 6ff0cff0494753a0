#pragma once
// The Range header of RFC 9110 section 14.
#include <cstdint>
#include <string_view>

namespace tiller::http {

struct RangeAnswer {
    enum class Kind {
        whole,          // no range, not understood, or several: the whole is sent (section 14.2 allows it)
        part,           // bytes first..last, both included
        unsatisfiable,  // 416
    };
    Kind kind = Kind::whole;
    uint64_t first = 0;
    uint64_t last = 0;
};

/// What a Range header asks of something `size` bytes long: "bytes=0-99", "bytes=100-", "bytes=-50".
RangeAnswer parse_range(std::string_view header, uint64_t size);

}  // namespace tiller::http
