#include "base/crypto/wrong_secrets.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace tiller {
namespace {

using std::chrono::milliseconds;
using Try = WrongSecrets::Try;
using Refused = WrongSecrets::Refused;

class WrongSecretsTest : public testing::Test {
  protected:
    void guess(const std::string& name, const std::string& address) {
        std::get<Try>(secrets_.begin(name, address, now_)).was_wrong(now_);
    }
    Millis wait(const std::string& name, const std::string& address) {
        auto begun = secrets_.begin(name, address, now_);
        auto* refused = std::get_if<Refused>(&begun);
        return refused ? refused->wait : Millis(0);
    }

    WrongSecrets secrets_;
    Millis now_{1'000'000};
};

TEST_F(WrongSecretsTest, TenOfAMinuteMakeNameAndAddressWait) {
    for (int i = 0; i < 10; ++i, now_ += Millis(1'000)) guess("key", "192.0.2.1");
    EXPECT_EQ(wait("key", "192.0.2.9"), Millis(50'000));
    EXPECT_EQ(wait("other", "192.0.2.1"), Millis(50'000));
    EXPECT_EQ(wait("other", "192.0.2.9"), Millis(0));
    EXPECT_EQ(wait("192.0.2.1", "key"), Millis(0)) << "a key that is called like an address is none";
    now_ += Millis(50'000);
    EXPECT_EQ(wait("key", "192.0.2.1"), Millis(0));
}

TEST_F(WrongSecretsTest, RightOnesLeaveNothingBehind) {
    for (int i = 0; i < 100; ++i) EXPECT_EQ(wait("key", "192.0.2.1"), Millis(0));
}

TEST_F(WrongSecretsTest, AnIpv6SubscriberHasOneAddress) {
    for (int i = 0; i < 10; ++i) guess("key" + std::to_string(i), "2001:db8:1:2::" + std::to_string(i));
    EXPECT_EQ(wait("key", "2001:db8:1:2:ffff::1"), Millis(60'000));
    EXPECT_EQ(wait("key", "2001:db8:1:3::1"), Millis(0));
}

TEST_F(WrongSecretsTest, TriesMadeAtOnceDoNotSlipPastTheLimit) {
    std::atomic<int> under_way{0}, most{0}, checked{0}, refused{0};
    std::vector<std::thread> crowd;
    for (int i = 0; i < 40; ++i) {
        crowd.emplace_back([&] {
            auto begun = secrets_.begin("key", "192.0.2.1", now_);
            if (std::holds_alternative<Refused>(begun)) return void(++refused);
            int now_under_way = ++under_way;
            for (int seen = most; now_under_way > seen && !most.compare_exchange_weak(seen, now_under_way);) {
            }
            std::this_thread::yield();
            ++checked;
            --under_way;
            std::get<Try>(begun).was_wrong(now_);
        });
    }
    for (auto& thread : crowd) thread.join();
    EXPECT_EQ(checked, 10);
    EXPECT_EQ(refused, 30);
    EXPECT_LE(most, 10);
}

TEST_F(WrongSecretsTest, OneThatWaitsGoesOnWhenAnotherWasRight) {
    std::vector<Try> tries;
    for (int i = 0; i < 10; ++i) tries.push_back(std::get<Try>(secrets_.begin("key", "192.0.2.1", now_)));
    std::atomic<bool> admitted{false};
    std::thread waiting([&] {
        auto begun = secrets_.begin("key", "192.0.2.2", now_);
        admitted = std::holds_alternative<Try>(begun);
    });
    tries.pop_back();
    waiting.join();
    EXPECT_TRUE(admitted);
}

TEST_F(WrongSecretsTest, OnlySoManyAreCheckedAtOnce) {
    std::vector<Try> tries;
    for (size_t i = 0; i < WrongSecrets::kAtOnce; ++i) {
        tries.push_back(std::get<Try>(secrets_.begin("key" + std::to_string(i), "192.0.2." + std::to_string(i), now_)));
    }
    auto begun = secrets_.begin("key", "192.0.2.99", now_);
    ASSERT_TRUE(std::holds_alternative<Refused>(begun));
    EXPECT_TRUE(std::get<Refused>(begun).is_busy);
    tries.pop_back();
    EXPECT_EQ(wait("key", "192.0.2.99"), Millis(0));
}

TEST_F(WrongSecretsTest, ACrowdOfNamesDoesNotMakeABlockedOneForgotten) {
    for (int i = 0; i < 10; ++i) guess("key", "10.0.0.1");
    for (size_t i = 0; i < WrongSecrets::kMaxNames; ++i) {
        guess("a" + std::to_string(i), "10.1." + std::to_string(i / 250) + "." + std::to_string(i % 250));
        if (i % 1'000 == 0) now_ += Millis(1);
    }
    EXPECT_GT(wait("key", "10.9.9.9"), Millis(0));
    EXPECT_GT(wait("other", "10.0.0.1"), Millis(0));
}

}  // namespace
}  // namespace tiller
