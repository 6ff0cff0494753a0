#include "webhook/http_sender.h"

namespace tiller::webhook {
namespace {

constexpr std::chrono::seconds kTimeout{15};
constexpr size_t kAnswerBytes = 4096;  // more is not read: the log shows the start of it

}  // namespace

void HttpSender::send(Post post, std::function<void(Answer)> done) {
    http::ClientRequest request;
    request.method = "POST";
    request.url = std::move(post.url);
    request.headers = std::move(post.headers);
    request.body = std::move(post.body);
    request.timeout = kTimeout;
    request.response_limit = kAnswerBytes;
    request.status_is_enough = true;  // docs/contract/voice.md: success is any 2xx within 15 s
    request.policy.allow_private = allow_private_;
    client_.send(std::move(request), [done = std::move(done)](http::ClientResponse response) {
        done({response.status, std::move(response.error), response.elapsed, std::move(response.body)});
    });
}

}  // namespace tiller::webhook
