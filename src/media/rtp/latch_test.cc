#include "media/rtp/latch.h"

#include <gtest/gtest.h>

namespace tiller::media {
namespace {

SocketAddress at(const char* address, int port) { return *SocketAddress::parse(address, port, AF_INET); }

const SocketAddress kAnnounced = at("192.0.2.1", 4000), kOtherPort = at("192.0.2.1", 61000),
                    kThirdPort = at("192.0.2.1", 61002), kProxy = at("198.51.100.9", 61000),
                    kOther = at("203.0.113.5", 9), kMoved = at("192.0.2.77", 4000);

Sources sources(bool anywhere = false, const SocketAddress& announced = kAnnounced) {
    return {.announced = announced,
            .signalling = {*Host::parse("2001:db8::1"), *Host::parse("198.51.100.9")},
            .anywhere = anywhere};
}

/// A latch and the numbers of what its sources send.
struct Line {
    Latch latch;
    uint16_t next = 65'534;

    explicit Line(bool anywhere = false) { latch.announce(sources(anywhere)); }
    /// Sends two packets that follow each other; whether the second one was taken.
    bool send_two(const SocketAddress& source) {
        const uint16_t number = next;
        next = static_cast<uint16_t>(next + 2);
        latch.accept(source, number);
        return latch.accept(source, static_cast<uint16_t>(number + 1));
    }
    void pass(int frames) {
        for (int i = 0; i < frames; ++i) latch.tick();
    }
};

TEST(Latch, SendsToTheAnnouncedAddressFirst) {
    Line line;
    EXPECT_EQ(line.latch.target(), kAnnounced);
    EXPECT_TRUE(line.latch.accept(kAnnounced, 1)) << "one packet is enough";
    EXPECT_FALSE(line.send_two(kOtherPort));
    EXPECT_FALSE(line.send_two(kOther));
    EXPECT_EQ(line.latch.target(), kAnnounced);
}

TEST(Latch, OnlyHostsThatSdpOrSignallingNamesAreLearned) {
    for (const SocketAddress& named : {kOtherPort, kProxy}) {
        Line line;
        EXPECT_TRUE(line.send_two(named));
        EXPECT_EQ(line.latch.target(), named);
        EXPECT_FALSE(line.send_two(kOther));
    }
    Line line;
    for (int i = 0; i < 20; ++i) EXPECT_FALSE(line.send_two(kOther));
    EXPECT_EQ(line.latch.target(), kAnnounced);
}

TEST(Latch, TwoPacketsMustFollowEachOther) {
    Line line;
    EXPECT_FALSE(line.latch.accept(kOtherPort, 10));
    EXPECT_FALSE(line.latch.accept(kOtherPort, 15)) << "of one who tries ports";
    EXPECT_FALSE(line.latch.accept(kOtherPort, 15));
    EXPECT_FALSE(line.latch.accept(kThirdPort, 16)) << "of another source";
    EXPECT_FALSE(line.latch.accept(kOtherPort, 20));
    EXPECT_TRUE(line.latch.accept(kOtherPort, 22)) << "one in between may be lost";
}

TEST(Latch, ABetterSourceReplacesALearnedOne) {
    Line line(true);
    EXPECT_TRUE(line.send_two(kOther)) << "the line says anywhere";
    EXPECT_FALSE(line.send_two(at("203.0.113.6", 9)));
    EXPECT_TRUE(line.send_two(kProxy));
    EXPECT_EQ(line.latch.target(), kProxy);
    EXPECT_FALSE(line.send_two(kOther));
    EXPECT_TRUE(line.send_two(kOtherPort));
    EXPECT_FALSE(line.send_two(kProxy));
    EXPECT_TRUE(line.latch.accept(kAnnounced, 7));
    EXPECT_EQ(line.latch.target(), kAnnounced);
    EXPECT_FALSE(line.send_two(kOtherPort));
}

TEST(Latch, AFloodOfStrangersDoesNotHideTheCallee) {
    Line line(true);
    EXPECT_FALSE(line.latch.accept(kProxy, 100));
    for (uint16_t i = 0; i < 50; ++i) line.latch.accept(at("203.0.113.5", 1000 + i), i);
    EXPECT_TRUE(line.latch.accept(kProxy, 101));
}

TEST(Latch, ASilentSourceIsReplacedByOneThatIsNamedToo) {
    Line line(true);
    ASSERT_TRUE(line.send_two(kOtherPort));
    line.pass(49);
    EXPECT_FALSE(line.send_two(kThirdPort));
    line.pass(1);
    EXPECT_FALSE(line.send_two(kOther)) << "not by one from anywhere";
    EXPECT_TRUE(line.send_two(kThirdPort));
    line.pass(50);
    EXPECT_TRUE(line.send_two(kProxy));
    Line open(true);
    ASSERT_TRUE(open.send_two(kOther));
    open.pass(500);
    EXPECT_FALSE(open.send_two(at("203.0.113.6", 9)));
}

TEST(Latch, ARefreshKeepsWhatWasLearned) {
    Line line;
    line.send_two(kOtherPort);
    line.latch.announce(sources());
    EXPECT_EQ(line.latch.target(), kOtherPort);
}

TEST(Latch, ANewAnnouncementStartsOverWithoutTheOldSourceForTwoSeconds) {
    Line line;
    line.send_two(kProxy);
    line.latch.announce(sources(false, kMoved));
    EXPECT_EQ(line.latch.target(), kMoved);
    EXPECT_FALSE(line.send_two(kProxy));
    line.pass(100);
    EXPECT_TRUE(line.send_two(kProxy));
    EXPECT_EQ(line.latch.target(), kProxy);
}

TEST(Host, IsTheSameInBothFamilies) {
    EXPECT_EQ(at("192.0.2.1", 5).host(), SocketAddress::parse("192.0.2.1", 7, AF_INET6)->host());
    EXPECT_EQ(SocketAddress::parse("::1", 7, AF_INET6)->host(), *Host::parse("[::1]"));
    EXPECT_FALSE(Host::parse("sip.example.com"));
    EXPECT_TRUE(Host::parse("0.0.0.0")->is_none());
    EXPECT_FALSE(*Host::parse("::") == *Host::parse("::")) << "nobody is there";
}

TEST(SocketAddress, ParsesNumericAddressesOnly) {
    EXPECT_FALSE(SocketAddress::parse("localhost", 1, AF_INET));
    EXPECT_FALSE(SocketAddress::parse("192.0.2.1", 65536, AF_INET));
    EXPECT_FALSE(SocketAddress::parse("::1", 1, AF_INET));
    EXPECT_TRUE(SocketAddress::parse("::1", 1, AF_INET6)->reachable());
    EXPECT_TRUE(SocketAddress::parse("192.0.2.1", 1, AF_INET6)->reachable());
    EXPECT_FALSE(SocketAddress::parse("0.0.0.0", 1, AF_INET6)->reachable());
    EXPECT_FALSE(SocketAddress::parse("0.0.0.0", 1, AF_INET)->reachable());
    EXPECT_FALSE(SocketAddress::parse("192.0.2.1", 0, AF_INET)->reachable());
    EXPECT_FALSE(SocketAddress{}.reachable());
}

}  // namespace
}  // namespace tiller::media
