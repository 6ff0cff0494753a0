// Any body, against each preset: accepted or refused, never a crash.
#include <cstdint>

#include "leads/lead.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    static const auto routes = [] {
        std::vector<tiller::leads::Route> all;
        for (auto name :
             {"lendswift-under-wirting", "talmarket-debt-consolidation", "make-outbound-call", "sdr-webpage"}) {
            all.push_back(*tiller::leads::preset(name));
        }
        return all;
    }();
    std::string body(reinterpret_cast<const char*>(data), size);
    for (const auto& route : routes) {
        auto read = tiller::leads::read_lead(route, body, tiller::NumberCheck::possible);
        auto* lead = std::get_if<tiller::leads::Lead>(&read);
        if (lead && (lead->callee.empty() || lead->body_hash.size() != 64)) __builtin_trap();
    }
    return 0;
}
