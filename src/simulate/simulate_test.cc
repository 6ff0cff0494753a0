#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <iostream>
#include <sstream>

#include "base/log.h"
#include "simulate/check.h"
#include "simulate/world.h"

namespace tiller::simulate {
namespace {

using Wall = std::chrono::steady_clock;

class Simulation : public testing::Test {
  protected:
    static void SetUpTestSuite() { log::set_level(log::Level::off); }
    static void TearDownTestSuite() { log::set_level(log::Level::info); }

    static void expect_rules_hold(const CheckReport& report) {
        for (auto& fault : report.faults)
            ADD_FAILURE() << fault << "\nagain: tiller simulate --check --seed " << report.seed;
    }
};

TEST_F(Simulation, SeedsThatOnceFoundSomethingHoldNow) {
    std::ifstream file("src/simulate/seeds.txt");
    std::stringstream text;
    text << file.rdbuf();
    auto seeds = read_seeds(text.str());
    ASSERT_FALSE(seeds.empty());
    for (uint64_t seed : seeds) expect_rules_hold(check(draw_scenario(seed)));
}

TEST_F(Simulation, FreshSeedsHold) {
    auto first = static_cast<uint64_t>(std::chrono::system_clock::now().time_since_epoch().count()) / 1000;
    std::cout << "fresh seeds from " << first << std::endl;
    auto end = Wall::now() + std::chrono::seconds(8);
    int worlds = 0;
    expect_rules_hold(check_seeds(
        first, [&] { return Wall::now() > end; }, [&](auto&) { ++worlds; }));
    std::cout << worlds << " worlds" << std::endl;
}

TEST_F(Simulation, TenThousandNumbersOverFiveDaysAndThreeRounds) {
#ifdef TILLER_SANITIZED
    constexpr int64_t kNumbers = 1'000;
#else
    constexpr int64_t kNumbers = 10'000;
#endif
    auto report = check(big_scenario(1, kNumbers));
    expect_rules_hold(report);
    EXPECT_GT(report.calls, static_cast<size_t>(2 * kNumbers));
    EXPECT_GT(report.age, std::chrono::hours(96));
    EXPECT_GT(report.kills, 0);
}

TEST_F(Simulation, TheSameSeedIsTheSameWorld) {
    for (uint64_t seed : {1, 2}) {
        auto first = check(draw_scenario(seed)), second = check(draw_scenario(seed));
        EXPECT_EQ(first.digest, second.digest);
        EXPECT_EQ(first.calls, second.calls);
        EXPECT_GT(first.calls, 0u);
    }
}

TEST_F(Simulation, AWorldWithoutTroubleCallsEverybodyAndTellsEverything) {
    Scenario s{.seed = 1};
    s.accounts[0].zone = "Asia/Jakarta";
    Date date = *parse_date("2026-11-23");
    s.start = LocalTime(s.accounts[0].zone).first_at(date, 8 * 3600 + 1800);
    campaign::LineConfig line;
    line.servers = {"sip:192.0.2.1"};
    s.lines = {{line}};
    s.plans.push_back(
        {.name = "p", .strategy = {"s", {{.robot = "robot", .start = 9 * 3600, .end = 12 * 3600}}}, .date = date});
    for (int i = 0; i < 50; ++i) s.plans[0].callees.push_back("+6281200000" + std::to_string(100 + i));
    s.receivers.push_back({.url = "https://receiver.example"});
    s.people.answer = 1.0;
    World world(s);
    world.run();
    for (auto& violation : world.violations()) ADD_FAILURE() << violation.what;
    EXPECT_EQ(world.witness().calls(), 50u);
    EXPECT_EQ(world.witness().tries(), 52);
    EXPECT_LT(world.age(), std::chrono::hours(4));
}

}  // namespace
}  // namespace tiller::simulate
