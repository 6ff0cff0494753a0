#include "media/rtp/latch.h"

#include <gtest/gtest.h>

namespace tiller::media {
namespace {

Endpoint at(const char* address, int port) { return *Endpoint::parse(address, port, AF_INET); }

const Endpoint kAnnounced = at("192.0.2.1", 4000), kNat = at("198.51.100.9", 61000), kOther = at("203.0.113.5", 9);

TEST(Latch, SendsToTheAnnouncedAddressFirst) {
    Latch latch;
    latch.announce(kAnnounced);
    EXPECT_EQ(latch.target(), kAnnounced);
    EXPECT_TRUE(latch.accept(kAnnounced));
    EXPECT_FALSE(latch.accept(kOther));
    EXPECT_EQ(latch.target(), kAnnounced);
}

TEST(Latch, LearnsOnce) {
    Latch latch;
    latch.announce(kAnnounced);
    EXPECT_TRUE(latch.accept(kNat));
    EXPECT_EQ(latch.target(), kNat);
    EXPECT_FALSE(latch.accept(kOther));
    EXPECT_TRUE(latch.accept(kNat));
    EXPECT_EQ(latch.target(), kNat);
}

TEST(Latch, TheAnnouncedAddressOutranksALearnedOne) {
    Latch latch;
    latch.announce(kAnnounced);
    EXPECT_TRUE(latch.accept(kOther));
    EXPECT_TRUE(latch.accept(kAnnounced));
    EXPECT_EQ(latch.target(), kAnnounced);
    EXPECT_FALSE(latch.accept(kOther));
}

TEST(Latch, ARefreshKeepsWhatWasLearned) {
    Latch latch;
    latch.announce(kAnnounced);
    latch.accept(kNat);
    latch.announce(kAnnounced);
    EXPECT_EQ(latch.target(), kNat);
}

TEST(Latch, ANewAnnouncementStartsOverWithoutTheOldSourceForTwoSeconds) {
    Latch latch;
    latch.announce(kAnnounced);
    latch.accept(kNat);
    latch.announce(kOther);
    EXPECT_EQ(latch.target(), kOther);
    EXPECT_FALSE(latch.accept(kNat));
    for (int i = 0; i < 100; ++i) latch.tick();
    EXPECT_TRUE(latch.accept(kNat));
    EXPECT_EQ(latch.target(), kNat);
}

TEST(Endpoint, ParsesNumericAddressesOnly) {
    EXPECT_FALSE(Endpoint::parse("localhost", 1, AF_INET));
    EXPECT_FALSE(Endpoint::parse("192.0.2.1", 65536, AF_INET));
    EXPECT_FALSE(Endpoint::parse("::1", 1, AF_INET));
    EXPECT_TRUE(Endpoint::parse("::1", 1, AF_INET6)->reachable());
    EXPECT_TRUE(Endpoint::parse("192.0.2.1", 1, AF_INET6)->reachable());
    EXPECT_FALSE(Endpoint::parse("0.0.0.0", 1, AF_INET6)->reachable());
    EXPECT_FALSE(Endpoint::parse("0.0.0.0", 1, AF_INET)->reachable());
    EXPECT_FALSE(Endpoint::parse("192.0.2.1", 0, AF_INET)->reachable());
    EXPECT_FALSE(Endpoint{}.reachable());
}

}  // namespace
}  // namespace tiller::media
