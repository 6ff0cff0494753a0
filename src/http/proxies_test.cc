#include "http/proxies.h"

#include <gtest/gtest.h>

namespace tiller::http {
namespace {

std::string client(const std::string& trusted, const std::string& peer, std::string_view header) {
    auto proxies = Proxies::parse(trusted);
    return proxies ? proxies->client_of(peer, header) : proxies.error().message;
}

TEST(Proxies, NobodyIsBelievedUnlessTold) {
    EXPECT_EQ(client("", "127.0.0.1", "192.0.2.7"), "127.0.0.1");
    EXPECT_EQ(client("10.0.0.0/8", "192.0.2.1", "198.51.100.9"), "192.0.2.1");
    EXPECT_EQ(client("127.0.0.1", "127.0.0.1", ""), "127.0.0.1");
}

TEST(Proxies, TheLastThatIsNoProxyIsTheClient) {
    EXPECT_EQ(client("127.0.0.1", "127.0.0.1", "192.0.2.7"), "192.0.2.7");
    EXPECT_EQ(client("127.0.0.1", "127.0.0.1", "8.8.8.8, 192.0.2.7"), "192.0.2.7") << "what the client wrote is left";
    EXPECT_EQ(client("127.0.0.1,10.0.0.0/8", "127.0.0.1", "8.8.8.8,192.0.2.7, 10.1.2.3"), "192.0.2.7");
    EXPECT_EQ(client("10.0.0.0/8", "10.0.0.1", "10.0.0.3, 10.0.0.2"), "10.0.0.3") << "a client inside";
    EXPECT_EQ(client("10.0.0.0/9", "10.200.0.1", "192.0.2.7"), "10.200.0.1");
    EXPECT_EQ(client("::1, 2001:db8::/33", "2001:db8:7fff::1", "2001:db8:8000::5"), "2001:db8:8000::5");
    EXPECT_EQ(client("0.0.0.0/0", "203.0.113.1", "2001:db8::5"), "2001:db8::5") << "a block of IPv4 holds no IPv6";
}

TEST(Proxies, PortsAndRubbish) {
    EXPECT_EQ(client("127.0.0.1", "127.0.0.1", "192.0.2.7:4711"), "192.0.2.7");
    EXPECT_EQ(client("127.0.0.1", "127.0.0.1", "[2001:db8::1]:4711"), "2001:db8::1");
    EXPECT_EQ(client("127.0.0.1", "127.0.0.1", "[2001:db8::1"), "2001:db8::1");
    EXPECT_EQ(client("127.0.0.1", "127.0.0.1", "unknown"), "127.0.0.1");
    EXPECT_EQ(client("127.0.0.1", "127.0.0.1", "192.0.2.7, <script>"), "127.0.0.1");
    EXPECT_EQ(client("127.0.0.1", "127.0.0.1", ", ,"), "127.0.0.1");
}

TEST(Proxies, AListIsChecked) {
    for (auto wrong : {"proxy.example", "10.0.0.0/33", "::/129", "10.0.0.0/-1", "10.0.0.0/x", "10.0.0.1/", "/8"}) {
        auto proxies = Proxies::parse(wrong);
        ASSERT_FALSE(proxies.ok()) << wrong;
        EXPECT_NE(proxies.error().message.find(wrong), std::string::npos);
    }
    EXPECT_TRUE(Proxies::parse(" ,").ok());
}

}  // namespace
}  // namespace tiller::http
