#pragma once
// What 17TRACK answers to a call: for each number either an item or the code of its refusal.
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tiller::shipments {

struct SeventeenTrackAnswer {
    std::map<std::string, std::string, std::less<>> accepted;  // the item's JSON, by number
    std::map<std::string, int64_t, std::less<>> rejected;      // the error's code, by number
};

/// {"code":0,"data":{"accepted":[…],"rejected":[{"number":…,"error":{"code":…}}]}}. Error: `unavailable`, for another
/// code and for what is no such answer.
Result<SeventeenTrackAnswer> read_answer(std::string_view body);

/// A push: {"event":"TRACKING_UPDATED","data":{…}}.
struct SeventeenTrackPush {
    std::string event;
    std::string data;  // JSON
};
/// Error: `invalid`.
Result<SeventeenTrackPush> read_push(std::string_view body);

}  // namespace tiller::shipments
