// X-Forwarded-For, and the list of proxies that are believed. Properties: the answer is the peer or an IP address, and
// nobody but a trusted peer changes it.
#include <arpa/inet.h>

#include <cstdlib>
#include <string>

#include "http/proxies.h"

namespace {

void require(bool truth) {
    if (!truth) std::abort();
}

bool is_address(const std::string& text) {
    char bytes[16];
    return inet_pton(AF_INET, text.c_str(), bytes) == 1 || inet_pton(AF_INET6, text.c_str(), bytes) == 1;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    static const auto trusted = *tiller::http::Proxies::parse("127.0.0.1, 10.0.0.0/9, 2001:db8::/33");
    std::string text(reinterpret_cast<const char*>(data), size);
    std::string client = trusted.client_of("127.0.0.1", text);
    require(client == "127.0.0.1" || is_address(client));
    require(trusted.client_of("192.0.2.1", text) == "192.0.2.1");
    if (auto proxies = tiller::http::Proxies::parse(text)) proxies->client_of("127.0.0.1", text);
    return 0;
}
