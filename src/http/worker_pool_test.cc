#include "http/worker_pool.h"

#include <gtest/gtest.h>

#include <future>

namespace tiller::http {
namespace {

struct TestJob final : Job {
    std::function<void()> work;
    std::promise<bool> ran;
    explicit TestJob(std::function<void()> w = [] {}) : work(std::move(w)) {}
    void run() noexcept override { work(), ran.set_value(true); }
    void drop() noexcept override { ran.set_value(false); }
};

TEST(WorkerPool, JobsThatBlockSpreadOverAllWorkers) {
    constexpr int kWorkers = 4;
    std::mutex mutex;
    std::condition_variable all_here;
    int here = 0;
    // Each job waits for all the others: with one worker too few this would never end.
    auto meet = [&] {
        std::unique_lock lock(mutex);
        if (++here == kWorkers) all_here.notify_all();
        EXPECT_TRUE(all_here.wait_for(lock, std::chrono::seconds(20), [&] { return here == kWorkers; }));
    };
    WorkerPool pool(kWorkers, 100);
    std::vector<std::unique_ptr<TestJob>> jobs;
    for (int i = 0; i < kWorkers; ++i) {
        jobs.push_back(std::make_unique<TestJob>(meet));
        ASSERT_TRUE(pool.post(jobs.back().get()));
    }
    for (auto& job : jobs) EXPECT_TRUE(job->ran.get_future().get());
}

TEST(WorkerPool, TheQueueIsBoundedButNotForContinuations) {
    std::promise<void> go, busy;
    TestJob blocker([&] { busy.set_value(), go.get_future().wait(); });
    TestJob first, second, continuation;
    WorkerPool pool(1, 1);
    ASSERT_TRUE(pool.post(&blocker));
    busy.get_future().wait();
    EXPECT_TRUE(pool.post(&first));
    EXPECT_FALSE(pool.post(&second));
    EXPECT_TRUE(pool.post_continuation(&continuation));
    EXPECT_EQ(pool.queued(), 2u);
    go.set_value();
    EXPECT_TRUE(first.ran.get_future().get());
    EXPECT_TRUE(continuation.ran.get_future().get());
}

TEST(WorkerPool, StopDropsWhatIsQueued) {
    std::promise<void> go, busy;
    TestJob blocker([&] { busy.set_value(), go.get_future().wait(); });
    TestJob queued, late;
    WorkerPool pool(1, 10);
    ASSERT_TRUE(pool.post(&blocker));
    busy.get_future().wait();
    ASSERT_TRUE(pool.post(&queued));
    std::thread stopper([&] { pool.stop(); });
    EXPECT_FALSE(queued.ran.get_future().get());
    go.set_value();
    stopper.join();
    EXPECT_TRUE(blocker.ran.get_future().get());
    EXPECT_FALSE(pool.post(&late));
}

TEST(WorkerPool, ManyTinyJobsFromManyThreadsAllRun) {
    constexpr int kJobs = 20'000;
    std::atomic<int> ran = 0;
    std::promise<void> all;
    struct Tiny final : Job {
        std::atomic<int>* ran;
        std::promise<void>* all;
        void run() noexcept override {
            if (++*ran == 2 * kJobs) all->set_value();
        }
        void drop() noexcept override {}
    } tiny;
    tiny.ran = &ran;
    tiny.all = &all;
    WorkerPool pool(3, 10'000'000);
    auto post = [&] {
        for (int i = 0; i < kJobs; ++i) pool.post(&tiny);
    };
    std::thread one(post), two(post);
    one.join(), two.join();
    EXPECT_EQ(all.get_future().wait_for(std::chrono::seconds(30)), std::future_status::ready);
}

}  // namespace
}  // namespace tiller::http
