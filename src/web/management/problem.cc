#include "web/management/problem.h"

#include <algorithm>

#include "base/json/json.h"
#include "http/status.h"

namespace tiller::management {
namespace {

void write_code(JsonWriter& json, int code) {
    if (code != 0) json.field("code", code);
}

template <class More>
http::Response make(int status, std::string_view detail, int code, More more) {
    JsonWriter json;
    json.begin_object();
    json.field("type", "about:blank");
    json.field("title", http::reason_phrase(status));
    json.field("status", status);
    json.field("detail", detail);
    write_code(json, code);
    more(json);
    json.end_object();
    return {.status = status, .content_type = "application/problem+json", .body = json.take()};
}

int first_code(const std::vector<Fault>& faults) {
    auto found = std::ranges::find_if(faults, [](const Fault& fault) { return fault.code != 0; });
    return found == faults.end() ? 0 : found->code;
}

}  // namespace

http::Response problem(int status, std::string_view detail, int code) {
    return make(status, detail, code, [](JsonWriter&) {});
}

http::Response wrong_fields(const std::vector<Fault>& faults) {
    std::string detail;
    for (const Fault& fault : faults) detail += (detail.empty() ? "" : "; ") + fault.message;
    return make(422, detail, first_code(faults), [&](JsonWriter& json) {
        json.key("errors");
        json.begin_array();
        for (const Fault& fault : faults) {
            json.begin_object();
            json.field("field", field_of(fault));
            json.field("detail", fault.message);
            write_code(json, fault.code);
            json.end_object();
        }
        json.end_array();
    });
}

http::Response wrong_file(const std::vector<Fault>& faults) {
    return make(422, "The set-up file has faults; nothing was changed.", first_code(faults), [&](JsonWriter& json) {
        json.key("faults");
        json.begin_array();
        for (const Fault& fault : faults) {
            json.begin_object();
            json.field("file", fault.place.file);
            json.field("line", fault.place.line);
            json.field("column", fault.place.column);
            json.field("message", fault.message);
            write_code(json, fault.code);
            json.end_object();
        }
        json.end_array();
    });
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

}  // namespace tiller::management
