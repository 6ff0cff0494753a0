// Every event in every state of a call: a table of moments × events, then the rules that no walk may break, then what
// the record tells.
#include "calls/call_machine.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>
#include <set>

#include "calls/call_record.h"
#include "calls/participant_testing.h"

namespace tiller::calls {
namespace {

using State = CallMachine::State;
using std::chrono::seconds;

constexpr State kStates[] = {State::ordered, State::preparing,  State::calling,   State::ringing,
                             State::talking, State::cancelling, State::recording, State::finished};

struct Row {
    std::string_view event;
    Event value;
    // One cell a state, in the order of kStates: "next state | what the participant is told | actions", or nothing.
    std::array<std::string_view, 8> cells;
};

LegEnded busy() { return {{.code = 486, .had_ringing = true, .by = sip::EndedBy::peer, .reason = "Busy Here"}}; }
speech::Rendering some_sound() {
    return {{std::make_shared<const Audio>(Audio{std::vector<int16_t>(160)})}, {{"hello", Millis(0), Millis(20)}}};
}

const std::string_view kAnswered = "talking | joined | show start-audio render timer listen";
const std::string_view kNoAudio = "finished | left report | show hang-up show free close-audio finish";
const std::string_view kOver = "finished | | show free close-audio finish";
const std::string_view kGivenUp = "finished | | free finish";
const std::string_view kCancelled = "cancelling | | hang-up";
const std::string_view kTalked = "recording | left report | show free close-audio";
const std::string_view kHungUp = "recording | left report | hang-up show free close-audio";

const std::vector<Row>& table() {
    // clang-format off
    static const std::vector<Row> rows = {
        // cells: ordered, preparing, calling, ringing, talking, cancelling, recording, finished
        {"begin", Begin{},                             {"preparing | | timer prepare",   "", "", "", "", "", "", ""}},
        {"prepared", Prepared{},                       {"", "calling | | place timer", "", "", "",             "",    "", ""}},
        {"not prepared", Prepared{invalid("no voice")},{"", kGivenUp,   kCancelled, kCancelled, "",            "",    "", ""}},
        {"not placed", NotPlaced{"no port"},           {"", "",        kGivenUp,   "",         "",                    "",    "", ""}},
        {"ringing", LegRinging{},                      {"", "",        "ringing | | show", "", "",                    "",    "", ""}},
        {"answered", LegAnswered{kSdp},                {"", "",        kAnswered,  kAnswered,  "",                    kOver, "", ""}},
        {"answered without audio", LegAnswered{""},    {"", "",        kNoAudio,   kNoAudio,   "",                    kOver, "", ""}},
        {"changed", LegChanged{kSdp},                  {"", "",        "",         "",         "talking | | redirect","",    "", ""}},
        {"changed to nonsense", LegChanged{"x"},       {"", "",        "",         "",         "",                    "",    "", ""}},
        {"ended", busy(),                              {"", "",        kOver,      kOver,      kTalked,               kOver, "", ""}},
        {"key", Key{'1', KeyWay::rtp},                 {"", "",        "",         "",         "talking | key 1 |",   "",    "", ""}},
        {"rendered", Rendered{1, some_sound()}, {"", "",  "",         "",         "talking | rendered hello | play",    "",    "", ""}},
        {"rendered to nothing", Rendered{1, speech::Rendering{}}, {"", "", "", "",         "talking | played 1 |","",    "", ""}},
        {"not rendered", Rendered{1, invalid("no voice")}, {"", "",    "",         "",         kHungUp,               "",    "", ""}},
        {"rendered too late", Rendered{9, some_sound()}, {"", "", "", "",         "",                    "",    "", ""}},
        {"played", Played{1},                          {"", "",        "",         "",         "talking | played 1 |","",    "", ""}},
        {"played, an old one", Played{9},              {"", "",        "",         "",         "",                    "",    "", ""}},
        {"the opening takes long", TimerFired{TimerKind::opening, 0}, {"", "calling | | place timer", "", "", "", "", "", ""}},
        {"rang long enough", TimerFired{TimerKind::ring, 0}, {"", "",  kCancelled, kCancelled, "",                    "",    "", ""}},
        {"timer", TimerFired{TimerKind::participant, 7}, {"", "",      "",         "",         "talking | timer 7 |", "",    "", ""}},
        {"timer, an old one", TimerFired{TimerKind::participant, 6}, {"", "", "",  "",         "",                    "",    "", ""}},
        {"speech began", SpeechBegan{3},               {"", "",        "",         "",         "talking | speech 3 |","",    "", ""}},
        {"speech began, to an old turn", SpeechBegan{2}, {"", "",      "",         "",         "",                    "",    "", ""}},
        {"heard", Heard{{.turn = 3, .text = "yes"}},   {"", "",        "",         "",         "talking | heard 3 [yes] |", "", "", ""}},
        {"heard, to an old turn", Heard{{.turn = 2, .text = "yes"}}, {"", "", "",  "",         "",                    "",    "", ""}},
        {"judged", AnswerJudged{{.verdict = {.who = answering::Who::person}}}, {"", "", "", "",    "talking | judged person |", "", "", ""}},
        {"told", Told{{.query = 3, .result = dialogue::ShipmentTold::Result::failed}}, {"", "", "", "", "talking | told 3 |", "", "", ""}},
        {"of a model that was not asked", ModelTold{0, {.question = 1, .text = "Yes."}}, {"", "", "", "", "", "", "", ""}},
        {"hang up", HangUp{"the operator"},            {kGivenUp, kGivenUp,  kCancelled, kCancelled, kHungUp,               "",    "", ""}},
        {"recorded", Recorded{true},                   {"", "",        "",         "",         "",                    "",    "finished | | finish", ""}},
    };
    // clang-format on
    return rows;
}

/// A call that is brought to a state, and what becomes of it.
class TestCall {
  public:
    explicit TestCall(State state = State::ordered) {
        Order order{.call = {.account = 1, .id = "c1", .line = 4, .callee = "+6281200000001"}};
        auto line = std::make_shared<campaign::LineConfig>();
        line->ring_timeout = seconds(30);
        line->payloads = {8, 0};
        order.line = std::move(line);
        auto participant = std::make_unique<ScriptedParticipant>();
        with = participant.get();
        order.with = std::move(participant);
        machine.emplace(std::move(order), true);
        bring_to(state);
        with->told.clear();
    }

    void bring_to(State state) {
        if (state == State::ordered) return;
        on(Begin{});
        if (state == State::preparing) return;
        on(Prepared{});
        if (state == State::calling) return;
        on(LegRinging{});
        if (state == State::ringing) return;
        if (state == State::cancelling) on(HangUp{"given up"});
        if (state == State::finished) on(busy());
        if (state == State::talking || state == State::recording) on(LegAnswered{kSdp});
        if (state == State::recording) on(HangUp{"over"});
    }
    Actions on(const Event& event) { return machine->on(event, at); }
    void pass(Millis time) { at = {at.steady + time, at.wall + time}; }
    const store::Call& record() const { return machine->record(); }

    Moment at{Time(seconds(1000)), from_ms(1'700'000'000'000)};
    ScriptedParticipant* with;
    std::optional<CallMachine> machine;
};

class EveryState : public ::testing::TestWithParam<State> {};

TEST_P(EveryState, TakesEveryEvent) {
    const auto column = static_cast<size_t>(std::ranges::find(kStates, GetParam()) - kStates);
    for (const Row& row : table()) {
        TestCall call(GetParam());
        ASSERT_EQ(call.machine->state(), GetParam());
        const std::string actions = describe(call.on(row.value));
        const std::string told = fmt::format("{}", fmt::join(call.with->told, " "));
        const State state = call.machine->state();
        std::string happened = fmt::format("{} |{}{} |{}{}", to_name(state), told.empty() ? "" : " ", told,
                                           actions.empty() ? "" : " ", actions);
        if (state == GetParam() && told.empty() && actions.empty()) happened.clear();
        EXPECT_EQ(happened, row.cells[column]) << row.event << " in state " << to_name(GetParam());
    }
}

INSTANTIATE_TEST_SUITE_P(Of, EveryState, ::testing::ValuesIn(kStates),
                         [](auto& state) { return std::string(to_name(state.param)); });

TEST(CallMachine, EveryKindOfEventHasARow) {
    std::set<size_t> kinds;
    for (const Row& row : table()) kinds.insert(row.value.index());
    EXPECT_EQ(kinds.size(), std::variant_size_v<Event>);
}

TEST(CallMachine, NoWalkBreaksTheRules) {
    for (unsigned seed = 0; seed < 500; ++seed) {
        std::mt19937 random(seed);
        TestCall call;
        Actions all;
        for (int step = 0; step < 25; ++step) {
            const Row& row = table()[step == 0 ? 0 : random() % table().size()];
            for (auto& action : call.on(row.value)) all.push_back(std::move(action));
            call.pass(Millis(random() % 5000));
        }
        int finished = 0, freed = 0, closed = 0, hung_up = 0;
        for (auto& action : all) {
            EXPECT_EQ(finished, 0) << "Finish is the last, seed " << seed;
            const bool is_for_audio =
                std::holds_alternative<StartAudio>(action) || std::holds_alternative<RedirectAudio>(action) ||
                std::holds_alternative<Play>(action) || std::holds_alternative<StopPlaying>(action);
            EXPECT_FALSE(is_for_audio && closed) << "audio after its end, seed " << seed;
            closed += std::holds_alternative<CloseAudio>(action);
            hung_up += std::holds_alternative<HangUpLeg>(action);
            freed += std::holds_alternative<FreeChannel>(action);
            finished += std::holds_alternative<Finish>(action);
            EXPECT_LE(finished, freed) << "a call is finished when its channel is free, seed " << seed;
        }
        EXPECT_LE(freed, 1) << seed;
        EXPECT_LE(closed, 1) << seed;
        EXPECT_LE(hung_up, 1) << seed;
        EXPECT_EQ(finished == 1, call.machine->state() == State::finished) << seed;
        if (finished) EXPECT_TRUE(call.record().ended && call.record().outcome != Outcome::none) << seed;
    }
}

// The reproducer: a peer that never confirms our BYE.
TEST(CallMachine, ATalkEndsWhenWeHangUpWhetherThePeerConfirmsOrNot) {
    TestCall call(State::talking);
    call.pass(seconds(3));
    call.on(HangUp{"the operator"});
    const store::Call then = call.record();
    EXPECT_EQ(*then.ended - *then.answered, seconds(3));
    EXPECT_EQ(then.outcome, Outcome::answered);
    EXPECT_EQ(then.sip_code, 200);
    EXPECT_EQ(then.hangup_by, "system");
    EXPECT_EQ(then.hangup_reason, "the operator");
    call.pass(seconds(32));
    EXPECT_TRUE(call.on(LegEnded{{.code = 200, .by = sip::EndedBy::us, .reason = "no answer to our BYE"}}).empty());
    EXPECT_EQ(call.record().ended, then.ended);
    EXPECT_EQ(call.record().hangup_reason, "the operator");
}

TEST(CallMachine, ACallThatWeGiveUpEndsThenAndItsResponseIsItsOutcome) {
    TestCall call(State::ringing);
    call.pass(seconds(30));
    const Instant gave_up = call.at.wall;
    call.on(TimerFired{TimerKind::ring, 0});
    call.pass(seconds(32));  // a carrier that is silent from now on
    call.on(LegEnded{{.code = 408, .had_ringing = true, .by = sip::EndedBy::us, .reason = "rang out"}});
    EXPECT_EQ(call.record().ended, gave_up);
    EXPECT_EQ(call.record().outcome, Outcome::no_answer);
    EXPECT_EQ(call.record().hangup_reason, "rang out");

    TestCall other(State::ringing);
    other.on(TimerFired{TimerKind::ring, 0});
    other.on(busy());
    EXPECT_EQ(other.record().outcome, Outcome::busy) << "said in the last moment, it counts";
    EXPECT_EQ(other.record().sip_code, 486);
}

TEST(CallMachine, ALineThatRefusesUsIsToldSo) {
    TestCall call(State::calling);
    auto actions = call.on(LegEnded{{.code = 403, .by = sip::EndedBy::peer, .reason = "Forbidden"}});
    EXPECT_EQ(describe(actions), "show free-refused close-audio finish");
}

TEST(CallMachine, AnAnswerThatLeadsNowhereIsAFailureAndNotTheLines) {
    TestCall call(State::ringing);
    auto actions = call.on(LegEnded{{.code = 200, .had_ringing = true, .reason = "no Contact", .without_talk = true}});
    EXPECT_EQ(describe(actions), "show free close-audio finish");
    EXPECT_EQ(call.record().outcome, Outcome::failed);
    EXPECT_EQ(call.record().answered, std::nullopt);
    EXPECT_EQ(call.record().hangup_reason, "no Contact");
}

TEST(CallMachine, TheEndTellsHowTheLineTookTheCall) {
    using Kind = LineAnswer::Kind;
    using enum sip::EndedBy;
    struct Row {
        sip::Ended ended;
        LineAnswer answer;
    };
    const campaign::OutcomeTable none, forbidden{{403, Outcome::rejected}};
    const Row rows[] = {
        {{.code = 407, .by = peer, .reason = "No"}, {Kind::refused, 407, "No"}},
        {{.code = 401, .by = system, .reason = "No"}, {Kind::refused, 401, "No"}},
        {{.code = 403, .by = peer, .reason = "No"}, {Kind::refused, 403, "No"}},
        {{.code = 503, .by = peer, .reason = "No"}, {Kind::refused, 503, "No"}},
        {{.code = 503, .had_ringing = true, .by = peer}, {Kind::passed}},
        {{.code = 503, .by = system, .reason = "No"}, {Kind::refused, 0, "No"}},
        {{.code = 408, .by = system, .reason = "No"}, {Kind::refused, 0, "No"}},
        {{.code = 486, .by = peer}, {Kind::passed}},
        {{.code = 200, .by = us}, {Kind::passed}},
        {{.code = 500, .by = peer}, {}},
        {{.code = 487, .by = us}, {}},
        {{.code = 0, .by = system}, {}},
    };
    for (const auto& [ended, answer] : rows) EXPECT_EQ(answer_of_line(ended, none), answer) << ended.code;
    EXPECT_EQ(answer_of_line({.code = 403, .by = peer}, forbidden), LineAnswer{Kind::passed})
        << "the line says that it is about the callee";
}

TEST(CallMachine, WhoLosesTheVoiceHasFailed) {
    TestCall call(State::talking);
    call.on(Rendered{1, unavailable("the helper does not answer")});
    EXPECT_EQ(call.record().outcome, Outcome::failed);
    EXPECT_EQ(call.record().hangup_reason, "no_voice");
    EXPECT_EQ(call.record().hangup_by, "system");
}

TEST(CallMachine, WhoCannotSayItsFirstWordsIsNotDialed) {
    TestCall call(State::preparing);
    EXPECT_EQ(describe(call.on(Prepared{unavailable("the helper does not answer")})), "free finish");
    EXPECT_EQ(call.record().outcome, Outcome::failed);
    EXPECT_EQ(call.record().hangup_reason, "no_voice");
}

TEST(CallMachine, FirstWordsThatAreFoundUnspeakableWhileItRingsTakeTheCallBack) {
    for (const bool crossed : {false, true}) {
        TestCall call(State::preparing);
        EXPECT_EQ(describe(call.on(TimerFired{TimerKind::opening, 0})), "place timer");
        call.on(LegRinging{});
        EXPECT_EQ(describe(call.on(Prepared{unavailable("the helper does not answer")})), "hang-up");
        crossed ? call.on(LegAnswered{kSdp})
                : call.on(LegEnded{{.code = 487, .had_ringing = true, .by = sip::EndedBy::us, .reason = "no_voice"}});
        EXPECT_EQ(call.record().outcome, Outcome::failed) << crossed;
        EXPECT_EQ(call.record().hangup_reason, "no_voice") << crossed;
        EXPECT_EQ(call.record().answered, std::nullopt);
    }
}

TEST(CallMachine, AServerThatIsNotReachedHasNoCode) {
    TestCall call(State::calling);
    call.on(LegEnded{
        {.code = 503, .by = sip::EndedBy::system, .reason = "192.0.2.1 cannot be reached: nobody answers there"}});
    EXPECT_EQ(call.record().sip_code, 0);
    EXPECT_EQ(call.record().outcome, Outcome::failed);
    EXPECT_EQ(call.record().hangup_reason, "192.0.2.1 cannot be reached: nobody answers there");
}

TEST(CallMachine, KeysAreHeardOneWayOnly) {
    TestCall by_rtp(State::talking), by_info(State::talking);
    for (KeyWay way : {KeyWay::rtp, KeyWay::info, KeyWay::rtp}) by_rtp.on(Key{'1', way});
    for (KeyWay way : {KeyWay::info, KeyWay::rtp, KeyWay::info}) by_info.on(Key{'2', way});
    EXPECT_EQ(by_rtp.with->told, (std::vector<std::string>{"key 1", "key 1"})) << "the same key, told again";
    EXPECT_EQ(by_info.with->told, (std::vector<std::string>{"key 2", "key 2"}));
}

TEST(CallMachine, AParticipantThatHangsUpHasItsLastWords) {
    TestCall call(State::talking);
    call.with->on_key = [](CallPort& port) {
        port.hang_up();
        port.stop_saying();
    };
    EXPECT_EQ(describe(call.on(Key{'9', KeyWay::rtp})), "stop hang-up show free close-audio");
}

TEST(CallMachine, WhatWasReplacedOrStoppedIsNotTold) {
    TestCall call(State::talking);
    call.with->on_key = [](CallPort& port) {
        port.say(2, {}, nullptr);
        port.start_timer(8, seconds(1));
    };
    call.on(Key{'1', KeyWay::rtp});
    call.with->told.clear();
    for (Event old : std::initializer_list<Event>{Played{1}, TimerFired{TimerKind::participant, 7}}) call.on(old);
    EXPECT_TRUE(call.with->told.empty());
    call.with->on_key = [](CallPort& port) {
        port.stop_saying();
        port.stop_timer();
    };
    call.on(Key{'1', KeyWay::rtp});
    call.with->told.clear();
    for (Event old : std::initializer_list<Event>{Played{2}, TimerFired{TimerKind::participant, 8}}) call.on(old);
    EXPECT_TRUE(call.with->told.empty());
}

TEST(CallMachine, WhatIsNotListenedForAnyMoreIsNotTold) {
    TestCall call(State::talking);
    call.with->on_heard = [](const PartySpeech&, CallPort& port) { port.listen({.turn = 4}); };
    EXPECT_EQ(describe(call.on(Heard{{.turn = 3}})), "listen");
    call.with->told.clear();
    call.on(SpeechBegan{3});
    call.on(Heard{{.turn = 3}});
    EXPECT_TRUE(call.with->told.empty());
    call.with->on_speech = [](CallPort& port) {
        port.stop_listening();
        port.stop_listening();
    };
    EXPECT_EQ(describe(call.on(SpeechBegan{4})), "stop-listening");
    call.with->told.clear();
    call.on(Heard{{.turn = 4}});
    EXPECT_TRUE(call.with->told.empty());
}

TEST(CallMachine, AModelIsHeardUntilItsEndOrUntilItIsNotAskedAnyMore) {
    TestCall call(State::talking);
    call.with->on_key = [](CallPort& port) {
        port.ask_model({.question = 1, .engine = "", .what = {}});  // of a dialogue that began anew
        port.prepare({.language = "en"});
    };
    EXPECT_EQ(describe(call.on(Key{'1', KeyWay::rtp})), "ask-model prepare");
    EXPECT_EQ(describe(call.on(Key{'1', KeyWay::rtp})), "ask-model prepare");
    call.with->told.clear();
    call.on(ModelTold{1, {.question = 1, .text = "To the first."}});
    call.on(ModelTold{2, {.question = 1, .text = "Yes."}});
    call.on(ModelTold{2, {.question = 1, .is_over = true, .why = "it broke off"}});
    call.on(ModelTold{2, {.question = 1, .text = "More."}});
    EXPECT_EQ(call.with->told, (std::vector<std::string>{"model Yes.", "model over it broke off"}));
    call.with->on_key = [](CallPort& port) {
        port.ask_model({.question = 2, .engine = "", .what = {}});
        port.stop_asking();
        port.stop_asking();
    };
    EXPECT_EQ(describe(call.on(Key{'1', KeyWay::rtp})), "ask-model stop-asking");
    call.with->told.clear();
    call.on(ModelTold{3, {.question = 2, .text = "Too late."}});
    EXPECT_TRUE(call.with->told.empty());
}

TEST(CallMachine, WhoAnsweredIsInTheRecord) {
    struct Judged {
        answering::Who who;
        std::string_view answered_by;
        Outcome outcome;
    };
    for (const Judged& judged : {Judged{answering::Who::person, "human", Outcome::answered},
                                 Judged{answering::Who::unsure, "unknown", Outcome::answered},
                                 Judged{answering::Who::nobody, "unknown", Outcome::answered},
                                 Judged{answering::Who::mailbox, "machine", Outcome::voicemail},
                                 Judged{answering::Who::fax, "machine", Outcome::voicemail}}) {
        TestCall call(State::talking);
        call.on(AnswerJudged{{.verdict = {.who = answering::Who::nobody}, .evidence = "{}"}});
        call.on(AnswerJudged{{.verdict = {.who = judged.who}, .evidence = R"({"who":"x"})"}});
        call.on(HangUp{"enough"});
        EXPECT_EQ(call.record().answered_by, judged.answered_by);
        EXPECT_EQ(call.record().outcome, judged.outcome);
        EXPECT_EQ(call.record().answering, R"({"who":"x"})");
    }
}

TEST(CallMachine, TheLengthOfATalkIsMeasuredByTheClockThatNobodySets) {
    TestCall call(State::talking);
    call.pass(seconds(10));
    call.at.wall -= std::chrono::hours(1);
    call.on(busy());
    EXPECT_EQ(*call.record().ended - *call.record().answered, seconds(10));
}

TEST(CallMachine, APeerThatTakesTheStreamAwayIsSentNothing) {
    TestCall call(State::talking);
    std::string off = kSdp;
    off.replace(off.find("4000"), 4, "0");
    auto actions = call.on(LegChanged{off});
    ASSERT_EQ(actions.size(), 1u);
    EXPECT_FALSE(std::get<RedirectAudio>(actions[0]).remote.receives);
    EXPECT_EQ(std::get<RedirectAudio>(actions[0]).remote.port, 4000);
}

TEST(CallMachine, NobodyToTalkMakesNoCall) {
    Order order{.call = {.id = "c1"}};
    CallMachine machine(std::move(order), true);
    EXPECT_EQ(describe(machine.on(Begin{}, {})), "free finish");
    EXPECT_EQ(machine.record().outcome, Outcome::failed);
    EXPECT_EQ(machine.record().hangup_reason, "the robot cannot be loaded");
}

}  // namespace
}  // namespace tiller::calls
