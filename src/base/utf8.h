#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tiller {

/// Length of the valid UTF-8 sequence at the start of `text`, 0 if there is none; `out` gets the code point.
size_t decode_utf8(std::string_view text, uint32_t& out);

}  // namespace tiller
