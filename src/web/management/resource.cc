#include "web/management/resource.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/crypto/crypto.h"
#include "base/json/json.h"
#include "base/log.h"
#include "base/text.h"
#include "form/schema.h"
#include "store/audit.h"
#include "web/management/document.h"

namespace tiller::management {
namespace {

constexpr int64_t kDefaultLimit = 50, kMostLimit = 500;

/// A thing as it stands in the store: its document, and how often it was written, as far as the audit log tells.
struct Found {
    std::string document;
    int64_t version = 0;

    bool operator==(const Found&) const = default;
};

/// Strong (RFC 9110 section 8.8.3). Keyed, because the document may hold a password that could be guessed from a hash;
/// and each write makes another one, so that writing a guess does not tell by the old tag that it was right.
std::string etag_of(const RequestContext& ctx, const Found& found) {
    std::string text = fmt::format("{}\n{}", found.version, found.document);
    return fmt::format("\"{}\"", to_hex(hmac_sha256(ctx.shared.outside.key, text)).substr(0, 32));
}

/// The members of If-Match; weak tags never match (RFC 9110 section 13.1.1). In If-None-Match they do (13.1.2).
bool matches(std::string_view tags, std::string_view etag, bool weakly = false) {
    for (std::string_view tag : split(tags, ',')) {
        tag = trim(tag);
        if (weakly && tag.starts_with("W/")) tag.remove_prefix(2);
        if (tag == "*" || tag == etag) return true;
    }
    return false;
}

constexpr size_t kCursorSealBytes = 8;

/// Keyed, so that what no list gave is told from a place in this list.
std::string seal_of_cursor(const RequestContext& ctx, std::string_view resource, std::string_view place) {
    return hmac_sha256(ctx.shared.outside.key, fmt::format("cursor\n{}\n{}", resource, place))
        .substr(0, kCursorSealBytes);
}

void need_match(const RequestContext& ctx, const Found& found) {
    std::string_view wanted = ctx.request.header("if-match");
    if (wanted.empty()) {
        throw Refusal{problem(428, "If-Match is missing: send the ETag of the answer that you edit, or * for any")};
    }
    if (!matches(wanted, etag_of(ctx, found))) {
        throw Refusal{problem(412, "it was changed meanwhile: get it again, and then edit it")};
    }
}

void read_fields(const std::string& document, const ReadFields& read) {
    if (document.size() > document::kLargest) {
        throw Refusal{problem(413, fmt::format("the body, of {} bytes, is longer than {} KiB", document.size(),
                                               document::kLargest / 1024))};
    }
    document::SourceText text(document);
    setup::SetupSource source{.name = "body", .reading = form::Reading::request};
    setup::SetupContext context(text, source);
    document::Faults yaml_faults(text);
    auto root = document::parse_yaml(text, yaml_faults);  // JSON is YAML, too
    context.take_over(yaml_faults);
    if (!root) throw Refusal{wrong_fields(context.take())};
    read(context, *root);
    if (context.count() > 0) throw Refusal{wrong_fields(context.take())};
}

class ResourcePages {
  public:
    ResourcePages(const Resource& resource) : r_(resource) {}

    http::Response list(const RequestContext& ctx) const {
        ListQuery query{.limit = limit_of(ctx) + 1, .after = cursor_of(ctx), .q = ctx.parameter("q")};
        auto items = ctx.shared.outside.store.read([&](store::Db& db) { return r_.list(db, ctx, query); });
        bool more = static_cast<int64_t>(items.size()) >= query.limit;
        if (more) items.resize(static_cast<size_t>(query.limit) - 1);
        JsonWriter json;
        json.begin_object();
        json.key("items");
        json.begin_array();
        for (const Item& item : items) json.raw(shown(ctx, item.document));
        json.end_array();
        json.key("next_cursor");
        if (more) {
            const std::string& place = items.back().cursor.empty() ? items.back().id : items.back().cursor;
            json.value(to_base64(seal_of_cursor(ctx, r_.name, place) + place));
        } else {
            json.null();
        }
        json.end_object();
        return {.body = json.take()};
    }

    http::Response get(const RequestContext& ctx) const {
        std::string id = id_of(ctx);
        Found found = ctx.shared.outside.store.read([&](store::Db& db) { return need(db, ctx, id); });
        std::string etag = etag_of(ctx, found);
        if (matches(ctx.request.header("if-none-match"), etag, true))
            return {.status = 304, .headers = {{"ETag", etag}}};
        return {.body = shown(ctx, found.document), .headers = {{"ETag", etag}}};
    }

    http::Response create(const RequestContext& ctx) const {
        auto body = read_object(ctx.request.body);
        if (!body) return problem(400, body.error().message);
        Commit commit = prepare(ctx, *body, "");
        return write(ctx, "", [&](store::Tx& tx) { return commit(tx); });
    }

    http::Response edit(const RequestContext& ctx) const {
        auto patch = read_object(ctx.request.body);
        if (!patch) return problem(400, patch.error().message);
        std::string id = id_of(ctx);
        // Read and checked outside of the transaction, so that nobody waits for it; there only the ETag is looked at
        // again.
        Found before = ctx.shared.outside.store.read([&](store::Db& db) { return need(db, ctx, id); });
        need_match(ctx, before);
        std::string wanted = merge_patch(without_fields(before.document, r_.read_only), *patch);
        if (text_field(merge_patch(before.document, *patch), r_.id_field) != text_field(before.document, r_.id_field)) {
            return wrong_fields({{.message = fmt::format("{} cannot be changed", r_.id_field)}});
        }
        Commit commit = prepare(ctx, wanted, id);
        return write(ctx, id, [&](store::Tx& tx) {
            if (need(tx, ctx, id) != before) throw Refusal{problem(412, "it was changed meanwhile: get it again")};
            return commit(tx);
        });
    }

    http::Response remove(const RequestContext& ctx) const {
        std::string id = id_of(ctx);
        ctx.shared.outside.store.write([&](store::Tx& tx) {
            Found before = need(tx, ctx, id);
            if (!ctx.request.header("if-match").empty()) need_match(ctx, before);
            r_.remove(tx, ctx, id);
            audit(tx, ctx, "deleted", r_, id, before.document, "");
        });
        changed(ctx, "deleted", id);
        return {.status = 204, .content_type = ""};
    }

    static std::string id_of(const RequestContext& ctx) { return ctx.request.captures.at("id"); }

  private:
    static int64_t limit_of(const RequestContext& ctx) {
        std::string text = ctx.parameter("limit");
        if (text.empty()) return kDefaultLimit;
        auto limit = parse_integer(text);
        if (limit && *limit >= 1 && *limit <= kMostLimit) return *limit;
        throw Refusal{problem(400, fmt::format("limit \"{}\" must be 1 to {}", utf8_prefix(text, 64), kMostLimit))};
    }
    std::string cursor_of(const RequestContext& ctx) const {
        std::string text = ctx.parameter("cursor");
        if (text.empty()) return "";
        std::string cursor = from_base64(text).value_or("");
        std::string place = cursor.substr(std::min(kCursorSealBytes, cursor.size()));
        if (!place.empty() && cursor == seal_of_cursor(ctx, r_.name, place) + place) return place;
        throw Refusal{problem(
            400, fmt::format("cursor \"{}\" must be the next_cursor of the answer before", utf8_prefix(text, 64)))};
    }

    std::string shown(const RequestContext& ctx, std::string_view document) const {
        std::string shown = without_secrets(document, r_.secrets);
        return r_.urls.empty() || ctx.actor.role >= r_.may_write ? shown : with_loggable_urls(shown, r_.urls);
    }

    Found need(store::Db& db, const RequestContext& ctx, const std::string& id) const {
        auto document = r_.find(db, ctx, id);
        if (!document) throw no_such(r_, id);
        // Webhooks go by their URL, too: the document tells under which name its writes are kept.
        std::string name = text_field(*document, r_.id_field);
        return {std::move(*document), store::version_of(db, r_.name, ctx.account.name, name.empty() ? id : name)};
    }

    Commit prepare(const RequestContext& ctx, const std::string& document, const std::string& id) const {
        Commit commit;
        read_fields(document, [&](setup::SetupContext& context, const document::Node& root) {
            commit = r_.prepare(context, root, ctx, id);
        });
        return commit;
    }

    template <class Work>
    http::Response write(const RequestContext& ctx, const std::string& old_id, Work work) const {
        Found found;
        Written written = ctx.shared.outside.store.write([&](store::Tx& tx) {
            std::string before = old_id.empty() ? "" : need(tx, ctx, old_id).document;
            Written w = work(tx);
            std::string after = need(tx, ctx, w.id).document;
            audit(tx, ctx, old_id.empty() ? "created" : "changed", r_, w.id, before, after);
            found = need(tx, ctx, w.id);
            return w;
        });
        changed(ctx, old_id.empty() ? "created" : "changed", written.id);
        http::Response response{.body = shown(ctx, found.document), .headers = {{"ETag", etag_of(ctx, found)}}};
        if (!written.told_once.empty()) {
            JsonWriter json;
            json.begin_object();
            for (const auto& [name, secret] : written.told_once) json.field(name, secret);
            json.end_object();
            response.body = merge_patch(response.body, json.take());
            response.headers.emplace_back("Cache-Control", "no-store");
        }
        if (old_id.empty()) {
            response.status = 201;
            std::string account = !r_.in_account ? ""
                                  : ctx.parameter("all_accounts") == "1"
                                      ? "?all_accounts=1"
                                      : "?account=" + percent_encode(ctx.account.name);
            response.headers.emplace_back(
                "Location", fmt::format("/admin/v1/{}/{}{}", r_.name, percent_encode(written.id), account));
        }
        return response;
    }

    void changed(const RequestContext& ctx, std::string_view action, std::string_view id) const {
        log::info("management", {{"request", ctx.request.request_id},
                                 {"actor", ctx.actor.name},
                                 {"action", action},
                                 {"resource", r_.name},
                                 {"id", r_.logs_id ? id : ""}});
        if (r_.affects_calls && ctx.shared.outside.setup_changed) ctx.shared.outside.setup_changed();
    }

    const Resource r_;
};

}  // namespace

Resource with_form(const form::Fields& fields, Resource resource) {
    resource.schema = form::to_schema(fields);
    for (const form::Field& field : fields) {
        if (field.is_secret() && !field.file_only) resource.secrets.push_back(field.name);
        if (field.read_only) resource.read_only.push_back(field.name);
    }
    return resource;
}

std::vector<Item> page_of(std::vector<Item> all, const ListQuery& query) {
    std::string q = lower(query.q);
    std::erase_if(all, [&](const Item& item) {
        return item.id <= query.after || (!q.empty() && lower(item.id).find(q) == std::string::npos);
    });
    std::sort(all.begin(), all.end(), [](const Item& a, const Item& b) { return a.id < b.id; });
    if (static_cast<int64_t>(all.size()) > query.limit) all.resize(static_cast<size_t>(query.limit));
    return all;
}

Refusal no_such(const Resource& resource, std::string_view id) {
    return {problem(
        404, fmt::format("{} \"{}\": there is no such {}", resource.id_field, utf8_prefix(id, 64), resource.noun))};
}

void audit(store::Tx& tx, const RequestContext& ctx, std::string_view action, const Resource& resource,
           std::string_view id, std::string_view before, std::string_view after) {
    auto shown = [&](std::string_view document) {
        if (document.empty()) return std::string();
        return with_loggable_urls(without_secrets(document, resource.secrets), resource.urls);
    };
    store::insert_audit(tx, {.at = ctx.now(),
                             .actor = ctx.actor.name,
                             .address = ctx.request.remote_address,
                             .account = ctx.account.name,
                             .action = std::string(action),
                             .resource = std::string(resource.name),
                             .subject = std::string(id),
                             .changed = changed_fields(before, after),
                             .before = shown(before),
                             .after = shown(after)});
}

void read_body(const RequestContext& ctx, const ReadFields& read) {
    auto body = read_object(ctx.request.body.empty() ? "{}" : ctx.request.body);
    if (!body) throw Refusal{problem(400, body.error().message)};
    read_fields(*body, read);
}

void add_resource(http::Router& router, const SharedStatePtr& shared, const Resource& resource) {
    auto routes = std::make_shared<const ResourcePages>(resource);
    std::string all = fmt::format("/admin/v1/{}", resource.name), one = all + "/{id}";
    bool for_all = std::ranges::find(resource.scope, "all_accounts", &Parameter::name) != resource.scope.end();
    Permission reads{.role = resource.may_read, .in_account = resource.in_account, .for_all = for_all};
    Permission writes{.role = resource.may_write, .in_account = resource.in_account, .for_all = for_all};
    auto add = [&](const char* method, const std::string& path, Permission permission, auto page) {
        router.add(method, path, page_handler(shared, permission, [routes, page](const RequestContext& ctx) {
                       return ((*routes).*page)(ctx);
                   }));
    };
    if (resource.list) add("GET", all, reads, &ResourcePages::list);
    if (resource.find) add("GET", one, reads, &ResourcePages::get);
    if (resource.prepare) {
        if (resource.can_create) add("POST", all, writes, &ResourcePages::create);
        if (resource.can_edit) add("PATCH", one, writes, &ResourcePages::edit);
    }
    if (resource.remove) add("DELETE", one, writes, &ResourcePages::remove);
    for (const Action& action : resource.actions) {
        router.add(std::string(action.method), fmt::format("{}/{}", one, action.name),
                   page_handler(
                       shared,
                       {.role = action.role,
                        .in_account = resource.in_account,
                        .for_all = for_all,
                        .while_draining = action.while_draining},
                       [run = action.run](const RequestContext& ctx) { return run(ctx, ResourcePages::id_of(ctx)); }));
    }
}

}  // namespace tiller::management
