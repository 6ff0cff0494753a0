// Plans on awkward days: clocks that change, midnight, late starts, windows that close in the middle of things.
#include "campaign/record.h"
#include "dialer/dialer_testing.h"

namespace tiller::dialer {
namespace {

using Minutes = std::chrono::minutes;

Outcome all_answer(const store::Call&) { return Outcome::answered; }
Outcome nobody_answers(const store::Call&) { return Outcome::no_answer; }

class Calendar : public DialerFixture {
  protected:
    /// Moves the account to a zone, and time to a local moment there. The guard is off: it would refuse these hours.
    void move_to(std::string zone, std::string_view date, int hour, int minute = 0) {
        account_.zone = std::move(zone);
        account_.guard = false;
        store_->write([&](store::Tx& tx) { store::update_account(tx, account_); });
        date_ = *parse_date(date);
        clock_.jump_to(local(hour, minute));
    }
    Zone zone() const { return *Zone::find(account_.zone); }
    Instant local(int hour, int minute = 0, int days = 0) const {
        return zone().at(date_ + days, hour * 3600 + minute * 60);
    }
    static campaign::Round window(int start_minute, int end_minute, int day_offset = 0) {
        return {.robot = "reminder", .day_offset = day_offset, .start = start_minute * 60, .end = end_minute * 60};
    }
    /// When calls began, as local clocks showed it: "03-28 03:00".
    std::vector<std::string> live(Instant until, const std::function<Outcome(const store::Call&)>& outcome) {
        std::vector<std::string> begun;
        live_until(until, [&](const store::Call& call) {
            begun.push_back(zone().format(call.intended).substr(5, 11));
            return outcome(call);
        });
        return begun;
    }
    Date date_{};
};

using Texts = std::vector<std::string>;

TEST_F(Calendar, AWindowThatBeginsInTheSkippedHourOpensAfterIt) {
    move_to("Europe/Berlin", "2027-03-28", 1);
    make_plan(1, {window(2 * 60 + 15, 3 * 60 + 30)});
    EXPECT_EQ(live(local(6), nobody_answers), Texts{"03-28T03:00"});
    expect_books_closed();
}

TEST_F(Calendar, AWindowWithinTheSkippedHourIsPassedOver) {
    move_to("Europe/Berlin", "2027-03-28", 0, 30);
    std::string id = make_plan(1, {window(60, 90), window(2 * 60 + 10, 2 * 60 + 50), window(4 * 60, 5 * 60)});
    EXPECT_EQ(live(local(6), nobody_answers), (Texts{"03-28T01:00", "03-28T04:00"}));
    auto all = rounds();
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[1].round, 3);
    expect_books_closed();
}

TEST_F(Calendar, AFirstWindowWithinTheSkippedHourExpiresAndTheNextRoundTakesAll) {
    move_to("Europe/Berlin", "2027-03-28", 1);
    std::string id = make_plan(2, {window(2 * 60 + 10, 2 * 60 + 50), window(4 * 60, 5 * 60)});
    EXPECT_EQ(live(local(6), all_answer), (Texts{"03-28T04:00", "03-28T04:00"}));
    EXPECT_EQ(outcomes(id), (std::map<std::string, int64_t>{{"expired", 2}}));
    expect_books_closed();
}

TEST_F(Calendar, AnHourThatComesTwiceLengthensTheWindowThatHoldsIt) {
    move_to("Europe/Berlin", "2026-10-25", 1);
    auto r = window(2 * 60, 3 * 60);
    r.repeat_interval = 30;
    r.repeat_num = 15;
    make_plan(1, {r});
    Instant opens = local(2), closes = local(3);
    EXPECT_EQ(closes - opens, Minutes(120));
    auto begun = live(local(6), nobody_answers);
    EXPECT_EQ(begun, (Texts{"10-25T02:00", "10-25T02:30", "10-25T02:00", "10-25T02:30"}));
    expect_books_closed();
}

TEST_F(Calendar, ATimeThatComesTwiceEndsAWindowTheFirstTime) {
    move_to("Europe/Berlin", "2026-10-25", 1);
    auto r = window(60 + 30, 2 * 60 + 30);
    r.repeat_interval = 20;
    r.repeat_num = 15;
    make_plan(1, {r});
    EXPECT_EQ(live(local(6), nobody_answers), (Texts{"10-25T01:30", "10-25T01:50", "10-25T02:10"}));
    expect_books_closed();
}

TEST_F(Calendar, FiveDaysAcrossTheChangeKeepLocalTime) {
    for (auto day : {"2027-03-26", "2026-10-23"}) {
        move_to("Europe/Berlin", day, 8);
        std::vector<campaign::Round> five;
        for (int i = 0; i < 5; ++i) five.push_back(window(9 * 60, 10 * 60, i));
        make_plan(1, five, day);
        auto begun = live(local(12, 0, 4), nobody_answers);
        ASSERT_EQ(begun.size(), 5u);
        for (int i = 0; i < 5; ++i) {
            EXPECT_EQ(begun[static_cast<size_t>(i)], format_date(date_ + i).substr(5) + "T09:00");
        }
    }
    expect_books_closed();
}

TEST_F(Calendar, MidnightThatDoesNotExist) {
    // In Beirut clocks go from 00:00 to 01:00: the day before ends, and this one begins, at the same moment.
    move_to("Asia/Beirut", "2027-03-27", 22);
    make_plan(1, {window(23 * 60, 24 * 60), window(0, 60 + 30, 1)});
    EXPECT_EQ(live(local(6, 0, 1), nobody_answers), (Texts{"03-27T23:00", "03-28T01:00"}));
    expect_books_closed();
}

TEST_F(Calendar, APlanMadeAMinuteBeforeMidnight) {
    move_to("Asia/Jakarta", "2026-11-23", 23, 59);
    make_plan(7, {window(23 * 60 + 50, 24 * 60), window(0, 60, 1)});
    settle();
    EXPECT_EQ(phone_.orders.size(), 5u);
    clock_.jump_to(local(0, 0, 1));
    settle();  // midnight: two numbers never had their turn, five calls go on
    EXPECT_EQ(phone_.orders.size(), 5u);
    EXPECT_EQ(outcomes(rounds()[0].id), (std::map<std::string, int64_t>{{"expired", 2}}));
    end_all([](auto& call) { return call.row == 1 ? Outcome::no_answer : Outcome::answered; });
    std::set<int64_t> rows;
    for (auto& order : phone_.orders) rows.insert(*order.call.row);
    EXPECT_EQ(rows, (std::set<int64_t>{1, 6, 7}));
    end_all(all_answer);
    expect_books_closed();
}

TEST_F(Calendar, AFirstRoundThatBeganTenMinutesAgoBeginsAtOnce) {
    move_to("Asia/Jakarta", "2026-11-23", 10, 10);
    make_plan(1, {window(10 * 60, 11 * 60)});
    settle();
    EXPECT_EQ(phone_.orders.size(), 1u);
    EXPECT_EQ(plan().status, Status::running);
    end_all(all_answer);
    expect_books_closed();
}

TEST_F(Calendar, ACallThatOutlivesItsWindowCountsAndHoldsTheNextRound) {
    move_to("Asia/Jakarta", "2026-11-23", 10);
    auto r = window(10 * 60, 11 * 60);
    r.repeat_num = 3;
    std::string id = make_plan(1, {r, window(11 * 60, 12 * 60)});
    settle();
    clock_.jump_to(local(11, 20));
    settle();
    ASSERT_EQ(phone_.orders.size(), 1u);  // not called twice at once, though the second window is open
    end_all(nobody_answers);
    EXPECT_EQ(outcomes(id), (std::map<std::string, int64_t>{{"no_answer", 1}}));  // no repeat: the window is closed
    ASSERT_EQ(phone_.orders.size(), 1u);
    EXPECT_EQ(rounds().size(), 2u);
    end_all(all_answer);
    expect_books_closed();
}

TEST_F(Calendar, ALineThatIsFullWhenTheWindowEndsLeavesTheRestExpired) {
    move_to("Asia/Jakarta", "2026-11-23", 10);
    line_config_.max_channels = 2;
    set_line(true);
    std::string id = make_plan(1300, {window(10 * 60, 11 * 60)});
    settle();
    clock_.jump_to(local(11));
    settle();
    EXPECT_EQ(task(id).done, 1298);
    EXPECT_EQ(task(id).status, Status::running);
    end_all(all_answer);
    EXPECT_EQ(outcomes(id), (std::map<std::string, int64_t>{{"answered", 2}, {"expired", 1298}}));
    EXPECT_EQ(task(id).dialed, 2);
    expect_books_closed();
}

TEST_F(Calendar, ALineThatIsSwitchedOnAgainGoesOn) {
    move_to("Asia/Jakarta", "2026-11-23", 10);
    make_plan(7, {window(10 * 60, 11 * 60)});
    settle();
    set_line(false);
    end_all(all_answer);
    EXPECT_TRUE(phone_.orders.empty());
    set_line(true);
    EXPECT_EQ(phone_.orders.size(), 2u);
    end_all(all_answer);
    expect_books_closed();
}

TEST_F(Calendar, ARoundWhoseRobotIsGoneIsPassedOver) {
    move_to("Asia/Jakarta", "2026-11-23", 10);
    auto second = window(12 * 60, 13 * 60);
    second.robot = "another";
    store_->write([&](store::Tx& tx) {
        store::put_robot(tx, {account_.key, std::string(32, 'b'), "another", "en", "[]", 1});
    });
    make_plan(1, {window(10 * 60, 11 * 60), second, window(14 * 60, 15 * 60)});
    store_->write([&](store::Tx& tx) { store::delete_rows(tx, "robots", {{"name", "another"}}); });
    EXPECT_EQ(live(local(16), nobody_answers), (Texts{"11-23T10:00", "11-23T14:00"}));
    expect_books_closed();
}

TEST_F(Calendar, ANightWithoutTheServerPassesRoundsOver) {
    move_to("Asia/Jakarta", "2026-11-23", 10);
    make_plan(1, {window(10 * 60, 11 * 60), window(12 * 60, 13 * 60), window(14 * 60, 15 * 60)});
    settle();
    end_all(nobody_answers);
    clock_.jump_to(local(13, 30));
    kill_and_restart();
    settle();
    EXPECT_EQ(rounds().size(), 1u);  // the third is opened when its window does, from what is known then
    clock_.jump_to(local(14));
    settle();
    ASSERT_EQ(rounds().size(), 2u);
    EXPECT_EQ(rounds()[1].round, 3);
    end_all(all_answer);
    expect_books_closed();
}

TEST_F(Calendar, APromiseIsRememberedThroughARoundThatNobodyAnswered) {
    move_to("Asia/Jakarta", "2026-11-23", 10);
    auto again = [&](int hour) {
        auto r = window(hour * 60, hour * 60 + 60);
        r.include = {.is_default = false, .intentions = {"C"}};
        return r;
    };
    make_plan(2, {window(10 * 60, 11 * 60), again(12), again(14)});
    settle();
    for (auto& order : std::exchange(phone_.orders, {})) {
        order.call.intention = order.call.row == 1 ? "C" : "A";
        end_call(order.call, Outcome::answered);
    }
    EXPECT_EQ(live(local(16), nobody_answers), (Texts{"11-23T12:00", "11-23T14:00"}));
    store_->read([&](store::Db& db) {
        JsonWriter json;
        json.begin_object();
        campaign::write_plan_status(json, db, zone(), *store::find_plan(db, account_.key, "plan"));
        json.end_object();
        EXPECT_NE(json.text().find("\"Connected\":2,\"Pending\":0,\"Outcomes\":{\"answered\":1,\"no_answer\":1},"
                                   "\"Intentions\":{\"A\":1,\"C\":1}"),
                  std::string::npos)
            << json.text();
    });
    expect_books_closed();
}

}  // namespace
}  // namespace tiller::dialer
