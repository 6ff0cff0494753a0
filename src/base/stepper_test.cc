#include "base/stepper.h"

#include <gtest/gtest.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <future>

namespace tiller {
namespace {

using namespace std::chrono_literals;

constexpr auto kPatience = 20s;
constexpr Millis kNever = std::chrono::hours(1);

/// A passive object that counts its steps; other threads wait for the count.
class Counter {
  public:
    Instant step(Instant now) {
        {
            std::lock_guard lock(mutex_);
            ++steps_;
        }
        changed_.notify_all();
        return when ? when(now) : Instant::max();
    }
    bool reaches(int steps) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, kPatience, [&] { return steps_ >= steps; });
    }
    int steps() {
        std::lock_guard lock(mutex_);
        return steps_;
    }
    Stepper::Step stepped() {
        return [this](Instant now) { return step(now); };
    }

    std::function<Instant(Instant)> when;

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    int steps_ = 0;
};

TEST(Stepper, StepsAtOnceAndWhenWoken) {
    ManualClock clock;
    Counter counter;
    Stepper stepper({.name = "test", .longest_nap = kNever});
    stepper.start(clock, counter.stepped());
    ASSERT_TRUE(counter.reaches(1));
    stepper.wake();
    ASSERT_TRUE(counter.reaches(2));
    auto wake = stepper.waker();
    wake();
    ASSERT_TRUE(counter.reaches(3));
    stepper.stop();
    wake();
    EXPECT_EQ(counter.steps(), 3) << "nothing runs after stop";
}

TEST(Stepper, AWakerMayOutliveIt) {
    std::function<void()> wake;
    {
        Stepper stepper({.name = "test"});
        wake = stepper.waker();
    }
    wake();
}

TEST(Stepper, StepsAgainWhenTheObjectWantsIt) {
    ManualClock clock;
    Counter counter;
    counter.when = [&](Instant now) { return counter.steps() < 3 ? now + 1ms : now + kNever; };
    Stepper stepper({.name = "test", .longest_nap = kNever});
    stepper.start(clock, counter.stepped());
    ASSERT_TRUE(counter.reaches(3));
    stepper.stop();
    EXPECT_EQ(counter.steps(), 3);
}

TEST(Stepper, WhatIsDueAtOnceIsSteppedAtOnce) {
    ManualClock clock;
    Counter counter;
    counter.when = [&](Instant now) { return counter.steps() < 100 ? now - 1h : Instant::max(); };
    Stepper stepper({.name = "test", .longest_nap = kNever});
    stepper.start(clock, counter.stepped());
    ASSERT_TRUE(counter.reaches(100));
    stepper.stop();
    EXPECT_EQ(counter.steps(), 100);
}

TEST(Stepper, LooksRoundAfterTheLongestNap) {
    ManualClock clock;
    Counter counter;
    Stepper stepper({.name = "test", .longest_nap = 1ms});
    stepper.start(clock, counter.stepped());
    EXPECT_TRUE(counter.reaches(3)) << "the clock may have jumped";
}

TEST(Stepper, AClockThatIsSetBackDoesNotLengthenTheNap) {
    ManualClock clock;
    Counter counter;
    counter.when = [&](Instant now) {
        clock.jump_to(now - 1h);
        return now + 1ms;
    };
    Stepper stepper({.name = "test", .longest_nap = kNever});
    stepper.start(clock, counter.stepped());
    EXPECT_TRUE(counter.reaches(3));
}

TEST(Stepper, AWakeDuringAStepBringsAnother) {
    ManualClock clock;
    Counter counter;
    std::promise<void> in_step, woken;
    counter.when = [&](Instant) {
        if (counter.steps() == 1) {
            in_step.set_value();
            woken.get_future().wait();
        }
        return Instant::max();
    };
    Stepper stepper({.name = "test", .longest_nap = kNever});
    stepper.start(clock, counter.stepped());
    in_step.get_future().wait();
    stepper.wake();
    woken.set_value();
    EXPECT_TRUE(counter.reaches(2));
}

TEST(Stepper, AStepThatThrowsIsTriedAgain) {
    ManualClock clock;
    Counter counter;
    counter.when = [&](Instant) -> Instant {
        if (counter.steps() < 3) throw std::runtime_error("the disk is full");
        return Instant::max();
    };
    Stepper stepper({.name = "test", .longest_nap = kNever, .after_failure = 1ms});
    stepper.start(clock, counter.stepped());
    ASSERT_TRUE(counter.reaches(3));
    stepper.stop();
    EXPECT_EQ(counter.steps(), 3);
}

TEST(Stepper, StopsInTheMiddleOfANap) {
    ManualClock clock;
    Counter counter;
    Stepper stepper({.name = "test", .longest_nap = kNever, .shortest_nap = kNever});
    stepper.start(clock, counter.stepped());
    ASSERT_TRUE(counter.reaches(1));
    stepper.wake();  // the rest after a wake is as long
    stepper.stop();
    EXPECT_EQ(counter.steps(), 1);
}

TEST(Stepper, StopsThoughItNeverStarted) {
    Stepper stepper({.name = "test"});
    stepper.stop();
}

TEST(Stepper, ItsThreadHasItsNameAndPriority) {
    struct Seen {
        std::string name;
        int priority;
    };
    auto look = [](bool lowest) {
        SystemClock clock;
        std::promise<Seen> seen;
        bool first = true;
        Stepper stepper({.name = "a name that is too long", .longest_nap = kNever, .lowest_priority = lowest});
        stepper.start(clock, [&](Instant) {
            char name[16];
            pthread_getname_np(pthread_self(), name, sizeof name);
            auto thread = static_cast<id_t>(syscall(SYS_gettid));
            if (std::exchange(first, false)) seen.set_value({name, getpriority(PRIO_PROCESS, thread)});
            return Instant::max();
        });
        return seen.get_future().get();
    };
    EXPECT_EQ(look(false).name, "a name that is ");
    EXPECT_EQ(look(false).priority, getpriority(PRIO_PROCESS, 0));
    EXPECT_EQ(look(true).priority, 19);
}

}  // namespace
}  // namespace tiller
