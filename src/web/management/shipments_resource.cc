// Shipments of an account's register (docs/contract/partners.md, "Shipment tracking"). docs/shipments.md tells it to
// users.
#include <fmt/format.h>

#include <span>

#include "base/json/json.h"
#include "base/text.h"
#include "model/shipment_status.h"
#include "shipments/shipment_csv.h"
#include "store/shipments.h"
#include "web/management/resources.h"

namespace tiller::management {
namespace {

using document::Node;
using shipments::MaybeText;

constexpr size_t kImportPiece = 500;  // shipments in a transaction

constexpr std::string_view kSchema = R"json({"type":"object","required":["number","carrier"],"properties":{
"id":{"type":"string","description":"carrier and number, \"100079:601609743303\"; follows from them"},
"number":{"type":"string","minLength":1,"maxLength":50},
"carrier":{"type":"integer","minimum":1,"description":"17TRACK's key of the carrier"},
"param":{"type":"string","maxLength":255},"tag":{"type":"string","maxLength":255},
"carrier_name":{"type":"string","maxLength":255},"carrier_tel":{"type":"string","maxLength":255},
"carrier_homepage":{"type":"string","maxLength":255},"carrier_country":{"type":"string","maxLength":255},
"status":{"type":"string","readOnly":true},
"events":{"type":"array","description":"newest first, whatever their order when they are sent","items":{"type":"object","required":["time"],"properties":{
"time":{"type":"string","format":"date-time"},"sub_status":{"type":"string","description":"one of 17TRACK's thirty"},
"description":{"type":"string","maxLength":1000},"location":{"type":"string","maxLength":1000},"stage":{"type":"string","maxLength":255},
"country":{"type":"string","maxLength":255},"state":{"type":"string","maxLength":255},"city":{"type":"string","maxLength":255},
"street":{"type":"string","maxLength":255},"postal_code":{"type":"string","maxLength":255},
"longitude":{"type":"string"},"latitude":{"type":"string"}}}}}})json";

std::string id_of(int64_t carrier, std::string_view number) { return fmt::format("{}:{}", carrier, number); }

std::pair<int64_t, std::string> parts_of(std::string_view id) {
    size_t colon = std::min(id.find(':'), id.size());
    int64_t carrier = parse_integer(id.substr(0, colon)).value_or(0);
    return {carrier, std::string(id.substr(std::min(colon + 1, id.size())))};
}

void write(JsonWriter& json, std::string_view name, const MaybeText& text) {
    if (text) json.field(name, *text);
}

std::string to_document(const store::ShipmentRow& row) {
    auto read = shipments::read_shipment(row.document);
    const shipments::Shipment& shipment = *read;
    const auto& track = shipment.providers.at(0);
    JsonWriter json;
    json.begin_object();
    json.field("id", id_of(row.carrier, row.number));
    json.field("number", row.number);
    json.field("carrier", row.carrier);
    write(json, "param", shipment.param);
    json.field("tag", shipment.tag);
    write(json, "carrier_name", track.provider.name);
    write(json, "carrier_tel", track.provider.tel);
    write(json, "carrier_homepage", track.provider.homepage);
    write(json, "carrier_country", track.provider.country);
    write(json, "status", shipment.status);
    json.key("events");
    json.begin_array();
    for (const auto& event : track.events) {
        json.begin_object();
        write(json, "time", event.time_iso);
        write(json, "sub_status", event.sub_status);
        write(json, "description", event.description);
        write(json, "location", event.location);
        write(json, "stage", event.stage);
        write(json, "country", event.address.country);
        write(json, "state", event.address.state);
        write(json, "city", event.address.city);
        write(json, "street", event.address.street);
        write(json, "postal_code", event.address.postal_code);
        write(json, "longitude", event.address.longitude);
        write(json, "latitude", event.address.latitude);
        json.end_object();
    }
    json.end_array();
    json.end_object();
    return json.take();
}

MaybeText maybe(setup::MapReader& map, std::string_view key, size_t most = 255) {
    const Node* node = map.find(key);
    if (!node || (node->is_scalar() && node->text.empty())) return std::nullopt;
    return map.text(key, most);
}

shipments::ShipmentEvent read_event(setup::SetupContext& context, const Node& node, const std::string& path) {
    setup::MapReader map(context, node, path,
                         {"time", "sub_status", "description", "location", "stage", "country", "state", "city",
                          "street", "postal_code", "longitude", "latitude"});
    shipments::ShipmentEvent event;
    std::string time = map.name("time", 40);
    if (const Node* given = map.find("time"); given && !time.empty() && !shipments::set_time(event, time)) {
        map.fault(*given, fmt::format("{} \"{}\": must be RFC 3339 with an offset", map.path_of("time"), time));
    }
    event.sub_status = maybe(map, "sub_status");
    if (event.sub_status && !find_sub_status(*event.sub_status)) {
        map.fault(*map.find("sub_status"), fmt::format("{} \"{}\": must be one of 17TRACK's sub statuses",
                                                       map.path_of("sub_status"), *event.sub_status));
    }
    event.description = maybe(map, "description", 1000);
    event.location = maybe(map, "location", 1000);
    event.stage = maybe(map, "stage");
    event.address = {maybe(map, "country"),     maybe(map, "state"),     maybe(map, "city"),    maybe(map, "street"),
                     maybe(map, "postal_code"), maybe(map, "longitude"), maybe(map, "latitude")};
    for (auto [key, value, limit] : {std::tuple("longitude", &event.address.longitude, 180),
                                     std::tuple("latitude", &event.address.latitude, 90)}) {
        if (!*value || shipments::is_degrees(**value, limit)) continue;
        map.fault(*map.find(key),
                  fmt::format("{} \"{}\": must be a number from -{} to {}", map.path_of(key), **value, limit, limit));
    }
    return event;
}

store::ShipmentRow to_row(const RequestContext& ctx, const shipments::Shipment& shipment) {
    return {ctx.account.key, shipment.number, shipment.carrier, shipments::to_json(shipment), ctx.now()};
}

Commit prepare(setup::SetupContext& context, const Node& node, const RequestContext& ctx, const std::string& id) {
    setup::MapReader map(context, node, "",
                         {"id", "number", "carrier", "param", "tag", "carrier_name", "carrier_tel", "carrier_homepage",
                          "carrier_country", "events"});
    shipments::Shipment shipment;
    shipment.number = map.name("number", 50);
    if (!map.find("carrier")) context.add(node.at, "carrier is missing");
    shipment.carrier = map.integer("carrier", 1, std::numeric_limits<int32_t>::max(), 1);
    shipment.param = maybe(map, "param");
    shipment.tag = maybe(map, "tag").value_or("");
    MaybeText name = maybe(map, "carrier_name");
    shipments::Provider provider{shipment.carrier,
                                 name,
                                 name,
                                 maybe(map, "carrier_tel"),
                                 maybe(map, "carrier_homepage"),
                                 maybe(map, "carrier_country")};
    shipment.providers.push_back({std::move(provider), {}});
    map.list("events", [&](const Node& item, const std::string& path) {
        shipment.providers[0].events.push_back(read_event(context, item, path));
    });
    std::string new_id = id_of(shipment.carrier, shipment.number);
    if (map.find("id") && map.name("id", 80) != new_id)
        map.fault(*map.find("id"), "id must be carrier and number, \"" + new_id + "\"");
    if (context.count() > 0) return {};
    shipments::complete(shipment);
    return [row = to_row(ctx, shipment), is_new = id.empty(), new_id](store::Tx& tx) {
        if (is_new && store::find_shipment(tx, row.account, row.number, row.carrier)) throw taken("number", row.number);
        store::put_shipment(tx, row);
        return Written{new_id};
    };
}

std::vector<Item> list(store::Db& db, const RequestContext& ctx, const ListQuery& query) {
    // The cursor is "number\ncarrier": neither holds a line's end.
    size_t end = std::min(query.after.find('\n'), query.after.size());
    int64_t carrier = parse_integer(query.after.substr(std::min(end + 1, query.after.size()))).value_or(0);
    std::vector<Item> items;
    for (const auto& row :
         store::list_shipments(db, ctx.account.key, query.after.substr(0, end), carrier, query.q, query.limit)) {
        items.push_back(
            {id_of(row.carrier, row.number), to_document(row), fmt::format("{}\n{}", row.number, row.carrier)});
    }
    return items;
}

/// What the register has and what the file brings, without events that it has already.
shipments::Shipment merged(const std::optional<store::ShipmentRow>& known, shipments::Shipment brought) {
    if (!known) return brought;
    auto read = shipments::read_shipment(known->document);
    auto& events = brought.providers[0].events;
    for (auto& event : read->providers.at(0).events) {
        if (std::find(events.begin(), events.end(), event) == events.end()) events.push_back(event);
    }
    shipments::Provider &to = brought.providers[0].provider, &from = read->providers[0].provider;
    for (auto member : {&shipments::Provider::name, &shipments::Provider::alias, &shipments::Provider::tel,
                        &shipments::Provider::homepage, &shipments::Provider::country}) {
        if (!(to.*member)) to.*member = from.*member;
    }
    if (!brought.param) brought.param = read->param;
    if (brought.tag.empty()) brought.tag = read->tag;
    shipments::complete(brought);
    return brought;
}

/// How an import went.
struct Tally {
    size_t added = 0, changed = 0;
};

/// Puts one on the register, unless it is there as it is: then it keeps its age.
void put(store::Tx& tx, const RequestContext& ctx, const shipments::Shipment& shipment, Tally& tally) {
    auto known = store::find_shipment(tx, ctx.account.key, shipment.number, shipment.carrier);
    auto row = to_row(ctx, merged(known, shipment));
    if (known && known->document == row.document) return;
    ++(known ? tally.changed : tally.added);
    store::put_shipment(tx, row);
}

/// A file of any length in short transactions: calls and pushes wait for the writer, too. The last one brings the audit
/// log's row. A store that refuses between two leaves what is on disk; the same file again adds the rest.
http::Response import(const RequestContext& ctx) {
    auto list = shipments::read_shipment_csv(ctx.request.body);
    if (!list.faults.empty()) {
        std::vector<setup::SetupFault> faults;
        for (std::string& fault : list.faults) faults.push_back({"body", {}, std::move(fault)});
        return wrong_fields(faults);
    }
    std::span<const shipments::Shipment> left = list.shipments;
    Tally done;
    std::string told;
    do {
        auto piece = left.first(std::min(left.size(), kImportPiece));
        left = left.subspan(piece.size());
        Tally tally;
        ctx.shared.outside.store.write([&](store::Tx& tx) {
            tally = done;
            for (const auto& shipment : piece) put(tx, ctx, shipment, tally);
            told = fmt::format(R"({{"shipments":{},"added":{},"changed":{}}})", list.shipments.size(), tally.added,
                               tally.changed);
            if (left.empty()) audit(tx, ctx, "imported", shipments_resource(), "csv", "", told);
        });
        done = tally;
    } while (!left.empty());
    return {.body = told};
}

}  // namespace

Resource shipments_resource() {
    return {.name = "shipments",
            .noun = "shipment",
            .id_field = "id",
            .affects_calls = false,
            .read_only = {"status"},
            .schema = std::string(kSchema),
            .find = [](store::Db& db, const RequestContext& ctx, const std::string& id) -> std::optional<std::string> {
                auto [carrier, number] = parts_of(id);
                if (carrier < 1) return std::nullopt;
                auto row = store::find_shipment(db, ctx.account.key, number, carrier);
                if (!row) return std::nullopt;
                return to_document(*row);
            },
            .list = list,
            .prepare = prepare,
            .remove =
                [](store::Tx& tx, const RequestContext& ctx, const std::string& id) {
                    auto [carrier, number] = parts_of(id);
                    store::delete_shipment(tx, ctx.account.key, number, carrier);
                }};
}

void add_shipment_import(http::Router& router, const SharedStatePtr& shared) {
    router.add(
        "POST", "/admin/v1/shipments/import",
        page_handler(shared, {store::Role::operating, true}, [](const RequestContext& ctx) { return import(ctx); }));
}

}  // namespace tiller::management
