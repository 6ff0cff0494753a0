#pragma once
// A small world for tests of the dialer: a real store, a clock that is turned, and people who answer as they are told.
#include <gtest/gtest.h>

#include <filesystem>

#include "campaign/plan_counts.h"
#include "campaign/plans.h"
#include "dialer/dialer.h"
#include "journal/timers.h"
#include "nodes/nodes_testing.h"
#include "store/accounts.h"
#include "store/store_testing.h"

namespace tiller::dialer {

/// A phone whose calls last no time on the wire: the test ends them.
class TestPhone final : public calls::Phone {
  public:
    void place(calls::Order order) override { orders.push_back(std::move(order)); }
    size_t up() const override { return orders.size(); }
    void hang_up_all(std::string) override {}
    void hang_up(std::string, std::string) override {}

    std::vector<calls::Order> orders;
};

class DialerFixture : public ::testing::Test {
  protected:
    static constexpr const char* kRobot =
        "robot: test\nlanguage: en\nstart: hello\nstates:\n  hello:\n    say: Hello.\n    hang_up: true\n";

    void SetUp() override {
        std::string pattern = std::filesystem::temp_directory_path() / "tiller_dialer_XXXXXX";
        dir_ = mkdtemp(pattern.data());
        open();
        store_->write([&](store::Tx& tx) {
            account_ = {.name = "demo", .zone = "Asia/Jakarta"};
            account_.key = store::insert_account(tx, account_, clock_.now());
            store::put_robot(tx, {account_.key, std::string(32, 'a'), "reminder", "en", "[]", 1});
            store::insert_robot_version(tx, account_.key, std::string(32, 'a'), 1, kRobot, clock_.now());
            line_ = {.account = account_.key, .name = "LINE"};
            line_config_.servers = {"sip:127.0.0.1:5080"};
            line_config_.max_channels = 5;
            line_config_.max_calls_per_second = 1000;
            line_.config = campaign::to_json(line_config_);
            line_.key = store::put_line(tx, line_);
        });
        clock_.jump_to(Zone::find("Asia/Jakarta")->at(*parse_date("2026-11-23"), 10 * 3600));
    }
    void TearDown() override {
        close();
        std::filesystem::remove_all(dir_);
    }

    void open() {
        auto store = store::Store::open({.dir = dir_, .own_thread = false});
        ASSERT_TRUE(store) << store.error().message;
        store_ = std::move(*store);
        robots_ = std::make_unique<Robots>(*store_);
        node_ = nodes::lone_node(*store_, clock_, [this](store::Tx& tx) { return campaign::recover(tx, context_); });
        dialer_ = std::make_unique<Dialer>(*store_, context_, *robots_, *node_, Dialer::Hooks{[] {}, [] {}});
        dialer_->set_phone(phone_);
        timers_ = std::make_unique<journal::Timers>(*store_, [] {});
        timers_->on(campaign::kRoundTimer,
                    [this](store::Tx& tx, const store::Timer& timer) { campaign::on_round_due(tx, context_, timer); });
    }
    void close() {
        timers_.reset();
        dialer_.reset();
        node_.reset();
        robots_.reset();
        store_.reset();
    }
    /// What a power cut does: all in memory is gone, what was committed stays.
    void kill_and_restart() {
        close();
        phone_.orders.clear();
        open();
    }

    std::string make_plan(int numbers, std::vector<campaign::Round> rounds, std::string name = "plan") {
        campaign::PlanOrder order{
            .account = account_, .name = std::move(name), .strategy = {"s", std::move(rounds)}, .line = line_};
        order.date = Zone::find(account_.zone)->date_of(clock_.now());
        for (int i = 1; i <= numbers; ++i) {
            order.rows.push_back(
                {static_cast<uint32_t>(i), "+62812000000" + std::to_string(10 + i), "{\"Debtor\":\"Ani\"}"});
        }
        auto made = store_->write([&](store::Tx& tx) { return campaign::create_plan(tx, context_, order); });
        EXPECT_TRUE(made) << made.error().message;
        dialer_->refresh();
        return made->task_id;
    }
    /// Lets time pass until `until` by minutes; calls end within the minute in which they begin.
    void live_until(Instant until, const std::function<Outcome(const store::Call&)>& outcome) {
        while (clock_.now() < until) {
            settle();
            while (!phone_.orders.empty()) end_all(outcome);
            clock_.advance(std::chrono::minutes(1));
        }
        settle();
    }
    Instant at(int hour, int minute = 0, int days = 0) {
        return Zone::find(account_.zone)->at(*parse_date("2026-11-23") + days, hour * 3600 + minute * 60);
    }
    void set_line(bool enabled) {
        line_.enabled = enabled;
        line_.config = campaign::to_json(line_config_);
        store_->write([&](store::Tx& tx) { store::put_line(tx, line_); });
        dialer_->refresh();
        settle();
    }
    std::map<std::string, int64_t> outcomes(std::string_view task_id) {
        auto counts = store_->read([&](store::Db& db) {
            return store::counts(db, account_.key, task(task_id).key, store::CountKind::outcome);
        });
        return {counts.begin(), counts.end()};
    }
    std::vector<store::Task> rounds(std::string_view name = "plan") {
        auto p = plan(name);
        return store_->read([&](store::Db& db) { return store::tasks_of_plan(db, p.account, p.key); });
    }
    /// Rule 5 of the house, for plans that have ended: every number one outcome and one event, sums that add up.
    void expect_books_closed() {
        int64_t numbers = 0, tasks = 0;
        for (auto& t : store_->read([&](store::Db& db) { return store::list_tasks(db, account_.key, {}, 1000, 0); })) {
            EXPECT_TRUE(t.finished) << t.name << " is " << to_name(t.status);
            EXPECT_EQ(t.done, t.total) << t.name;
            int64_t sum = 0;
            for (auto& [word, n] : outcomes(t.id)) sum += n;
            EXPECT_EQ(sum, t.total) << t.name;
            numbers += t.total;
            ++tasks;
            auto p = store_->read([&](store::Db& db) { return store::find_plan(db, t.plan.value_or(0)); });
            EXPECT_TRUE(!t.plan || (p && p->finished && has_ended(p->status) && !p->next_round_at)) << t.name;
            if (p) expect_counts_right(*p);
        }
        auto plans = store_->read([&](store::Db& db) { return store::count_rows(db, "plans"); });
        EXPECT_EQ(events(0), numbers);
        EXPECT_EQ(events(1), tasks);
        EXPECT_EQ(events(2), plans);
        EXPECT_EQ(dialer_->unsettled(), 0u);
    }
    /// The kept counts of a plan against its numbers.
    void expect_counts_right(const store::Plan& plan) {
        store_->read([&](store::Db& db) {
            campaign::PlanCounts kept = campaign::counts_of(db, plan), counted;
            for (auto& [row, n] : campaign::numbers_of_plan(db, plan)) {
                counted.dialed += n.attempts > 0;
                counted.connected += n.connected_before;
                if (n.last.state != store::NumberState::done) continue;
                ++counted.done;
                ++counted.outcomes[std::string(to_name(n.last.outcome))];
                if (!n.intention.empty()) ++counted.intentions[n.intention];
            }
            EXPECT_EQ(kept.dialed, counted.dialed) << plan.name;
            EXPECT_EQ(kept.connected, counted.connected) << plan.name;
            EXPECT_EQ(kept.done, counted.done) << plan.name;
            EXPECT_EQ(kept.outcomes, counted.outcomes) << plan.name;
            EXPECT_EQ(kept.intentions, counted.intentions) << plan.name;
        });
    }
    static campaign::Round round(int start_hour, int end_hour) {
        return {.robot = "reminder", .start = start_hour * 3600, .end = end_hour * 3600};
    }

    /// Steps until nothing is due for a while, letting the milliseconds pass by which a line spaces its calls.
    void settle() {
        for (int quiet = 0; quiet < 3;) {
            Instant now = clock_.now();
            Instant next_timer = timers_->step(now);
            Millis nap = std::min(next_timer, dialer_->step(now)) - now;
            quiet = nap > Millis(20) ? quiet + 1 : 0;
            if (quiet == 0) clock_.advance(std::max(nap, Millis(1)));
        }
    }
    void end_call(store::Call call, Outcome outcome) {
        dialer_->on_channel_free(call, {calls::LineAnswer::Kind::passed});
        if (is_connected(outcome)) call.answered = clock_.now();
        call.outcome = outcome;
        call.ended = clock_.now();
        dialer_->on_finished(std::move(call));
    }
    /// Ends every call that is up: the line would not take it.
    void refuse_all(int code) {
        for (auto& order : std::exchange(phone_.orders, {})) {
            dialer_->on_channel_free(order.call, {calls::LineAnswer::Kind::refused, code, "Refused"});
            order.call.outcome = Outcome::failed;
            order.call.sip_code = code;
            order.call.ended = clock_.now();
            dialer_->on_finished(std::move(order.call));
        }
        settle();
    }
    bool is_held() {
        return store_->read([&](store::Db& db) { return store::find_line_hold(db, line_.key).has_value(); });
    }
    /// Ends every call that is up, `outcome` by callee.
    void end_all(const std::function<Outcome(const store::Call&)>& outcome) {
        for (auto& order : std::exchange(phone_.orders, {})) end_call(order.call, outcome(order.call));
        settle();
    }
    store::Plan plan(std::string_view name = "plan") {
        return *store_->read([&](store::Db& db) { return store::find_plan(db, account_.key, name); });
    }
    store::Task task(std::string_view id) {
        return *store_->read([&](store::Db& db) { return store::find_task(db, account_.key, id); });
    }
    int64_t events(int kind) {
        return store_->read([&](store::Db& db) { return store::count_rows(db, "events", {{"kind", kind}}); });
    }

    std::string dir_;
    ManualClock clock_;
    SeededRandom random_{7};
    LinkSigner links_{"key", "http://localhost", std::chrono::hours(1)};
    journal::Journal journal_;
    campaign::Context context_{clock_, random_, links_, journal_};
    store::Account account_;
    store::Line line_;
    campaign::LineConfig line_config_;
    std::unique_ptr<store::Store> store_;
    std::unique_ptr<Robots> robots_;
    TestPhone phone_;
    std::unique_ptr<nodes::Membership> node_;
    std::unique_ptr<Dialer> dialer_;
    std::unique_ptr<journal::Timers> timers_;
};

}  // namespace tiller::dialer
