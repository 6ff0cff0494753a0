// GET /recordings/{CallID}.mp3: a recording by its signed link, without a token (contract/voice.md, "Recordings").
#include <filesystem>

#include "api/pages.h"
#include "base/ids.h"
#include "http/status.h"

namespace tiller::api {
namespace {

/// Opened by browsers and players, so in the form of RFC 9457 and not in the envelope.
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

http::Response recording(const OpenVisit& visit) {
    const http::Request& request = visit.request;
    const ApiContext& context = visit.desk.context;
    const std::string& call = request.captures.at("id");
    std::string expires = request.parameter("expires").value_or("");
    std::string signature = request.parameter("signature").value_or("");
    if (!is_id(call) || !context.links.is_good(call, expires, signature, context.clock.now())) {
        return problem(403, "the link is wrong or has expired");
    }
    std::string file = context.data_dir + "/" + recording_path(call);
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(file, ignored)) return problem(404, "the recording is not here any more");
    http::Response response;
    response.content_type = "audio/mpeg";
    response.file = std::move(file);
    return response;
}

}  // namespace

void add_recording_files(Routes& routes) { routes.open("GET", "/recordings/{id}.mp3", recording); }

}  // namespace tiller::api
