#include "admin/admin_api.h"

#include <fmt/format.h>

#include "admin/apply.h"
#include "admin/setup_file.h"
#include "base/crypto.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "http/status.h"

namespace tiller::admin {
namespace {

http::Response problem(int status, std::string_view detail, const std::vector<SetupFault>& faults = {}) {
    JsonWriter json;
    json.begin_object();
    json.field("type", "about:blank");
    json.field("title", http::reason_phrase(status));
    json.field("status", status);
    json.field("detail", detail);
    if (!faults.empty()) {
        json.key("faults");
        json.begin_array();
        for (const SetupFault& fault : faults) {
            json.begin_object();
            json.field("file", fault.file);
            json.field("line", fault.place.line);
            json.field("column", fault.place.column);
            json.field("message", fault.message);
            json.end_object();
        }
        json.end_array();
    }
    json.end_object();
    return {.status = status, .content_type = "application/problem+json", .body = json.take()};
}

http::Response refuse(const std::vector<SetupFault>& faults) {
    return problem(422, "The set-up file has faults; nothing was changed.", faults);
}

http::Response to_response(const Error& error) {
    switch (error.kind) {
        case ErrorKind::invalid:
            return problem(422, error.message);
        case ErrorKind::not_found:
            return problem(404, error.message);
        case ErrorKind::conflict:
            return problem(409, error.message);
        case ErrorKind::unavailable:
            return problem(503, error.message);
        case ErrorKind::internal:
            break;
    }
    return problem(500, error.message);
}

/// RFC 6750 section 2.1; the scheme's name is not case-sensitive (RFC 9110 section 11.1).
bool is_authorized(const http::Request& request, const std::string& key) {
    std::string_view given = request.header("authorization");
    constexpr std::string_view kScheme = "bearer ";
    if (lower(given.substr(0, kScheme.size())) != kScheme) return false;
    return !key.empty() && equal_in_constant_time(trim(given.substr(kScheme.size())), key);
}

http::Response answer_for(const ApplyReport& report) {
    JsonWriter json;
    json.begin_object();
    json.key("changes");
    json.begin_array();
    for (const std::string& change : report.changes) json.value(change);
    json.end_array();
    json.field("changed", report.changed);
    json.field("dry_run", report.dry_run);
    json.end_object();
    return {.body = json.take()};
}

http::Response post_setup(const AdminContext& context, const http::Request& request) {
    if (!is_authorized(request, context.key)) {
        auto response = problem(401, "The key in admin.key of the data folder is needed: Authorization: Bearer <key>");
        response.headers.emplace_back("WWW-Authenticate", "Bearer");
        return response;
    }
    std::string dry_run = request.parameter("dry_run").value_or("0");
    if (dry_run != "0" && dry_run != "1") return problem(400, "dry_run must be 0 or 1");
    auto setup = read_setup(request.body, {});
    if (auto* faults = std::get_if<std::vector<SetupFault>>(&setup)) return refuse(*faults);
    const auto& wanted = std::get<Setup>(setup);
    try {
        auto faults = context.store.read([&](store::Db& db) { return faults_against(db, wanted); });
        if (!faults.empty()) return refuse(faults);
    } catch (const store::StoreError& error) {
        return to_response(unavailable(error.what()));
    }
    auto report = apply(context.store, context.clock, context.random, wanted, dry_run == "1");
    if (!report) return to_response(report.error());
    if (!report->dry_run && report->changed > 0) {
        log::info("set-up changed", {{"changes", report->changed}, {"request", request.request_id}});
        if (context.setup_changed) context.setup_changed();
    }
    return answer_for(*report);
}

}  // namespace

void add_admin_routes(http::Router& router, const AdminContext& context) {
    router.add("POST", "/admin/v1/setup",
               [context](const http::Request& request) { return post_setup(context, request); });
}

}  // namespace tiller::admin
