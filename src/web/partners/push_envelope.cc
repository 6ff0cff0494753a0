#include "web/partners/push_envelope.h"

#include "base/json/json.h"
#include "model/wire_code.h"

namespace tiller::partner_pages {

http::Response to_response(const PushAnswer& answer, Instant now) {
    JsonWriter json;
    json.begin_object();
    json.field("code", answer.code);
    json.field("message", answer.message);
    json.field("show_err", answer.is_error());
    json.field("timestamp", to_ms(now) / 1000);
    json.key("body");
    json.begin_object();
    if (!answer.warnings.empty()) {
        json.key("warnings");
        json.begin_array();
        for (const std::string& warning : answer.warnings) json.value(warning);
        json.end_array();
    }
    json.end_object();
    json.field("trace_id", answer.trace_id);
    json.end_object();
    return {.status = http_status_of(answer.code), .body = json.take()};
}

}  // namespace tiller::partner_pages
