#pragma once
// Shipments: those that an account entered itself, and what 17TRACK told of others.
#include <vector>

#include "store/sqlite/sqlite.h"

namespace tiller::store {

/// Of the built-in register.
struct ShipmentRow {
    int64_t account = 0;
    std::string number;
    int64_t carrier = 0;   // 17TRACK's key of the carrier
    std::string document;  // JSON, as shipments/shipment.h writes it
    Instant updated{};
};

/// Adds the shipment, or replaces the one with this number and carrier.
void put_shipment(Tx& tx, const ShipmentRow& shipment);
/// `carrier` 0: whichever; of several the one that was updated last.
std::optional<ShipmentRow> find_shipment(Db& db, int64_t account, std::string_view number, int64_t carrier);
/// In the order of numbers and carriers, those behind (`number`, `carrier`); `q`: contained in the number.
std::vector<ShipmentRow> list_shipments(Db& db, int64_t account, std::string_view number, int64_t carrier,
                                        std::string_view q, int64_t limit);
void delete_shipment(Tx& tx, int64_t account, std::string_view number, int64_t carrier);

/// What 17TRACK told last. A row says that the number is registered there.
struct TrackedRow {
    std::string number;
    int64_t carrier = 0;  // as it was asked for; 0: 17TRACK finds it out
    std::string document;
    Instant refreshed{};
};

void put_tracked(Tx& tx, const TrackedRow& tracked);
std::optional<TrackedRow> find_tracked(Db& db, std::string_view number, int64_t carrier);

// For retention: what was last changed, or last told, at `before` or earlier; the deletions take `limit` rows at most.
bool has_shipments_before(Db& db, int64_t account, Instant before);
void delete_shipments_before(Tx& tx, int64_t account, Instant before, int64_t limit);
bool has_tracked_before(Db& db, Instant before);
void delete_tracked_before(Tx& tx, Instant before, int64_t limit);

}  // namespace tiller::store
