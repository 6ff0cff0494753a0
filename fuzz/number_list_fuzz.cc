// Properties: no text makes read_number_list() crash; every row that it takes has a number that is good again, and what
// is wrong is told.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/numbers/phone_number.h"
#include "guard/number_list.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace tiller;
    auto list = guard::read_number_list({reinterpret_cast<const char*>(data), size}, Zone::utc());
    for (const auto& row : list.rows) {
        if (!row.number.empty() && !parse_number(row.number, NumberCheck::possible)) abort();
    }
    if ((list.wrong > 0) != !list.faults.empty()) abort();
    return 0;
}
