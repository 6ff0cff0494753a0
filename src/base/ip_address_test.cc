#include "base/ip_address.h"

#include <gtest/gtest.h>
#include <netinet/in.h>

#include <unordered_set>

namespace tiller {
namespace {

TEST(IpAddress, OneFormForEveryNotation) {
    EXPECT_EQ(IpAddress::parse("192.0.2.1"), IpAddress::parse("::ffff:192.0.2.1"));
    EXPECT_EQ(IpAddress::parse("2001:DB8:0::1"), IpAddress::parse("[2001:db8::1]"));
    EXPECT_NE(IpAddress::parse("192.0.2.1"), IpAddress::parse("192.0.2.2"));
    EXPECT_EQ(IpAddress::parse("::ffff:192.0.2.1")->text(), "192.0.2.1");
    EXPECT_EQ(IpAddress::parse("2001:db8:0:0::1")->host(), "[2001:db8::1]");
    EXPECT_EQ(IpAddress::parse("192.0.2.1")->host(), "192.0.2.1");
    EXPECT_TRUE(IpAddress::parse("192.0.2.1")->is_v4());
    EXPECT_FALSE(IpAddress::parse("::1")->is_v4());
}

TEST(IpAddress, NamesAndRubbishAreNone) {
    for (const char* text : {"", "localhost", "1.2.3", "1.2.3.4.5", "[::1", "::1]", "::g", "192.0.2.1:5060", "[]"}) {
        EXPECT_FALSE(IpAddress::parse(text)) << text;
    }
}

TEST(IpAddress, OfSocketAddresses) {
    sockaddr_in v4{.sin_family = AF_INET, .sin_port = 1, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    EXPECT_EQ(IpAddress::of(reinterpret_cast<sockaddr*>(&v4)), IpAddress::parse("127.0.0.1"));
    sockaddr_in6 v6{.sin6_family = AF_INET6, .sin6_addr = in6addr_loopback};
    EXPECT_EQ(IpAddress::of(reinterpret_cast<sockaddr*>(&v6)), IpAddress::parse("::1"));
    sockaddr other{.sa_family = AF_UNIX};
    EXPECT_FALSE(IpAddress::of(&other));
    EXPECT_FALSE(IpAddress::of(nullptr));
    EXPECT_FALSE(IpAddress::of_peer(-1));
}

TEST(IpAddress, ASiteIsAnIpv4AddressOrAnIpv6Subnet) {
    EXPECT_EQ(IpAddress::parse("192.0.2.1")->site(), IpAddress::parse("192.0.2.1"));
    EXPECT_EQ(IpAddress::parse("2001:db8:1:2:3::4")->site(), IpAddress::parse("2001:db8:1:2:ffff::")->site());
    EXPECT_NE(IpAddress::parse("2001:db8:1:2::")->site(), IpAddress::parse("2001:db8:1:3::")->site());
    const std::unordered_set<IpAddress> sites = {IpAddress::parse("2001:db8::1")->site(),
                                                 IpAddress::parse("2001:db8::2")->site()};
    EXPECT_EQ(sites.size(), 1u);
}

}  // namespace
}  // namespace tiller
