// Properties: neither an answer nor a push of 17TRACK makes the readers crash, whatever the bytes; a shipment that was
// taken from one has the whole tree of an answer, and comes back the same from it.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "shipments/seventeen_track_answer.h"
#include "shipments/shipment.h"

namespace {

void take(std::string_view json) {
    using namespace tiller::shipments;
    auto shipment = read_shipment(json);
    if (!shipment) return;
    if (shipment->number.empty()) abort();
    shipment->latest();
    auto again = read_shipment(to_json(*shipment));
    if (!again || !(*again == *shipment)) abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace tiller::shipments;
    std::string_view body(reinterpret_cast<const char*>(data), size);
    take(body);
    if (auto push = read_push(body)) take(push->data);
    if (auto answer = read_answer(body)) {
        for (const auto& [number, item] : answer->accepted) take(item);
    }
    return 0;
}
