// Properties: no text makes Rules::load() crash, and rules that load can be asked.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "guard/evaluate.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace tiller;
    auto rules = guard::Rules::load({{"a.yaml", std::string(reinterpret_cast<const char*>(data), size)}});
    if (!rules) {
        if (rules.error().message.empty()) abort();
        return 0;
    }
    guard::Subject subject{.country = "ID", .prefix = "+6281200", .zones = guard::zones_of("+6281200000000")};
    subject.to_number = {{from_ms(1'795'000'000'000), guard::Contact::talked}};
    subject.for_debt = subject.to_number;
    auto verdict = guard::evaluate(**rules, subject, from_ms(1'795'003'600'000));
    if (verdict.decision == guard::Verdict::Decision::later && verdict.earliest <= from_ms(1'795'003'600'000)) abort();
    return 0;
}
