// Shipments of an account's register (docs/contract/partners.md, "Shipment tracking"). docs/shipments.md tells it to
// users.
#include <fmt/format.h>

#include <span>

#include "base/text.h"
#include "form/json.h"
#include "model/shipment_status.h"
#include "shipments/shipment_csv.h"
#include "store/shipments.h"
#include "web/management/resources.h"

namespace tiller::management {
namespace {

using document::Node;
using shipments::MaybeText;

constexpr size_t kImportPiece = 500;  // shipments in a transaction

constexpr size_t kLongestWord = 255, kLongestText = 1000;

/// Absent and empty are the same.
struct AsMaybeText {
    static form::Value to(const MaybeText& text) { return text ? form::Value(*text) : form::Value(); }
    static void from(const form::Value& value, MaybeText& text) {
        if (auto* given = value.as<std::string>()) text = given->empty() ? MaybeText() : *given;
    }
};

std::optional<form::Wrong> check_time(std::string& text) {
    shipments::ShipmentEvent event;
    if (shipments::set_time(event, text)) return std::nullopt;
    return form::Wrong{": must be RFC 3339 with an offset"};
}

std::optional<form::Wrong> check_sub_status(std::string& text) {
    if (text.empty() || find_sub_status(text)) return std::nullopt;
    return form::Wrong{": must be one of 17TRACK's sub statuses"};
}

form::Check degrees_to(int limit) {
    return [limit](std::string& text) -> std::optional<form::Wrong> {
        if (text.empty() || shipments::is_degrees(text, limit)) return std::nullopt;
        return form::Wrong{fmt::format(": must be a number from -{} to {}", limit, limit)};
    };
}

const form::Form<shipments::ShipmentEvent>& event_form() {
    using shipments::Place;
    using shipments::ShipmentEvent;
    static const auto form = [] {
        form::Form<ShipmentEvent> fields;
        auto text = [&](std::string_view name, auto at, form::Field field = {}) {
            if (field.longest == 0) field.longest = kLongestWord;
            fields.put(name, form::Type::text, std::move(field), at, AsMaybeText());
        };
        auto of_place = [&](std::string_view name, MaybeText Place::*member, form::Field field = {}) {
            text(
                name, [member](auto& event) -> auto& { return event.address.*member; }, std::move(field));
        };
        fields.add(
            {.required = true,
             .longest = 40,
             .check = check_time,
             .example = "2026-05-02T09:30:00+08:00",
             .about = "RFC 3339 with an offset",
             .name = "time",
             .type = form::Type::name},
            [](const ShipmentEvent& event) { return AsMaybeText::to(event.time_iso); },
            [](ShipmentEvent& event, const form::Value& value) {
                if (auto* time = value.as<std::string>()) (void)shipments::set_time(event, *time);
            });
        text("sub_status", &ShipmentEvent::sub_status, {.check = check_sub_status, .about = "one of 17TRACK's thirty"});
        text("description", &ShipmentEvent::description, {.longest = kLongestText});
        text("location", &ShipmentEvent::location, {.longest = kLongestText});
        text("stage", &ShipmentEvent::stage);
        of_place("country", &Place::country);
        of_place("state", &Place::state);
        of_place("city", &Place::city);
        of_place("street", &Place::street);
        of_place("postal_code", &Place::postal_code);
        of_place("longitude", &Place::longitude, {.check = degrees_to(180)});
        of_place("latitude", &Place::latitude, {.check = degrees_to(90)});
        return fields;
    }();
    return form;
}

/// A shipment of the register: it has one carrier.
struct ShipmentThing {
    std::string id;
    shipments::Shipment shipment;
    shipments::Provider carrier;
    std::vector<shipments::ShipmentEvent> events;
};

const form::Form<ShipmentThing>& shipment_form() {
    using shipments::Provider;
    using shipments::Shipment;
    static const auto form = [] {
        form::Form<ShipmentThing> fields;
        auto of_shipment = [](auto member) {
            return [member](auto& thing) -> auto& { return thing.shipment.*member; };
        };
        auto of_carrier = [&](std::string_view name, MaybeText Provider::*member) {
            fields.put(
                name, form::Type::text, {.longest = kLongestWord},
                [member](auto& thing) -> auto& { return thing.carrier.*member; }, AsMaybeText());
        };
        fields.text(
            "id", &ShipmentThing::id,
            {.quiet = true, .longest = 80, .about = "carrier and number, `100079:601609743303`; follows from them"});
        fields.name("number", of_shipment(&Shipment::number), {.required = true, .longest = 50});
        fields.integer("carrier", of_shipment(&Shipment::carrier),
                       {.required = true,
                        .least = 1,
                        .most = std::numeric_limits<int32_t>::max(),
                        .about = "17TRACK's key of the carrier"});
        fields.put("param", form::Type::text, {.longest = kLongestWord}, of_shipment(&Shipment::param), AsMaybeText());
        fields.text("tag", of_shipment(&Shipment::tag), {.longest = kLongestWord});
        of_carrier("carrier_name", &Provider::name);
        of_carrier("carrier_tel", &Provider::tel);
        of_carrier("carrier_homepage", &Provider::homepage);
        of_carrier("carrier_country", &Provider::country);
        fields.put("status", form::Type::text, {.read_only = true}, of_shipment(&Shipment::status), AsMaybeText());
        fields.objects("events", &ShipmentThing::events, event_form(), "",
                       {.about = "newest first, whatever their order when they are sent"});
        return fields;
    }();
    return form;
}

std::string id_of(int64_t carrier, std::string_view number) { return fmt::format("{}:{}", carrier, number); }

std::pair<int64_t, std::string> parts_of(std::string_view id) {
    size_t colon = std::min(id.find(':'), id.size());
    int64_t carrier = parse_integer(id.substr(0, colon)).value_or(0);
    return {carrier, std::string(id.substr(std::min(colon + 1, id.size())))};
}

std::string shipment_document(const store::ShipmentRow& row) {
    auto read = shipments::read_shipment(row.document);
    const auto& track = read->providers.at(0);
    ShipmentThing thing{id_of(row.carrier, row.number), *read, track.provider, track.events};
    thing.shipment.number = row.number;
    thing.shipment.carrier = row.carrier;
    return form::to_json(shipment_form(), thing);
}

store::ShipmentRow to_row(const RequestContext& ctx, const shipments::Shipment& shipment) {
    return {ctx.account.key, shipment.number, shipment.carrier, shipments::to_json(shipment), ctx.now()};
}

Commit prepare_shipment(setup::SetupContext& context, const Node& node, const RequestContext& ctx,
                        const std::string& id) {
    ShipmentThing wanted = setup::read(context, shipment_form(), node, "");
    shipments::Shipment& shipment = wanted.shipment;
    wanted.carrier.key = shipment.carrier;
    wanted.carrier.alias = wanted.carrier.name;
    std::string new_id = id_of(shipment.carrier, shipment.number);
    if (context.count() == 0 && !wanted.id.empty() && wanted.id != new_id)
        context.add(node.find("id")->at, "id must be carrier and number, \"" + new_id + "\"");
    if (context.count() > 0) return {};
    shipment.providers.push_back({std::move(wanted.carrier), std::move(wanted.events)});
    shipments::complete(shipment);
    return [row = to_row(ctx, shipment), is_new = id.empty(), new_id](store::Tx& tx) {
        if (is_new && store::find_shipment(tx, row.account, row.number, row.carrier)) throw taken("number", row.number);
        store::put_shipment(tx, row);
        return Written{new_id};
    };
}

std::vector<Item> list_shipments(store::Db& db, const RequestContext& ctx, const ListQuery& query) {
    // The cursor is "number\ncarrier": neither holds a line's end.
    size_t end = std::min(query.after.find('\n'), query.after.size());
    int64_t carrier = parse_integer(query.after.substr(std::min(end + 1, query.after.size()))).value_or(0);
    std::vector<Item> items;
    for (const auto& row :
         store::list_shipments(db, ctx.account.key, query.after.substr(0, end), carrier, query.q, query.limit)) {
        items.push_back(
            {id_of(row.carrier, row.number), shipment_document(row), fmt::format("{}\n{}", row.number, row.carrier)});
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
        std::vector<Fault> faults;
        for (std::string& fault : list.faults)
            faults.push_back({.message = std::move(fault), .place = {.file = "body"}});
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
    return with_form(
        shipment_form().fields(),
        {.name = "shipments",
         .noun = "shipment",
         .id_field = "id",
         .affects_calls = false,
         .find = [](store::Db& db, const RequestContext& ctx, const std::string& id) -> std::optional<std::string> {
             auto [carrier, number] = parts_of(id);
             if (carrier < 1) return std::nullopt;
             auto row = store::find_shipment(db, ctx.account.key, number, carrier);
             if (!row) return std::nullopt;
             return shipment_document(*row);
         },
         .list = list_shipments,
         .prepare = prepare_shipment,
         .remove =
             [](store::Tx& tx, const RequestContext& ctx, const std::string& id) {
                 auto [carrier, number] = parts_of(id);
                 store::delete_shipment(tx, ctx.account.key, number, carrier);
             }});
}

void add_shipment_import(http::Router& router, const SharedStatePtr& shared) {
    router.add(
        "POST", "/admin/v1/shipments/import",
        page_handler(shared, {store::Role::operating, true}, [](const RequestContext& ctx) { return import(ctx); }));
}

}  // namespace tiller::management
