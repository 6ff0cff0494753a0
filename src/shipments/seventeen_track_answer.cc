#include "shipments/seventeen_track_answer.h"

#include <fmt/format.h>
#include <simdjson.h>

#include "base/text.h"

namespace tiller::shipments {

using simdjson::dom::element;

Result<SeventeenTrackAnswer> read_answer(std::string_view body) {
    simdjson::dom::parser parser;
    element root;
    int64_t code = 0;
    if (parser.parse(body.data(), body.size()).get(root) || root["code"].get(code))
        return unavailable("the answer is none of its API");
    if (code != 0) {
        std::string_view message;
        if (root.at_pointer("/data/errors/0/message").get(message)) message = "no message";
        return unavailable(fmt::format("code {}: {}", code, utf8_prefix(message, 200)));
    }
    SeventeenTrackAnswer answer;
    simdjson::dom::array items;
    std::string_view number;
    if (root.at_pointer("/data/accepted").get(items) == simdjson::SUCCESS) {
        for (element item : items) {
            if (item["number"].get(number) == simdjson::SUCCESS)
                answer.accepted.try_emplace(std::string(number), simdjson::minify(item));
        }
    }
    if (root.at_pointer("/data/rejected").get(items) == simdjson::SUCCESS) {
        for (element item : items) {
            if (item["number"].get(number) || item.at_pointer("/error/code").get(code)) continue;
            answer.rejected.try_emplace(std::string(number), code);
        }
    }
    return answer;
}

Result<SeventeenTrackPush> read_push(std::string_view body) {
    simdjson::dom::parser parser;
    element root, data;
    std::string_view event;
    if (parser.parse(body.data(), body.size()).get(root) || root["event"].get(event) || root["data"].get(data))
        return invalid("the body must be a JSON object with event and data");
    return SeventeenTrackPush{std::string(event), simdjson::minify(data)};
}

}  // namespace tiller::shipments
