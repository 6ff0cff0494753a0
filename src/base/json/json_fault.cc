#include "base/json/json_fault.h"

#pragma clang attribute push(__attribute__((no_sanitize("pointer-overflow"))), apply_to = function)
#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>
#pragma clang attribute pop

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace tiller {
namespace {

/// Refuses what is JSON but not for us: numbers beyond 64 bits, nesting that only an attack has.
struct Limits : rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Limits> {
    static constexpr int kMaxDepth = 1023;
    WideIntegers wide = WideIntegers::fault;
    int depth = 0;
    const char* what = nullptr;

    bool StartObject() { return deeper(); }
    bool StartArray() { return deeper(); }
    bool EndObject(rapidjson::SizeType) { return --depth, true; }
    bool EndArray(rapidjson::SizeType) { return --depth, true; }
    bool String(const char* text, rapidjson::SizeType length, bool) {
        // "\udc00" without the half that belongs before it; in UTF-8 these are ED A0 to ED BF.
        std::string_view bytes(text, length);
        for (size_t at = bytes.find('\xED'); at != std::string_view::npos; at = bytes.find('\xED', at + 1)) {
            if (static_cast<unsigned char>(bytes[at + 1]) >= 0xA0) what = "Half a surrogate pair.";
        }
        return what == nullptr;
    }
    bool RawNumber(const char* text, rapidjson::SizeType length, bool) {
        constexpr size_t kSurelyFits = 18;
        std::string_view digits(text, length);
        if (length <= kSurelyFits && digits.find_first_of("eE") == std::string_view::npos) return true;
        std::string number(digits);
        bool fits = std::isfinite(std::strtod(number.c_str(), nullptr));
        if (wide == WideIntegers::fault && number.find_first_of(".eE") == std::string::npos) {
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

Fault fault_at(std::string_view text, size_t offset, std::string what) {
    std::string_view before = text.substr(0, std::min(offset, text.size()));
    std::string_view row = before.substr(before.rfind('\n') + 1);  // npos + 1 is 0
    const auto lines = std::count(before.begin(), before.end(), '\n');
    const auto characters = std::count_if(row.begin(), row.end(), [](char c) { return (c & 0xC0) != 0x80; });
    return {.message = std::move(what),
            .place = {.line = static_cast<int>(lines) + 1, .column = static_cast<int>(characters) + 1}};
}

}  // namespace

std::optional<Fault> find_json_fault(std::string_view text, WideIntegers wide) {
    // Iterative: a body of a million brackets must not use up the stack.
    constexpr unsigned kFlags =
        rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag | rapidjson::kParseNumbersAsStringsFlag;
    rapidjson::MemoryStream stream(text.data(), text.size());
    rapidjson::Reader reader;
    Limits limits;
    limits.wide = wide;
    auto result = reader.Parse<kFlags>(stream, limits);
    if (!result.IsError()) {
        // The scan takes a zero byte for the end of the text.
        size_t zero = text.find('\0');
        return zero == std::string_view::npos ? std::nullopt : std::optional(fault_at(text, zero, "A zero byte."));
    }
    return fault_at(text, result.Offset(), limits.what ? limits.what : rapidjson::GetParseError_En(result.Code()));
}

}  // namespace tiller
