#include "http/host_queue.h"

#include <gtest/gtest.h>

namespace tiller::http {
namespace {

TEST(HostQueue, HostsTakeTurns) {
    HostQueue<int> queue(100, 100);
    for (int i = 1; i <= 3; ++i) queue.push("a", i), queue.push("b", 10 * i);
    std::vector<int> order;
    while (auto item = queue.pop()) order.push_back(*item);
    EXPECT_EQ(order, (std::vector<int>{1, 10, 2, 20, 3, 30}));
}

TEST(HostQueue, AHostThatHangsHoldsUpItselfOnly) {
    HostQueue<int> queue(10, 2);
    for (int i = 0; i < 5; ++i) queue.push("hangs", i);
    EXPECT_TRUE(queue.pop() && queue.pop());
    EXPECT_FALSE(queue.pop());
    queue.push("lives", 42);
    EXPECT_EQ(queue.pop(), 42);
    queue.done("hangs");
    EXPECT_EQ(queue.pop(), 2);
    EXPECT_FALSE(queue.pop());
    EXPECT_EQ(queue.waiting(), 2u);
}

TEST(HostQueue, TheTotalIsKept) {
    HostQueue<int> queue(2, 2);
    for (auto host : {"a", "b", "c"}) queue.push(host, 1);
    EXPECT_TRUE(queue.pop() && queue.pop());
    EXPECT_FALSE(queue.pop());
    queue.done("a");
    EXPECT_TRUE(queue.pop());
    EXPECT_EQ(queue.waiting(), 0u);
}

}  // namespace
}  // namespace tiller::http
