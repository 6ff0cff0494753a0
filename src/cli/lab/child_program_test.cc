#include "cli/lab/child_program.h"

#include <gmock/gmock.h>

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include <filesystem>

namespace tiller::cli {
namespace {

using testing::HasSubstr;

class ChildProgramTest : public testing::Test {
  protected:
    ChildProgramTest() {
        std::string path = std::filesystem::temp_directory_path() / "tiller-child-XXXXXX";
        folder_ = mkdtemp(path.data());
    }
    ~ChildProgramTest() override { std::filesystem::remove_all(folder_); }
    std::unique_ptr<ChildProgram> shell(const std::string& script) {
        auto child = ChildProgram::start({"/bin/sh", "-c", script}, folder_ + "/log");
        EXPECT_TRUE(child) << (child ? "" : child.error().message);
        return std::move(*child);
    }

    StopSignals stop_;
    std::string folder_;
};

TEST_F(ChildProgramTest, WhatItWritesIsWaitedForInItsLog) {
    auto first = shell("echo earlier");
    EXPECT_FALSE(first->wait_for([] { return false; }, Millis(10'000), "its end", stop_));
    auto child = shell("echo ready; exec sleep 60");
    auto ready = [&] { return child->tail(100).find("ready") != std::string::npos; };
    EXPECT_TRUE(child->wait_for(ready, Millis(10'000), "the start", stop_));
    EXPECT_EQ(child->tail(100), "ready\n") << "not what an earlier one left";
    EXPECT_TRUE(child->check());
    EXPECT_FALSE(child->stop(Millis(10'000), stop_)) << "sleep ends by the signal, not with status 0";
}

TEST_F(ChildProgramTest, AnEndIsToldWithTheEndOfItsLog) {
    auto child = shell("echo why >&2; exit 3");
    auto ended = child->wait_for([] { return false; }, Millis(10'000), "the start", stop_);
    ASSERT_FALSE(ended);
    EXPECT_THAT(ended.error().message, HasSubstr("sh has ended"));
    EXPECT_THAT(ended.error().message, HasSubstr("why\n"));
}

TEST_F(ChildProgramTest, IsAskedToEndAndMayEndInOrder) {
    auto child = shell("trap 'exit 0' TERM; echo ready; while :; do sleep 0.01; done");
    auto ready = [&] { return child->tail(100) == "ready\n"; };
    ASSERT_TRUE(child->wait_for(ready, Millis(10'000), "the start", stop_));
    EXPECT_TRUE(child->stop(Millis(10'000), stop_));
}

TEST_F(ChildProgramTest, ASignalEndsTheWaiting) {
    auto child = shell("exec sleep 60");
    pthread_kill(pthread_self(), SIGTERM);  // blocked, and taken by whoever waits
    auto waited = child->wait_for([] { return false; }, Millis(10'000), "the start", stop_);
    EXPECT_EQ(waited.error().message, "stopped");
}

TEST_F(ChildProgramTest, AMissingProgramIsTold) {
    auto child = ChildProgram::start({"/no/such/program"}, folder_ + "/log");
    ASSERT_FALSE(child);
    EXPECT_EQ(child.error().kind, ErrorKind::not_found);
}

}  // namespace
}  // namespace tiller::cli
