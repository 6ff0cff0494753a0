// /, /healthz, /readyz, /metrics, /openapi.json, /docs (docs/contract/admin.md, "Operations").
#include <fmt/format.h>

#include "base/metrics.h"
#include "base/text.h"
#include "web/cloud/openapi_text.h"
#include "web/cloud/pages.h"

namespace tiller::cloud {
namespace {

http::Response state(int status, std::string_view word, const std::string& version, std::string_view reason = {}) {
    JsonWriter json;
    json.begin_object();
    json.field("status", word);
    json.field("version", version);
    if (!reason.empty()) json.field("reason", reason);
    json.end_object();
    http::Response response;
    response.status = status;
    response.body = json.take();
    return response;
}

/// Alive: the process answers.
http::Response health(const OpenRequestContext& ctx) { return state(200, "ok", ctx.shared.outside.version); }

/// Ready: new work may be sent here.
http::Response readiness(const OpenRequestContext& ctx) {
    const ApiContext& outside = ctx.shared.outside;
    if (context.draining()) {
        return state(503, "draining", context.version,
                     "the server stops: it takes no new work, calls in progress may end");
    }
    if (!context.ready()) return state(503, "starting", context.version, "the server is not up yet");
    if (auto why = context.store.why_refusing(); !why.empty()) {
        return state(503, "unavailable", context.version, why);
    }
    if (std::string held = context.held ? context.held() : ""; !held.empty()) {
        return state(200, "held", context.version, held);
    }
    return state(
        200, "ready", context.version,
        context.store.is_checking() ? "the look at the database's structure, begun at the start, goes on" : "");
}

http::Response metrics_page(const OpenRequestContext& ctx) {
    static auto& backlog = metrics::gauge("tiller_store_backlog", "transactions that wait for the writer");
    backlog.Set(static_cast<double>(ctx.shared.outside.store.backlog()));
    static auto& log = metrics::gauge("tiller_store_log_pages", "pages of 4 KiB in the database's log");
    log.Set(static_cast<double>(ctx.shared.outside.store.log_pages()));
    http::Response response;
    response.content_type = "text/plain; version=0.0.4; charset=utf-8";
    response.body = metrics::expose();
    return response;
}

/// The document, with the table of codes for the page and for programs.
std::string openapi_with_codes() {
    JsonWriter json;
    json.begin_array();
    for (const WireCodeRow& row : wire_codes()) {
        json.begin_object();
        json.field("code", row.code);
        json.field("text", row.text);
        json.field("remedy", row.remedy);
        json.end_object();
    }
    json.end_array();
    std::string_view text = trim(openapi_text());
    text.remove_suffix(1);  // the last brace
    return fmt::format("{},\"x-codes\":{}}}\n", text, json.text());
}

http::Response openapi(const OpenRequestContext&) {
    static const std::string text = openapi_with_codes();
    http::Response response;
    response.body = text;
    return response;
}

/// Leads a person to the page; a program is told that there is nothing.
http::Response root(const OpenRequestContext& ctx) {
    if (ctx.request.header("accept").find("text/html") == std::string_view::npos) return refuse_unhandled(404, "");
    http::Response response;
    response.status = 302;
    response.headers.emplace_back("Location", "/docs");
    return response;
}

/// The page reads the documents of this server, and nothing from elsewhere.
http::Response docs(const OpenRequestContext&) {
    http::Response response;
    response.content_type = "text/html; charset=utf-8";
    response.headers.emplace_back("Content-Security-Policy",
                                  "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
                                  "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    response.body = docs_text();
    return response;
}

}  // namespace

void add_operator_pages(Routes& routes) {
    routes.open("GET", "/", root);
    routes.open("GET", "/healthz", health);
    routes.open("GET", "/readyz", readiness);
    routes.open("GET", "/metrics", metrics_page);
    routes.open("GET", "/openapi.json", openapi);
    routes.open("GET", "/docs", docs);
}

}  // namespace tiller::cloud
