#pragma once
// Nodes of one store, with a clock that is turned.
#include <gtest/gtest.h>

#include <filesystem>

#include "base/clock.h"
#include "nodes/membership.h"
#include "store/holdings.h"

namespace tiller::nodes {

/// A node that is alone with its store, entered: for tests of what a node does.
inline std::unique_ptr<Membership> lone_node(
    store::Store& store, const Clock& clock, std::function<int64_t(store::Tx&)> settle = [](store::Tx&) { return 0; }) {
    auto node = std::make_unique<Membership>(
        store, clock,
        MembershipOptions{.name = "test", .process = this_process(), .is_alone = true, .settle = std::move(settle)});
    if (auto entered = node->enter(); !entered || !*entered) throw std::runtime_error("the node did not enter");
    return node;
}

class NodesTest : public testing::Test {
  protected:
    void SetUp() override {
        std::string pattern = std::filesystem::temp_directory_path() / "tiller_nodes_XXXXXX";
        dir_ = mkdtemp(pattern.data());
        auto opened = store::Store::open({.dir = dir_, .own_thread = false});
        ASSERT_TRUE(opened) << opened.error().message;
        store_ = std::move(*opened);
    }
    void TearDown() override {
        store_.reset();
        std::filesystem::remove_all(dir_);
    }

    std::unique_ptr<Membership> node(std::string name) {
        return std::make_unique<Membership>(*store_, clock_,
                                            MembershipOptions{.name = std::move(name),
                                                              .process = "a process",
                                                              .look = [this](std::string_view) { return state_; },
                                                              .is_alone = alone_,
                                                              .settle =
                                                                  [this](store::Tx&) {
                                                                      ++settled_;
                                                                      return 0;
                                                                  },
                                                              .lost = [this] { ++lost_; }});
    }
    static bool enter(Membership& node) {
        auto entered = node.enter();
        EXPECT_TRUE(entered) << entered.error().message;
        return entered && *entered;
    }
    /// Time passes, and these nodes step.
    void live(Millis span, const std::vector<Membership*>& nodes) {
        for (Millis end = clock_.steady() + span; clock_.steady() < end; clock_.advance(Millis(500))) {
            for (Membership* node : nodes) node->step(clock_.now());
        }
    }
    std::vector<store::NodeRun> runs() { return store_->read(store::list_runs); }

    std::string dir_;
    ManualClock clock_;
    std::unique_ptr<store::Store> store_;
    ProcessState state_ = ProcessState::gone;
    bool alone_ = false;
    int settled_ = 0, lost_ = 0;
};

}  // namespace tiller::nodes
