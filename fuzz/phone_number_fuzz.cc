// Numbers as clients write them: the quick way and libphonenumber must agree on every text.
#include <cstdlib>

#include "base/numbers/number_library.h"
#include "base/numbers/number_plan.h"
#include "base/numbers/phone_number.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace tiller;
    std::string_view text(reinterpret_cast<const char*>(data), size);
    auto possible = check_number(text, NumberCheck::possible);
    auto valid = check_number(text, NumberCheck::valid);
    if (valid.ok() && (!possible.ok() || *valid != *possible)) std::abort();
    if (possible.ok()) {
        if ((*possible)[0] != '+' || possible->find_first_not_of("0123456789", 1) != std::string::npos) std::abort();
        region_of(*possible);
    } else if (possible.error().message.empty()) {
        std::abort();
    }
    if (NumberPlan::instance().surely_possible(text)) {
        auto library = ask_library(text, NumberCheck::possible);
        if (!library.ok() || *library != text) std::abort();
    }
    return 0;
}
