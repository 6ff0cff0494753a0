#include "media/rtp/rtp.h"

#include <gtest/gtest.h>

#include <vector>

namespace tiller::media::rtp {
namespace {

using Bytes = std::vector<uint8_t>;

const Bytes kPlain{0x80, 0x88, 0x12, 0x34, 0, 0, 0, 0xa0, 0xde, 0xad, 0xbe, 0xef, 1, 2, 3};

TEST(Rtp, ReadsTheFixedHeader) {
    const auto packet = parse(kPlain);
    ASSERT_TRUE(packet);
    EXPECT_TRUE(packet->marker);
    EXPECT_EQ(packet->payload_type, 8);
    EXPECT_EQ(packet->sequence, 0x1234);
    EXPECT_EQ(packet->timestamp, 160u);
    EXPECT_EQ(packet->ssrc, 0xdeadbeefu);
    EXPECT_EQ(Bytes(packet->payload.begin(), packet->payload.end()), (Bytes{1, 2, 3}));
}

TEST(Rtp, WritesWhatItReads) {
    const auto packet = parse(kPlain);
    std::array<uint8_t, kHeaderBytes> header{};
    write_header(*packet, header);
    EXPECT_EQ(Bytes(header.begin(), header.end()), Bytes(kPlain.begin(), kPlain.begin() + kHeaderBytes));
}

TEST(Rtp, SkipsSourcesAndExtension) {
    Bytes bytes = kPlain;
    bytes[0] = 0x80 | 0x10 | 2;                                                // extension, two sources
    const Bytes middle{9, 9, 9, 9, 8, 8, 8, 8, 0xbe, 0xde, 0, 1, 7, 7, 7, 7};  // sources, profile, one word
    bytes.insert(bytes.begin() + kHeaderBytes, middle.begin(), middle.end());
    const auto packet = parse(bytes);
    ASSERT_TRUE(packet);
    EXPECT_EQ(Bytes(packet->payload.begin(), packet->payload.end()), (Bytes{1, 2, 3}));
}

TEST(Rtp, CutsPadding) {
    Bytes bytes = kPlain;
    bytes[0] |= 0x20;
    bytes.back() = 2;
    const auto packet = parse(bytes);
    ASSERT_TRUE(packet);
    EXPECT_EQ(packet->payload.size(), 1u);
    bytes.back() = 3;
    ASSERT_TRUE(parse(bytes));
    EXPECT_TRUE(parse(bytes)->payload.empty());
}

TEST(Rtp, RefusesContradictions) {
    EXPECT_FALSE(parse(Bytes{}));
    EXPECT_FALSE(parse(Bytes(kPlain.begin(), kPlain.begin() + 11)));
    Bytes version = kPlain;
    version[0] = 0x40;
    EXPECT_FALSE(parse(version));

    Bytes sources = kPlain;
    sources[0] |= 1;  // 4 bytes needed, 3 there
    EXPECT_FALSE(parse(sources));

    Bytes extension = kPlain;
    extension[0] |= 0x10;
    EXPECT_FALSE(parse(extension));
    extension.insert(extension.end(), {0xff, 0xff, 0});  // announces more words than there are
    EXPECT_FALSE(parse(extension));

    Bytes padding = kPlain;
    padding[0] |= 0x20;
    padding.back() = 4;  // more than the payload
    EXPECT_FALSE(parse(padding));
    padding.back() = 0;
    EXPECT_FALSE(parse(padding));
}

}  // namespace
}  // namespace tiller::media::rtp
