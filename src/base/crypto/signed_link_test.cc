#include "base/crypto/signed_link.h"

#include <gtest/gtest.h>

#include "base/ids.h"

namespace tiller {
namespace {

TEST(SignedLink, WorksUntilItExpiresAndOnlyUnaltered) {
    ManualClock clock;
    LinkSigner links("key", "https://calls.example", std::chrono::hours(1));
    std::string id(32, 'a');
    std::string link = links.recording(id, clock.now());
    ASSERT_TRUE(link.starts_with("https://calls.example/recordings/" + id + ".mp3?expires="));
    std::string expires = link.substr(link.find("expires=") + 8, 10), signature = link.substr(link.size() - 64);
    EXPECT_TRUE(links.is_good(id, expires, signature, clock.now()));
    EXPECT_FALSE(links.is_good(std::string(32, 'b'), expires, signature, clock.now()));
    EXPECT_FALSE(links.is_good(id, std::to_string(std::stoll(expires) + 1), signature, clock.now()));
    EXPECT_FALSE(links.is_good(id, expires, "", clock.now()));
    EXPECT_FALSE(LinkSigner("other", "", std::chrono::hours(1)).is_good(id, expires, signature, clock.now()));
    clock.advance(std::chrono::hours(1));
    EXPECT_FALSE(links.is_good(id, expires, signature, clock.now()));
}

TEST(SignedLink, ARecordingLiesUnderTheDayOfItsId) {
    ManualClock clock(from_ms(1'795'219'200'000));  // 2026-11-21 00:00 UTC
    SeededRandom random(1);
    std::string id = new_id(clock, random);
    EXPECT_TRUE(is_id(id));
    EXPECT_EQ(recording_path(id), "recordings/2026/11/21/" + id + ".mp3");
}

}  // namespace
}  // namespace tiller
