#include "web/partners/push.h"

#include <fmt/format.h>

#include "base/crypto/crypto.h"
#include "base/ids.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/text.h"
#include "http/status.h"
#include "leads/accept.h"
#include "model/wire_code.h"
#include "store/accounts.h"
#include "web/door/door.h"
#include "web/partners/push_envelope.h"

namespace tiller::partner_pages {
namespace {

constexpr size_t kMostBytes = 256u << 10;  // of a lead: it is one person, not a list

auto& leads_total() {
    static auto& counter = metrics::counter("tiller_leads_total", "leads that partners pushed and that were accepted");
    return counter;
}

struct PushTarget {
    store::Route route;
    store::Account account;
};

std::optional<PushTarget> find_target(store::Db& db, const std::string& name, const std::string& token) {
    auto route = store::find_route_by_token(db, name, to_hex(sha256(token)));
    if (!route || !route->enabled) return std::nullopt;
    auto account = store::find_account(db, route->account);
    if (!account) return std::nullopt;
    return PushTarget{std::move(*route), std::move(*account)};
}

PushAnswer refuse(const http::Request& request, std::string trace, int code, std::string message) {
    log::info("push refused", {{"trace", trace}, {"request", request.request_id}, {"code", code}});
    return {.code = code, .message = std::move(message), .trace_id = std::move(trace)};
}

PushAnswer push(const PushContext& context, const http::Request& request, const std::string& trace) {
    if (context.draining()) return refuse(request, trace, wire_code::unavailable, "not available: shutting down");
    auto target = context.store.read(
        [&](store::Db& db) { return find_target(db, request.captures.at("route"), request.captures.at("token")); });
    if (!target)
        return refuse(request, trace, wire_code::token_wrong, "token wrong: the path's route and token are not known");
    if (request.body.size() > kMostBytes) {
        return refuse(request, trace, wire_code::too_large,
                      fmt::format("too long: a lead must have at most {} bytes", kMostBytes));
    }
    auto route = leads::route_from_json(target->route.definition);
    if (!route) throw std::runtime_error(route.error().message);

    auto check = target->account.strict_numbers ? NumberCheck::valid : NumberCheck::possible;
    auto read = leads::read_lead(*route, request.body, check);
    if (auto* refusal = std::get_if<Fault>(&read)) {
        return refuse(request, trace, refusal->code, leads::message_of(*refusal));
    }
    const leads::Lead& lead = std::get<leads::Lead>(read);
    auto accepted = context.store.write([&](store::Tx& tx) {
        return leads::accept_lead(tx, context.campaign, {target->route, *route, target->account, lead, trace});
    });
    if (auto* refusal = std::get_if<Fault>(&accepted)) {
        return refuse(request, trace, refusal->code, leads::message_of(*refusal));
    }
    const leads::Accepted& kept = std::get<leads::Accepted>(accepted);
    log::info(kept.is_repeat ? "lead pushed again" : "lead accepted", {{"trace", kept.trace_id},
                                                                       {"request", request.request_id},
                                                                       {"account", target->account.key},
                                                                       {"route", target->route.name},
                                                                       {"task", kept.task_id},
                                                                       {"callee", mask_number(lead.callee)}});
    if (!kept.is_repeat) {
        leads_total().Increment();
        context.work_arrived();
    }
    return {.warnings = lead.warnings, .trace_id = kept.trace_id};
}

http::Response answer(const PushContext& context, const http::Request& request) {
    std::string trace = new_id(context.campaign.clock, context.campaign.random);
    Instant now = context.campaign.clock.now();
    auto refused = [&](int code, std::string_view detail) {
        std::string_view word = code == wire_code::internal ? "internal" : "not available";
        return to_response({.code = code, .message = fmt::format("{}: {}", word, detail), .trace_id = trace}, now);
    };
    return web::behind_door(context.store, request, refused,
                            [&] { return to_response(push(context, request, trace), now); });
}

/// What no handler answers (http::Router::set_fallback). Like the handler it tells and logs no path.
http::Response refuse_unhandled(const PushContext& context, const http::Request& request, int status,
                                std::string_view detail) {
    if (status == wire_code::no_such_path) detail = "the path must be /api/push/<route>/<token>";
    if (status == wire_code::method_wrong) detail = "a lead is pushed by POST";
    if (status == wire_code::not_valid && detail.empty()) detail = "the path has a broken percent escape";
    std::string message(http::reason_phrase(status));
    if (!detail.empty()) message.append(": ").append(detail);
    std::string trace = new_id(context.campaign.clock, context.campaign.random);
    return to_response(refuse(request, std::move(trace), status, std::move(message)), context.campaign.clock.now());
}

}  // namespace

void add_push(http::Router& router, const PushContext& context) {
    // The rest of the path: a token in base64 may hold a slash, too.
    router.add("POST", "/api/push/{route}/{token...}",
               [context](const http::Request& request) { return answer(context, request); });
    router.set_fallback("/api/push", [context](const http::Request& request, int status, const std::string& detail) {
        return refuse_unhandled(context, request, status, detail);
    });
}

}  // namespace tiller::partner_pages
