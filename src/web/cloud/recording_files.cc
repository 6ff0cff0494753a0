// GET /recordings/{CallID}.mp3: a recording by its signed link, without a token (docs/contract/voice.md, "Recordings").
#include <filesystem>

#include "base/ids.h"
#include "web/cloud/pages.h"
#include "web/cloud/problem.h"

namespace tiller::cloud {
namespace {

http::Response recording(const OpenRequestContext& ctx) {
    const http::Request& request = ctx.request;
    const ApiContext& outside = ctx.shared.outside;
    const std::string& call = request.captures.at("id");
    std::string expires = request.parameter("expires").value_or("");
    std::string signature = request.parameter("signature").value_or("");
    if (!is_id(call) || !context.links.is_good(call, expires, signature, context.clock.now())) {
        return problem(403, "the link is wrong or has expired");
    }
    std::string file = context.data_dir + "/" + recording_path(call);
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(file, ignored))
        return problem(404, "the recording was deleted: the time for which it was kept is over, or it was erased");
    http::Response response;
    response.content_type = "audio/mpeg";
    response.file = std::move(file);
    return response;
}

}  // namespace

void add_recording_files(Routes& routes) { routes.open("GET", "/recordings/{id}.mp3", recording); }

}  // namespace tiller::cloud
