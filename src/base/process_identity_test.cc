#include "base/process_identity.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tiller {
namespace {

TEST(ProcessIdentity, ThisProcessRuns) {
    EXPECT_EQ(this_process(), this_process());
    EXPECT_EQ(look_at_process(this_process()), ProcessState::runs);
}

TEST(ProcessIdentity, AProcessThatHasEndedIsGone) {
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        std::string me = this_process();
        bool told = write(ends[1], me.data(), me.size()) == static_cast<ssize_t>(me.size());
        _exit(told ? 0 : 1);
    }
    char text[256];
    ssize_t length = read(ends[0], text, sizeof text);
    ASSERT_GT(length, 0);
    std::string identity(text, static_cast<size_t>(length));
    siginfo_t info{};
    ASSERT_EQ(waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT), 0);
    EXPECT_EQ(look_at_process(identity), ProcessState::gone) << "ended, though its parent has not asked for it";
    waitpid(child, nullptr, 0);
    EXPECT_EQ(look_at_process(identity), ProcessState::gone);
    close(ends[0]);
    close(ends[1]);
}

TEST(ProcessIdentity, ANumberThatWasGivenOutAgainIsAnotherProcess) {
    std::string me = this_process();
    EXPECT_EQ(look_at_process(me.substr(0, me.rfind(' ') + 1) + "1"), ProcessState::gone);
}

TEST(ProcessIdentity, WhatIsFarAwayCannotBeTold) {
    std::string me = this_process();
    for (const std::string& other : {std::string(), std::string("x"), std::string(" "), "0" + me, me + " 1",
                                     std::string("no boot pid:[1] 1 1"), me.substr(0, me.rfind(' '))}) {
        EXPECT_EQ(look_at_process(other), ProcessState::elsewhere) << other;
    }
}

}  // namespace
}  // namespace tiller
