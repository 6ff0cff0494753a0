#include "base/ids.h"

#include "base/text.h"

namespace tiller {

std::string new_id(const Clock& clock, Random& random) {
    std::string raw(16, '\0');
    random.fill({reinterpret_cast<uint8_t*>(raw.data()) + 6, 10});
    auto ms = static_cast<uint64_t>(to_ms(clock.now()));
    for (int i = 5; i >= 0; --i, ms >>= 8) raw[static_cast<size_t>(i)] = static_cast<char>(ms & 0xff);
    return to_hex(raw);
}

bool is_id(std::string_view text) {
    return text.size() == 32 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace tiller
