// Two nodes that dial from one store.
#include "dialer/dialer_testing.h"

namespace tiller::dialer {
namespace {

class TwoNodes : public DialerFixture {
  protected:
    void SetUp() override {
        DialerFixture::SetUp();
        second_line_ = {.account = account_.key, .name = "SECOND", .config = line_.config};
        store_->write([&](store::Tx& tx) { second_line_.key = store::put_line(tx, second_line_); });
        close_nodes();
        for (Side* side : {&a_, &b_}) open(*side, side == &a_ ? "a" : "b");
        turn(std::chrono::seconds(3));
    }
    void TearDown() override {
        a_ = {};
        b_ = {};
        DialerFixture::TearDown();
    }

    struct Side {
        std::unique_ptr<TestPhone> phone;
        std::unique_ptr<nodes::Membership> node;
        std::unique_ptr<Dialer> dialer;
    };
    void close_nodes() {
        timers_.reset();
        dialer_.reset();
        node_.reset();
    }
    void open(Side& side, std::string name) {
        side.phone = std::make_unique<TestPhone>();
        nodes::MembershipOptions options{.name = std::move(name),
                                         .process = "a process",
                                         .look = [](std::string_view) { return ProcessState::gone; },
                                         .settle = [this](store::Tx& tx) { return campaign::recover(tx, context_); }};
        side.node = std::make_unique<nodes::Membership>(*store_, clock_, std::move(options));
        ASSERT_TRUE(side.node->enter());
        side.dialer = std::make_unique<Dialer>(*store_, context_, *robots_, *side.node, Dialer::Hooks{[] {}, [] {}});
        side.dialer->set_phone(*side.phone);
    }
    void turn(Millis span, std::vector<Side*> alive) {
        for (Instant end = clock_.now() + span; clock_.now() < end; clock_.advance(Millis(50))) {
            for (Side* side : alive) {
                side->node->step(clock_.now());
                side->dialer->step(clock_.now());
            }
        }
    }
    void turn(Millis span) { turn(span, {&a_, &b_}); }
    void order(std::string name, const store::Line& line, int numbers) {
        campaign::PlanOrder order{
            .account = account_, .name = std::move(name), .strategy = {"s", {round(9, 12)}}, .line = line};
        order.date = Zone::find(account_.zone)->date_of(clock_.now());
        for (int i = 1; i <= numbers; ++i)
            order.rows.push_back({static_cast<uint32_t>(i), "+62812000000" + std::to_string(10 + i), "{}"});
        auto made = store_->write([&](store::Tx& tx) { return campaign::create_plan(tx, context_, order); });
        ASSERT_TRUE(made) << made.error().message;
    }
    size_t up() const { return a_.phone->orders.size() + b_.phone->orders.size(); }
    Side& holder_of(const store::Line& line) {
        bool is_a = store_->read([&](store::Db& db) {
            return store::is_held(db, store::HoldingKind::line, {line.account, line.key}, a_.node->run());
        });
        return is_a ? a_ : b_;
    }

    store::Line second_line_;
    Side a_, b_;
};

TEST_F(TwoNodes, EachDialsItsLine) {
    EXPECT_NE(&holder_of(line_), &holder_of(second_line_));
    order("first", line_, 3);
    turn(std::chrono::seconds(2));
    EXPECT_EQ(holder_of(line_).phone->orders.size(), 3u);
    EXPECT_EQ(holder_of(second_line_).phone->orders.size(), 0u);
    int64_t run = holder_of(line_).node->run();
    for (auto& placed : holder_of(line_).phone->orders) EXPECT_EQ(placed.call.run, run);
}

TEST_F(TwoNodes, ANumberThatIsUpAtOneIsNotCalledByTheOtherUntilItEnds) {
    order("first", line_, 1);
    turn(std::chrono::seconds(2));
    ASSERT_EQ(up(), 1u);
    order("second", second_line_, 2);
    turn(std::chrono::seconds(3));
    ASSERT_EQ(up(), 2u) << "the number that both have is up already, the other one is called";
    Side& side = holder_of(line_);
    store::Call call = side.phone->orders.at(0).call;
    side.dialer->on_channel_free(call, {calls::LineAnswer::Kind::passed});
    call.outcome = Outcome::busy;
    call.ended = clock_.now();
    side.dialer->on_finished(call);
    turn(std::chrono::seconds(3));
    EXPECT_EQ(up(), 3u);
}

TEST_F(TwoNodes, ADeadNodesCallsBecomeUnknownAndItsLineGoesOn) {
    line_config_.repeat_unknown = true;
    line_.config = campaign::to_json(line_config_);
    store_->write([&](store::Tx& tx) { store::put_line(tx, line_); });
    order("first", line_, 2);
    turn(std::chrono::seconds(2));
    Side& dead = holder_of(line_);
    Side& alive = &dead == &a_ ? b_ : a_;
    ASSERT_EQ(dead.phone->orders.size(), 2u);
    ASSERT_TRUE(alive.phone->orders.empty());
    turn(nodes::Membership::kLease + std::chrono::seconds(6), {&alive});
    auto counts = store_->read([](store::Db& db) {
        return store::count_rows(db, "calls", {{"outcome", static_cast<int>(Outcome::unknown)}});
    });
    EXPECT_EQ(counts, 2);
    EXPECT_EQ(&holder_of(line_), &alive);
}

/// It was cut off: what it would dial by the line that it held is another's.
TEST_F(TwoNodes, ANodeThatComesBackDialsNothingByALineThatItHasLost) {
    Side& cut_off = holder_of(line_);
    Side& alive = &cut_off == &a_ ? b_ : a_;
    turn(nodes::Membership::kLease + std::chrono::seconds(6), {&alive});
    ASSERT_EQ(&holder_of(line_), &alive);
    order("first", line_, 2);
    for (int i = 0; i < 5; ++i) {
        cut_off.dialer->step(clock_.now());  // before it learns that it was taken for dead
        clock_.advance(Millis(10));
    }
    EXPECT_TRUE(cut_off.phone->orders.empty());
    turn(std::chrono::seconds(2), {&alive});
    EXPECT_EQ(alive.phone->orders.size(), 2u);
}

}  // namespace
}  // namespace tiller::dialer
