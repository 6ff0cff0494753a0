#pragma once
// Who knows where a shipment is: the account's own register first, then 17TRACK, if the installation has a key for it.
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "http/client.h"
#include "shipments/shipment.h"
#include "store/store.h"

namespace tiller::shipments {

struct ShipmentQuery {
    int64_t account = 0;
    std::string number;
    int64_t carrier = 0;  // 17TRACK's key; 0: whichever
    std::string param;    // what some carriers ask for besides, such as a postal code
};

/// Nothing: nobody knows the shipment. Error: `unavailable`, 17TRACK does not answer and was not asked before.
using Found = Result<std::optional<Shipment>>;
using Tell = std::function<void(Found)>;

struct TrackerOptions {
    std::string seventeen_track_key;  // empty: the register only
    std::string seventeen_track_url = "https://api.17track.net/track/v2.2";
};

/// Thread rule: `find` and `take_push` from any thread; `tell` runs on the tracker's own thread and must not block.
/// Every `find` is told exactly once; the destructor tells what is open that the tracker closes.
class Tracker {
  public:
    static std::unique_ptr<Tracker> open(store::Store& store, http::Client& client, const Clock& clock,
                                         TrackerOptions options);
    virtual ~Tracker() = default;
    virtual void find(ShipmentQuery query, Tell tell) = 0;
    /// While it holds, 17TRACK is not asked: what is known already is told. Any thread.
    virtual void hold(bool holds) = 0;
    /// A push of 17TRACK: `signature` is the hex SHA-256 of body, "/" and key. Errors: `not_found` if the installation
    /// has no key, `conflict` for a wrong signature, `invalid` for a body that is none of theirs.
    virtual Result<void> take_push(std::string_view body, std::string_view signature) = 0;
};

}  // namespace tiller::shipments
