#include "store/shipments.h"

namespace tiller::store {
namespace {

#define SHIPMENT_COLUMNS "account, number, carrier, document, updated"

ShipmentRow read_shipment(Row& r) { return {r.integer(0), r.string(1), r.integer(2), r.string(3), r.instant(4)}; }

}  // namespace

void put_shipment(Tx& tx, const ShipmentRow& s) {
    tx.run("INSERT INTO shipments(" SHIPMENT_COLUMNS
           ") VALUES(?,?,?,?,?) ON CONFLICT(account, number, carrier) DO UPDATE SET document=excluded.document, "
           "updated=excluded.updated",
           s.account, s.number, s.carrier, s.document, s.updated);
}

std::optional<ShipmentRow> find_shipment(Db& db, int64_t account, std::string_view number, int64_t carrier) {
    // The plus keeps SQLite from the index of `updated`, over which it would walk through the whole register.
    return db.first("SELECT " SHIPMENT_COLUMNS
                    " FROM shipments WHERE account=?1 AND number=?2 AND (?3=0 OR carrier=?3) ORDER BY +updated DESC",
                    read_shipment, account, number, carrier);
}

std::vector<ShipmentRow> list_shipments(Db& db, int64_t account, std::string_view number, int64_t carrier,
                                        std::string_view q, int64_t limit) {
    std::vector<ShipmentRow> out;
    db.query(
        "SELECT " SHIPMENT_COLUMNS
        " FROM shipments WHERE account=?1 AND (number, carrier)>(?2, ?3) AND (?4='' OR instr(lower(number), "
        "lower(?4))) "
        "ORDER BY number, carrier LIMIT ?5",
        [&](Row& r) { out.push_back(read_shipment(r)); }, account, number, carrier, q, limit);
    return out;
}

void delete_shipment(Tx& tx, int64_t account, std::string_view number, int64_t carrier) {
    tx.run("DELETE FROM shipments WHERE account=? AND number=? AND carrier=?", account, number, carrier);
}

void put_tracked(Tx& tx, const TrackedRow& t) {
    tx.run(
        "INSERT INTO tracked_shipments(number, carrier, document, refreshed) VALUES(?,?,?,?) "
        "ON CONFLICT(number, carrier) DO UPDATE SET document=excluded.document, refreshed=excluded.refreshed",
        t.number, t.carrier, t.document, t.refreshed);
}

std::optional<TrackedRow> find_tracked(Db& db, std::string_view number, int64_t carrier) {
    return db.first(
        "SELECT number, carrier, document, refreshed FROM tracked_shipments WHERE number=? AND carrier=?",
        [](Row& r) {
            return TrackedRow{r.string(0), r.integer(1), r.string(2), r.instant(3)};
        },
        number, carrier);
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
