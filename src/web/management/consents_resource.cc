// Consents: who agreed to be called, how and until when. The guard's rules that ask for one look here.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "form/json.h"
#include "store/guard.h"
#include "web/management/number_fields.h"
#include "web/management/resources.h"

namespace tiller::management {
namespace {

/// A consent as it is told and given.
struct ConsentThing {
    std::string id, number, source;
    std::optional<Instant> given, expires;
};

const form::Form<ConsentThing>& consent_form() {
    static const auto form =
        form::Form<ConsentThing>()
            .text("id", &ConsentThing::id, {.read_only = true, .about = "<number>:<source>"})
            .name("number", &ConsentThing::number,
                  {.required = true, .longest = kLongestNumberText, .check = check_number, .example = "+6281100000000"})
            .name("source", &ConsentThing::source,
                  {.required = true,
                   .longest = kLongestListText,
                   .about = "how and where it was given; one consent for each"})
            .put("given", form::Type::instant,
                 {.fallback_told = "now", .about = "a date in the account's zone, or RFC 3339"}, &ConsentThing::given,
                 form::AsInstant())
            .put("expires", form::Type::instant, {.about = "the same; null: never"}, &ConsentThing::expires,
                 form::AsInstant());
    return form;
}

std::string id_of(const store::ConsentRow& consent) { return consent.number + ":" + consent.source; }

std::string consent_document(const store::ConsentRow& consent) {
    return form::to_json(consent_form(), {.id = id_of(consent),
                                          .number = consent.number,
                                          .source = consent.source,
                                          .given = consent.given,
                                          .expires = consent.expires});
}

std::optional<store::ConsentRow> find_by_id(store::Db& db, const RequestContext& ctx, std::string_view id) {
    size_t mark = std::min(id.find(':'), id.size());
    std::string_view source = id.substr(std::min(mark + 1, id.size()));
    for (auto& consent : store::consents_of(db, ctx.account.key, id.substr(0, mark))) {
        if (consent.source == source) return std::move(consent);
    }
    return std::nullopt;
}

Commit prepare_consent(setup::SetupContext& context, const document::Node& node, const RequestContext& ctx,
                       const std::string&) {
    ConsentThing wanted = setup::read(context, consent_form(), node, "");
    setup::MapReader map(context, node, "");
    Zone zone = zone_of(ctx);
    store::ConsentRow consent{
        .account = ctx.account.key,
        .number = wanted.number,
        .source = wanted.source,
        .given = read_day(map, "given", zone).value_or(std::chrono::floor<std::chrono::seconds>(ctx.now())),
        .expires = read_day(map, "expires", zone)};
    if (consent.expires && *consent.expires <= consent.given) {
        map.fault(*map.find("expires"), map.told("expires") + " must be after given");
    }
    return [consent](store::Tx& tx) -> Written {
        for (const auto& known : store::consents_of(tx, consent.account, consent.number)) {
            if (known.source == consent.source) throw taken("id", id_of(consent));
        }
        store::put_consent(tx, consent);
        return {id_of(consent)};
    };
}

std::vector<Item> list_consents(store::Db& db, const RequestContext& ctx, const ListQuery& query) {
    size_t mark = std::min(query.after.find(':'), query.after.size());
    store::ConsentSearch search{.text = query.q,
                                .after_number = query.after.substr(0, mark),
                                .after_source = query.after.substr(std::min(mark + 1, query.after.size()))};
    std::vector<Item> items;
    for (const auto& consent : store::search_consents(db, ctx.account.key, search, query.limit)) {
        items.push_back({id_of(consent), consent_document(consent)});
    }
    return items;
}

http::Response import(const RequestContext& ctx) {
    auto read = read_numbers(ctx);
    std::string source = read_source(ctx);
    bool has_all = std::ranges::all_of(read.rows, [](const auto& row) { return !row.source.empty(); });
    if (source.empty() && !has_all) {
        throw Refusal{wrong_fields({{.message = "source is missing: say ?source=, or give the list a column of it"}})};
    }
    size_t changed = ctx.shared.outside.store.write([&](store::Tx& tx) {
        size_t count = guard::put_consents(tx, ctx.account.key, read.rows, source, ctx.now());
        audit(tx, ctx, "imported", consents_resource(), "list", "",
              fmt::format(R"({{"numbers":{},"changed":{}}})", read.rows.size(), count));
        return count;
    });
    return {.body = fmt::format(R"({{"numbers":{},"changed":{}}})", read.rows.size(), changed)};
}

}  // namespace

Resource consents_resource() {
    return with_form(
        consent_form().fields(),
        {.name = "consents",
         .noun = "consent",
         .id_field = "id",
         .affects_calls = false,
         .find = [](store::Db& db, const RequestContext& ctx, const std::string& id) -> std::optional<std::string> {
             auto consent = find_by_id(db, ctx, id);
             if (!consent) return std::nullopt;
             return consent_document(*consent);
         },
         .list = list_consents,
         .prepare = prepare_consent,
         .can_edit = false,
         .remove = [](store::Tx& tx, const RequestContext& ctx,
                      const std::string& id) { store::remove_consent(tx, *find_by_id(tx, ctx, id)); }});
}

void add_consent_import(http::Router& router, const SharedStatePtr& shared) {
    router.add(
        "POST", "/admin/v1/consents/import",
        page_handler(shared, {store::Role::operating, true}, [](const RequestContext& ctx) { return import(ctx); }));
}

}  // namespace tiller::management
