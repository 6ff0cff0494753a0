#include "web/cloud/problem.h"

#include "base/json/json.h"
#include "http/status.h"

namespace tiller::cloud {

http::Response problem(int status, std::string_view detail) {
    JsonWriter json;
    json.begin_object();
    json.field("type", "about:blank");
    json.field("title", http::reason_phrase(status));
    json.field("status", status);
    json.field("detail", detail);
    json.end_object();
    http::Response response;
    response.status = status;
    response.content_type = "application/problem+json";
    response.body = json.take();
    return response;
}

}  // namespace tiller::cloud
