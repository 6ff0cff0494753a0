#include "sip/resolver.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <latch>
#include <mutex>

namespace tiller::sip {
namespace {

using testing::HasSubstr;

constexpr std::chrono::seconds kPatience{20};

/// The outside, as the test says it is.
class Outside {
  public:
    Resolved look_up(const std::string& name) {
        ++asked;
        if (gate) gate->wait();
        std::lock_guard lock(mutex);
        if (answer.empty()) return {.error = "no such name: " + name};
        return {.addresses = {*IpAddress::parse(answer)}};
    }
    void say(std::string text) {
        std::lock_guard lock(mutex);
        answer = std::move(text);
    }
    std::atomic<int> asked{0};
    std::unique_ptr<std::latch> gate;

  private:
    std::mutex mutex;
    std::string answer = "192.0.2.7";
};

class ResolverTest : public testing::Test {
  protected:
    /// The outside outlives threads that are stuck in it.
    ResolverOptions options() {
        return {.look_up = [outside = outside](const std::string& name) { return outside->look_up(name); }};
    }
    static Resolved ask(Resolver& resolver, std::string_view host) {
        auto answered = std::make_shared<std::promise<Resolved>>();
        auto answer = answered->get_future();
        resolver.resolve(host, [answered](const Resolved& resolved) { answered->set_value(resolved); });
        if (answer.wait_for(kPatience) != std::future_status::ready) return {.error = "waited in vain"};
        return answer.get();
    }
    static std::string told(const Resolved& resolved) {
        return resolved.ok() ? resolved.addresses.front().text() : resolved.error;
    }

    ManualClock clock;
    std::shared_ptr<Outside> outside = std::make_shared<Outside>();
};

TEST_F(ResolverTest, AnAddressNeedsNoQuestion) {
    Resolver resolver(clock, options());
    EXPECT_EQ(told(ask(resolver, "192.0.2.1")), "192.0.2.1");
    EXPECT_EQ(told(ask(resolver, "[::1]")), "::1");
    EXPECT_EQ(outside->asked, 0);
}

TEST_F(ResolverTest, ANameIsAskedOnceUntilItIsOld) {
    Resolver resolver(clock, options());
    EXPECT_FALSE(resolver.known("sip.example"));
    EXPECT_EQ(told(ask(resolver, "sip.example")), "192.0.2.7");
    EXPECT_EQ(told(ask(resolver, "SIP.example")), "192.0.2.7");
    EXPECT_EQ(told(resolver.known("sip.example").value_or(Resolved{})), "192.0.2.7");
    EXPECT_EQ(outside->asked, 1);
    clock.advance(ResolverOptions{}.keep + Millis(1));
    EXPECT_FALSE(resolver.known("sip.example"));
    outside->say("192.0.2.8");
    EXPECT_EQ(told(ask(resolver, "sip.example")), "192.0.2.8");
}

TEST_F(ResolverTest, AFailureHoldsForAWhile) {
    outside->say("");
    Resolver resolver(clock, options());
    EXPECT_EQ(told(ask(resolver, "none.example")), "no such name: none.example");
    outside->say("192.0.2.9");
    EXPECT_FALSE(ask(resolver, "none.example").ok());
    EXPECT_EQ(outside->asked, 1);
    clock.advance(ResolverOptions{}.keep_failure + Millis(1));
    EXPECT_EQ(told(ask(resolver, "none.example")), "192.0.2.9");
}

TEST_F(ResolverTest, TheLastAnswerStandsInWhileThereIsNone) {
    Resolver resolver(clock, options());
    EXPECT_EQ(told(ask(resolver, "sip.example")), "192.0.2.7");
    outside->say("");
    clock.advance(ResolverOptions{}.keep + Millis(1));
    EXPECT_EQ(told(ask(resolver, "sip.example")), "192.0.2.7");
    clock.advance(ResolverOptions{}.keep_failure + Millis(1));
    EXPECT_EQ(told(ask(resolver, "sip.example")), "192.0.2.7");
    clock.advance(ResolverOptions{}.keep_stale);
    EXPECT_FALSE(ask(resolver, "sip.example").ok());
    EXPECT_EQ(outside->asked, 4);
}

TEST_F(ResolverTest, SilenceIsAnErrorInTimeAndHoldsUpNoOtherNameNorTheEnd) {
    outside->gate = std::make_unique<std::latch>(1);
    auto short_tempered = options();
    short_tempered.deadline = Millis(50);
    {
        Resolver resolver(clock, short_tempered);
        EXPECT_THAT(told(ask(resolver, "silent.example")), HasSubstr("no answer within 50 ms"));
        EXPECT_THAT(told(ask(resolver, "silent.example")), HasSubstr("no answer"));  // remembered, not asked again
        EXPECT_THAT(told(ask(resolver, "other.example")), HasSubstr("no answer"));
        EXPECT_EQ(outside->asked, 2);
    }
    outside->gate->count_down();
}

TEST_F(ResolverTest, OneQuestionForAllWhoAskAtOnce) {
    outside->gate = std::make_unique<std::latch>(1);
    Resolver resolver(clock, options());
    std::latch told(100);
    for (int i = 0; i < 100; ++i) {
        resolver.resolve("sip.example", [&](const Resolved& answer) {
            EXPECT_TRUE(answer.ok());
            told.count_down();
        });
    }
    outside->gate->count_down();
    told.wait();
    EXPECT_EQ(outside->asked, 1);
}

TEST_F(ResolverTest, TooManyNamesAtOnceFailAtOnce) {
    outside->gate = std::make_unique<std::latch>(1);
    auto few = options();
    few.most_waiting = 3;
    Resolver resolver(clock, few);
    for (int i = 0; i < 3; ++i) resolver.resolve("name" + std::to_string(i), [](const Resolved&) {});
    EXPECT_THAT(told(ask(resolver, "one-more.example")), HasSubstr("too much is under way"));
    outside->gate->count_down();
}

TEST(Resolver, TheSystemKnowsItself) {
    SystemClock clock;
    EXPECT_TRUE(ask_system("localhost").ok());
    EXPECT_THAT(ask_system("no.such.name.invalid").error, HasSubstr("no.such.name.invalid"));
}

}  // namespace
}  // namespace tiller::sip
