// A connection's bytes. Property: the reader finds the same requests, or the same fault, however the bytes are cut.
#include <cstdlib>

#include "http/request_reader.h"

namespace {

using tiller::http::RequestReader;

/// All that was read, as one text: requests, then the end's state.
std::string read(std::string_view bytes, size_t step) {
    constexpr size_t kHeaderLimit = 512, kBodyLimit = 512;
    RequestReader reader(kHeaderLimit, kBodyLimit);
    std::string pending, found;
    for (size_t at = 0; at < bytes.size(); at += step) {
        pending += bytes.substr(at, step);
        for (;;) {
            pending.erase(0, reader.take(pending));
            if (reader.request().body.size() > kBodyLimit) std::abort();
            if (reader.state() == RequestReader::State::failed) return found + "failed";
            if (reader.state() != RequestReader::State::done) break;
            auto& request = reader.request();
            found += request.method + " " + request.path + "?" + request.query + "\n";
            for (const auto& [name, value] : request.headers) found += name + ": " + value + "\n";
            found += request.body + "\n";
            reader.reset();
        }
    }
    return found;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size == 0) return 0;
    size_t step = data[0] % 32 + size_t{1};
    std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    std::string whole = read(bytes, bytes.size() + 1), cut = read(bytes, step);
    // A fault may be noticed sooner or later (a limit counts what lies there), but requests before it are the same.
    auto requests_of = [](std::string text) {
        return text.ends_with("failed") ? text.substr(0, text.size() - 6) : text;
    };
    std::string a = requests_of(whole), b = requests_of(cut);
    if (!a.starts_with(b) && !b.starts_with(a)) std::abort();
    if (!whole.ends_with("failed") && !cut.ends_with("failed") && a != b) std::abort();
    return 0;
}
