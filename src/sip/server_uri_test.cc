#include "sip/server_uri.h"

#include <gtest/gtest.h>

namespace tiller::sip {
namespace {

TEST(ServerUri, ReadsWhatPeopleWrite) {
    auto full = parse_server("sip:sip.example.com:5080;transport=TCP");
    ASSERT_TRUE(full.ok()) << full.error().message;
    EXPECT_EQ(full->host, "sip.example.com");
    EXPECT_EQ(full->port, 5080);
    EXPECT_EQ(full->transport, Transport::tcp);
    EXPECT_EQ(parse_server(" 10.0.0.1 ")->port, 0);
    EXPECT_EQ(parse_server("sips:example.com")->transport, Transport::tls);
    EXPECT_EQ(parse_server("sip:[2001:db8::1]:5070")->host, "[2001:db8::1]");
    EXPECT_EQ(parse_server("sip:[2001:db8::1]")->port, 0);
    EXPECT_EQ(parse_server("localhost:5060")->host, "127.0.0.1");
}

TEST(ServerUri, RefusesWhatIsNoServer) {
    for (const char* text : {"", "sip:", "sip:user@host", "sip:a b", "sip:a:70000", "sip:a:x", "sip:a;transport=sctp",
                             "sip:a\r\nX: y", "sip:[::zz]", "sip:a;lr"}) {
        EXPECT_FALSE(parse_server(text).ok()) << text;
    }
}

TEST(ServerUri, UserCannotBreakOutOfTheUri) {
    const ServerUri server{.host = "10.0.0.1", .port = 5060};
    EXPECT_EQ(server.with_user("+62812"), "sip:+62812@10.0.0.1:5060;transport=udp");
    EXPECT_EQ(server.with_user("a@b>\r\n;x"), "sip:a%40b%3E%0D%0A%3Bx@10.0.0.1:5060;transport=udp");
    EXPECT_EQ(server.with_user(""), "sip:10.0.0.1:5060;transport=udp");
}

TEST(ServerUri, LocalAddressIsTheRoutesOwn) {
    EXPECT_EQ(local_address_towards("127.0.0.1"), "127.0.0.1");
    EXPECT_FALSE(local_address_towards("sip.example.com").empty());
}

}  // namespace
}  // namespace tiller::sip
