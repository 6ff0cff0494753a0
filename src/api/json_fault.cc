#include "api/json_fault.h"

#pragma clang attribute push(__attribute__((no_sanitize("pointer-overflow"))), apply_to = function)
#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>
#pragma clang attribute pop

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace tiller::api {
namespace {

/// Refuses what is JSON but not for us: numbers beyond 64 bits, nesting that only an attack has.
struct Limits : rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Limits> {
    static constexpr int kMaxDepth = 1024;
    int depth = 0;
    const char* what = nullptr;

    bool StartObject() { return deeper(); }
    bool StartArray() { return deeper(); }
    bool EndObject(rapidjson::SizeType) { return --depth, true; }
    bool EndArray(rapidjson::SizeType) { return --depth, true; }
    bool RawNumber(const char* text, rapidjson::SizeType length, bool) {
        std::string number(text, length);
        bool fits = std::isfinite(std::strtod(number.c_str(), nullptr));
        if (number.find_first_of(".eE") == std::string::npos) {
            errno = 0;
            number[0] == '-' ? void(std::strtoll(number.c_str(), nullptr, 10))
                             : void(std::strtoull(number.c_str(), nullptr, 10));
            fits = errno == 0;
        }
        if (!fits) what = "The number is too big.";
        return fits;
    }
    bool deeper() {
        if (++depth > kMaxDepth) what = "Nested too deeply.";
        return depth <= kMaxDepth;
    }
};

JsonFault place(std::string_view text, size_t offset, std::string what) {
    std::string_view before = text.substr(0, std::min(offset, text.size()));
    JsonFault fault;
    fault.what = std::move(what);
    fault.line += static_cast<size_t>(std::count(before.begin(), before.end(), '\n'));
    std::string_view row = before.substr(before.rfind('\n') + 1);  // npos + 1 is 0
    fault.column +=
        static_cast<size_t>(std::count_if(row.begin(), row.end(), [](char c) { return (c & 0xC0) != 0x80; }));
    return fault;
}

}  // namespace

std::optional<JsonFault> find_json_fault(std::string_view text) {
    // Iterative: a body of a million brackets must not use up the stack.
    constexpr unsigned kFlags =
        rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag | rapidjson::kParseNumbersAsStringsFlag;
    rapidjson::MemoryStream bytes(text.data(), text.size());
    rapidjson::EncodedInputStream<rapidjson::UTF8<>, rapidjson::MemoryStream> stream(bytes);
    rapidjson::Reader reader;
    Limits limits;
    auto result = reader.Parse<kFlags>(stream, limits);
    if (!result.IsError()) return std::nullopt;
    return place(text, result.Offset(), limits.what ? limits.what : rapidjson::GetParseError_En(result.Code()));
}

}  // namespace tiller::api
