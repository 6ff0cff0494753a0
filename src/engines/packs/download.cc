#include "engines/packs/download.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <future>

#include "base/loggable_url.h"
#include "base/text.h"

namespace tiller::engines {
namespace {

constexpr int kMostRedirects = 5;
constexpr uint64_t kLargestArchive = 8ull << 30;
constexpr Millis kPatience = std::chrono::hours(6);

/// Where an answer sends us; empty: nowhere.
std::string redirect_of(const http::ClientResponse& response, const std::string& url) {
    if (response.status != 301 && response.status != 302 && response.status != 303 && response.status != 307 &&
        response.status != 308)
        return {};
    auto field = response.headers.find("location");
    if (field == response.headers.end()) return {};
    if (!field->second.starts_with('/')) return field->second;
    const size_t host = url.find("://") + 3;
    return url.substr(0, url.find('/', host)) + field->second;
}

http::ClientResponse fetch(http::Client& client, const std::string& url, std::ofstream& out) {
    auto promise = std::make_shared<std::promise<http::ClientResponse>>();
    auto answer = promise->get_future();
    uint64_t left = kLargestArchive;
    http::ClientRequest request{.method = "GET",
                                .url = url,
                                .timeout = kPatience,
                                .policy = {.allow_private = true},  // named by whoever installs it
                                .on_piece = [&](std::string_view piece) {
                                    if (piece.size() > left) return false;
                                    left -= piece.size();
                                    out.write(piece.data(), static_cast<std::streamsize>(piece.size()));
                                    return out.good();
                                }};
    client.send(std::move(request),
                [promise](http::ClientResponse response) { promise->set_value(std::move(response)); });
    return answer.get();
}

}  // namespace

Result<void> download(http::Client& client, const std::string& url, const std::string& path) {
    std::string from = url, failure;
    for (int i = 0; i <= kMostRedirects; ++i) {
        std::ofstream out(path, std::ios::binary | std::ios::trunc);
        if (!out) return unavailable(fmt::format("{} cannot be written", path));
        const http::ClientResponse response = fetch(client, from, out);
        out.close();
        if (response.status == 200 && response.error.empty() && out) return {};
        const std::string next = redirect_of(response, from);
        failure = response.status == 0 ? response.error : fmt::format("HTTP status {}", response.status);
        if (next.empty()) break;
        if (lower(from).starts_with("https:") && !lower(next).starts_with("https:")) {
            failure = "it is sent on from https to another scheme";
            break;
        }
        from = next;
    }
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
    return unavailable(fmt::format("{} cannot be fetched: {}", loggable_url(from), failure));
}

}  // namespace tiller::engines
