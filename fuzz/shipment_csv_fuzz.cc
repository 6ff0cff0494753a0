// Properties: no file makes the reader crash; what it takes without a fault is complete, and comes back the same from
// the tree that answers carry.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "shipments/shipment_csv.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace tiller::shipments;
    auto list = read_shipment_csv({reinterpret_cast<const char*>(data), size});
    if (!list.faults.empty()) return 0;
    for (const Shipment& shipment : list.shipments) {
        if (shipment.number.empty() || shipment.carrier < 1 || !shipment.status) abort();
        auto again = read_shipment(to_json(shipment));
        if (!again || !(*again == shipment)) abort();
    }
    return 0;
}
