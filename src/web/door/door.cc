#include "web/door/door.h"

#include <simdjson.h>

#include "base/log.h"
#include "http/target.h"
#include "model/wire_code.h"

namespace tiller::web {

http::Response behind_door(const store::Store& store, const http::Request& request, const Refuse& refuse,
                           const std::function<http::Response()>& page) {
    try {
        return page();
    } catch (const store::StoreError& refused) {
        log::error("the store refused", {{"request", request.request_id}, {"error", refused.what()}});
        std::string why = store.why_refusing();
        return refuse(wire_code::unavailable, why.empty() ? "the store refuses for now: try again later" : why);
    } catch (const std::exception& bug) {
        log::error(
            "a handler failed",
            {{"request", request.request_id}, {"path", http::loggable_path(request.path)}, {"error", bug.what()}});
        return refuse(wire_code::internal, "the log has it under " + request.request_id);
    }
}

http::Response through_cipher(const wire_security::BodyCipher* cipher, const http::Request& request, PlainBody plain,
                              const Refuse& refuse, const std::function<http::Response(const http::Request&)>& page) {
    if (!cipher) return page(request);
    size_t key = 0;
    auto run = [&]() -> http::Response {
        bool may_be_plain = plain == PlainBody::if_empty && request.body.empty();
        if (!cipher->wanted().requests || may_be_plain) return page(request);
        auto opened = cipher->open(request.body);
        if (!opened) return refuse(wire_code::parameter_wrong, "body: " + opened.error().message);
        key = opened->key;
        http::Request read{.method = request.method,
                           .path = request.path,
                           .query = request.query,
                           .headers = request.headers,
                           .body = std::move(opened->body),
                           .remote_address = request.remote_address,
                           .captures = request.captures,
                           .request_id = request.request_id};
        read.body.reserve(read.body.size() + simdjson::SIMDJSON_PADDING);  // as the HTTP server's own have it
        return page(read);
    };
    http::Response response = run();
    return sealed(cipher, std::move(response), key);
}

http::Response sealed(const wire_security::BodyCipher* cipher, http::Response response, size_t key) {
    return cipher && cipher->wanted().answers ? cipher->seal(std::move(response), key) : response;
}

}  // namespace tiller::web
