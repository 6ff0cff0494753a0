#include "store/shipments.h"

#include "store/sqlite/columns.h"

namespace tiller::store {
namespace {

constexpr auto kShipments =
    table<ShipmentRow>("shipments", key("account", &ShipmentRow::account), key("number", &ShipmentRow::number),
                       key("carrier", &ShipmentRow::carrier), column("document", &ShipmentRow::document),
                       column("updated", &ShipmentRow::updated));

constexpr auto kTracked =
    table<TrackedRow>("tracked_shipments", key("number", &TrackedRow::number), key("carrier", &TrackedRow::carrier),
                      column("document", &TrackedRow::document), column("refreshed", &TrackedRow::refreshed));

}  // namespace

void put_shipment(Tx& tx, const ShipmentRow& shipment) {
    static const Put put(kShipments, "account, number, carrier");
    put.run(tx, shipment);
}

std::optional<ShipmentRow> find_shipment(Db& db, int64_t account, std::string_view number, int64_t carrier) {
    // The plus keeps SQLite from the index of `updated`, over which it would walk through the whole register.
    static const Select find(kShipments,
                             "WHERE account=?1 AND number=?2 AND (?3=0 OR carrier=?3) ORDER BY +updated DESC");
    return find.first(db, account, number, carrier);
}

std::vector<ShipmentRow> list_shipments(Db& db, int64_t account, std::string_view number, int64_t carrier,
                                        std::string_view q, int64_t limit) {
    static const Select list(
        kShipments,
        "WHERE account=?1 AND (number, carrier)>(?2, ?3) AND (?4='' OR instr(lower(number), lower(?4))) "
        "ORDER BY number, carrier LIMIT ?5");
    return list.all(db, account, number, carrier, q, limit);
}

void delete_shipment(Tx& tx, int64_t account, std::string_view number, int64_t carrier) {
    tx.run("DELETE FROM shipments WHERE account=? AND number=? AND carrier=?", account, number, carrier);
}

void put_tracked(Tx& tx, const TrackedRow& tracked) {
    static const Put put(kTracked, "number, carrier");
    put.run(tx, tracked);
}

std::optional<TrackedRow> find_tracked(Db& db, std::string_view number, int64_t carrier) {
    static const Select find(kTracked, "WHERE number=? AND carrier=?");
    return find.first(db, number, carrier);
}

bool has_shipments_before(Db& db, int64_t account, Instant before) {
    return db.number("SELECT EXISTS(SELECT 1 FROM shipments WHERE account=? AND updated<=?)", account, before) != 0;
}
void delete_shipments_before(Tx& tx, int64_t account, Instant before, int64_t limit) {
    tx.run(
        "DELETE FROM shipments WHERE account=?1 AND (number, carrier) IN "
        "(SELECT number, carrier FROM shipments WHERE account=?1 AND updated<=?2 LIMIT ?3)",
        account, before, limit);
}
bool has_tracked_before(Db& db, Instant before) {
    return db.number("SELECT EXISTS(SELECT 1 FROM tracked_shipments WHERE refreshed<=?)", before) != 0;
}
void delete_tracked_before(Tx& tx, Instant before, int64_t limit) {
    tx.run(
        "DELETE FROM tracked_shipments WHERE (number, carrier) IN "
        "(SELECT number, carrier FROM tracked_shipments WHERE refreshed<=?1 LIMIT ?2)",
        before, limit);
}

}  // namespace tiller::store
