#pragma once
// Two engines that telephone with each other over the loopback interface.
#include <gtest/gtest.h>
#include <future>

#include "media/ear_testing.h"
#include "media/mp3/folder_testing.h"
#include "media/mp3/signal_testing.h"

namespace tiller::media {

struct Side {
    Ear ear;
    std::unique_ptr<Engine> engine;
    SessionId session = 0;
    int port = 0;

    explicit Side(const std::string& spool = "") {
        auto opened = Engine::open({.bind_address = "127.0.0.1", .first_port = 0, .spool = spool}, ear);
        EXPECT_TRUE(opened.ok());
        engine = std::move(*opened);
        open();
    }
    void open() {
        auto opened = engine->open_session();
        ASSERT_TRUE(opened.ok());
        session = opened->session;
        port = opened->port;
        engine->listen(session, ear.as_listener());
    }
    Stats close() {
        std::promise<Stats> stats;
        engine->close(session, [&](const Stats& s) { stats.set_value(s); });
        auto future = stats.get_future();
        EXPECT_EQ(future.wait_for(Ear::kPatience), std::future_status::ready);
        return future.get();
    }
};

struct Call {
    Folder folder;
    Side robot{folder / "spool"}, callee{folder / "spool2"};

    Remote to(const Side& side, int telephone_event, int payload) const {
        return {.address = "127.0.0.1", .port = side.port, .payload = payload, .telephone_event = telephone_event};
    }
    void start(int telephone_event = 101, int payload = 8, const std::string& record_to = "") {
        callee.engine->start(callee.session, to(robot, telephone_event, payload), "");
        robot.engine->start(robot.session, to(callee, telephone_event, payload), record_to);
    }
    /// Waits until the callee has heard `count` more frames.
    bool pass(Side& side, size_t frames) {
        size_t before = 0;
        side.ear.wait([&] { return before = side.ear.heard(side.session).size(), true; });
        return side.ear.wait([&] { return side.ear.heard(side.session).size() >= before + frames * Audio::kFrame; });
    }
};

}  // namespace tiller::media
