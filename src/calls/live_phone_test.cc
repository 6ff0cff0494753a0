// The phone over a network that is played: whom what happens is told to, and what is done of what calls want.
#include "calls/live_phone.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <future>

#include "base/crypto/signed_link.h"
#include "calls/network_testing.h"
#include "calls/participant_testing.h"
#include "calls/robot_participant.h"
#include "sip/sdp.h"

namespace tiller::calls {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

class PhoneTest : public ::testing::Test {
  protected:
    void SetUp() override {
        std::string pattern = std::filesystem::temp_directory_path() / "tiller_calls_XXXXXX";
        options_.data_dir = mkdtemp(pattern.data());
        options_.own_thread = false;
        options_.steady = [this] { return Time(clock_.steady()); };
        options_.live_changed = [this] { ++live_changed_; };
        line_.servers = {"sip:127.0.0.1:5080"};
        line_.username = "user";
        line_.password = "pass";
        line_.ring_timeout = seconds(30);
        line_.payloads = {8, 0};
        open();
    }
    void TearDown() override {
        phone_.reset();
        std::filesystem::remove_all(options_.data_dir);
    }
    void open() {
        Network network{[this](media::Listener& listener) -> Result<std::unique_ptr<media::Engine>> {
                            auto media = std::make_unique<FakeMedia>(listener);
                            media_ = media.get();
                            return std::unique_ptr<media::Engine>(std::move(media));
                        },
                        [this](sip::Listener& listener) -> Result<std::unique_ptr<sip::Endpoint>> {
                            auto sip = std::make_unique<FakeSip>(listener);
                            sip_ = sip.get();
                            return std::unique_ptr<sip::Endpoint>(std::move(sip));
                        }};
        auto phone = LivePhone::open(options_, network, speech_, clock_, ledger_);
        ASSERT_TRUE(phone) << phone.error().message;
        phone_ = std::move(*phone);
    }

    /// A call with a scripted participant, who is returned.
    ScriptedParticipant* place(const std::string& id) {
        auto with = std::make_unique<ScriptedParticipant>();
        ScriptedParticipant* raw = with.get();
        place(id, std::move(with));
        return raw;
    }
    void place(const std::string& id, std::unique_ptr<Participant> with) {
        phone_->place({.call = {.account = 1, .id = id, .line = 4, .callee = "+6281200000001"},
                       .caller = "+622150001000",
                       .line = std::make_shared<const campaign::LineConfig>(line_),
                       .with = std::move(with)});
        phone_->step();
    }
    void answer(sip::LegId leg) {
        sip_->listener.on_answered(leg, kSdp);
        phone_->step();
    }
    void end(sip::LegId leg, sip::Ended ended) {
        sip_->listener.on_ended(leg, ended);
        phone_->step();
    }
    void recorded(media::SessionId session, bool ok = true) {
        media_->listener.on_recorded(session,
                                     {.path = media_->recordings[session], .ok = ok, .error = ok ? "" : "full"});
        phone_->step();
    }
    void pass(Millis time) {
        clock_.advance(time);
        phone_->step();
    }

    LivePhoneOptions options_;
    int live_changed_ = 0;  // how often it was told
    campaign::LineConfig line_;
    ManualClock clock_;
    FakeSpeech speech_;
    Ledger ledger_;
    FakeMedia* media_ = nullptr;
    FakeSip* sip_ = nullptr;
    std::unique_ptr<LivePhone> phone_;
};

const std::string kId = std::string(32, 'c');
const sip::Ended kByeFromPeer{.code = 200, .by = sip::EndedBy::peer, .reason = "the callee hung up"};

TEST_F(PhoneTest, AnOrderBecomesAnInviteWithOurAudio) {
    place(kId);
    ASSERT_EQ(sip_->invites.size(), 1u);
    const sip::Invite& invite = sip_->invites[0];
    EXPECT_EQ(invite.callee, "+6281200000001");
    EXPECT_EQ(invite.caller, "+622150001000");
    EXPECT_EQ(invite.call_id, kId);
    EXPECT_THAT(invite.target.servers, ElementsAre("sip:127.0.0.1:5080"));
    EXPECT_EQ(invite.target.username + ":" + invite.target.password, "user:pass");
    EXPECT_THAT(invite.sdp, HasSubstr("m=audio 4002 RTP/AVP 8 0 101"));
    EXPECT_THAT(invite.sdp, HasSubstr("c=IN IP4 127.0.0.1"));
    EXPECT_EQ(speech_.rendered.size(), 1u) << "the first words, while it rings";
    EXPECT_EQ(phone_->up(), 1u);
}

TEST_F(PhoneTest, AnOrderOverIpv6NamesAnAddressOfThatFamily) {
    line_.servers = {"sip:[::1]:5080"};
    place(kId);
    ASSERT_EQ(sip_->invites.size(), 1u);
    const auto ours = sip::parse_sdp(sip_->invites[0].sdp);
    ASSERT_TRUE(ours) << ours.error().message;
    EXPECT_EQ(ours->address, "::1") << "no brackets";
    EXPECT_EQ(media_->locals[1], "[::1]") << "the socket is of that family, too";
}

TEST_F(PhoneTest, NobodyIsDialedToHearSilence) {
    speech_.is_mute = true;
    place(kId);
    EXPECT_THAT(sip_->invites, IsEmpty());
    ASSERT_EQ(ledger_.finished.size(), 1u);
    EXPECT_EQ(ledger_.finished[0].outcome, Outcome::failed);
    EXPECT_EQ(ledger_.finished[0].hangup_reason, "no_voice");
    EXPECT_THAT(media_->open, IsEmpty());
}

TEST_F(PhoneTest, FirstWordsThatTakeLongDoNotHoldUpTheCall) {
    speech_.is_slow = true;
    place(kId);
    EXPECT_THAT(sip_->invites, IsEmpty());
    pass(CallMachine::kOpeningWait);
    ASSERT_EQ(sip_->invites.size(), 1u);
    speech_.is_mute = true;
    for (auto& rendering : std::exchange(speech_.waiting, {})) rendering();
    pass(Millis(0));
    ASSERT_EQ(sip_->hung_up.size(), 1u) << "taken back before anybody answers";
    end(1, {.code = 487, .had_ringing = true, .by = sip::EndedBy::us, .reason = "no_voice"});
    ASSERT_EQ(ledger_.finished.size(), 1u);
    EXPECT_EQ(ledger_.finished[0].outcome, Outcome::failed);
    EXPECT_EQ(ledger_.finished[0].hangup_reason, "no_voice");
    EXPECT_THAT(media_->open, IsEmpty());
}

TEST_F(PhoneTest, ATalkGoesFromTheAnswerToTheRecordingOnDisk) {
    ScriptedParticipant* with = place(kId);
    EXPECT_EQ(live_changed_, 1);
    sip_->listener.on_ringing(1, 180, "");
    pass(seconds(4));
    EXPECT_EQ(live_changed_, 2);
    answer(1);
    EXPECT_EQ(live_changed_, 3);
    EXPECT_EQ(media_->remotes[1].port, 4000);
    EXPECT_EQ(media_->recordings[1], options_.data_dir + "/" + recording_path(kId));
    EXPECT_TRUE(std::filesystem::exists(std::filesystem::path(media_->recordings[1]).parent_path()));
    EXPECT_THAT(media_->playing, ElementsAre(Pair(1, 1)));
    media_->listener.on_playback_done(1, 1);
    media_->listener.on_digit(1, '5');
    pass(seconds(10));  // the participant's timer
    EXPECT_THAT(with->told, ElementsAre("joined", "rendered ", "played 1", "key 5", "timer 7"));
    EXPECT_EQ(phone_->live_calls(1).size(), 1u);
    end(1, kByeFromPeer);
    EXPECT_THAT(media_->open, IsEmpty());
    EXPECT_THAT(ledger_.free, ElementsAre(Pair(4, false)));
    EXPECT_THAT(phone_->live_calls(1), IsEmpty());
    EXPECT_THAT(ledger_.finished, IsEmpty()) << "the recording is not on disk yet";
    recorded(1);
    ASSERT_EQ(ledger_.finished.size(), 1u);
    const store::Call& call = ledger_.finished[0];
    EXPECT_TRUE(call.recorded);
    EXPECT_EQ(call.outcome, Outcome::answered);
    EXPECT_EQ(call.hangup_by, "callee");
    EXPECT_EQ(*call.answered - call.rang.value(), seconds(4));
    EXPECT_EQ(*call.ended - *call.answered, seconds(10));
    EXPECT_EQ(phone_->up(), 0u);
}

TEST_F(PhoneTest, WhatAPartySaysIsHeardFromTheFirstListenOn) {
    FakeHearing hearing;
    options_.hearing = &hearing;
    phone_.reset();
    open();
    ScriptedParticipant* with = place(kId);
    answer(1);
    ASSERT_NE(media_->listening[1], nullptr);
    EXPECT_THAT(hearing.told, ElementsAre("open", "robot is silent", "listen 3", "robot speaks"));
    hearing.told.clear();
    with->on_speech = [](CallPort& port) { port.stop_saying(); };
    hearing.listener->on_speech_began(3, Time(clock_.steady()));
    const Time start(clock_.steady());
    hearing.listener->on_heard({3, {.text = "yes", .confidence = 0.8}, start, start + seconds(1)});
    phone_->step();
    EXPECT_THAT(with->told, ElementsAre("joined", "rendered ", "speech 3", "heard 3 [yes]"));
    EXPECT_THAT(media_->playing, IsEmpty());
    EXPECT_THAT(hearing.told, ElementsAre("robot is silent"));
    end(1, kByeFromPeer);
    EXPECT_THAT(hearing.told, ElementsAre("robot is silent", "close"));
    hearing.listener->on_heard({3, {}, start, start});  // it crossed the end
    phone_->step();
    phone_.reset();
}

TEST_F(PhoneTest, TheEarKnowsWhenTheRobotHasFinished) {
    FakeHearing hearing;
    options_.hearing = &hearing;
    phone_.reset();
    open();
    ScriptedParticipant* with = place(kId);
    with->on_key = [](CallPort& port) { port.say(2, {.language = "en"}, nullptr); };
    answer(1);
    media_->listener.on_digit(1, '1');
    phone_->step();
    hearing.told.clear();
    media_->listener.on_playback_done(1, 1);  // the one before, which was replaced meanwhile
    phone_->step();
    EXPECT_THAT(hearing.told, IsEmpty());
    media_->listener.on_playback_done(1, 2);
    phone_->step();
    EXPECT_THAT(hearing.told, ElementsAre("robot is silent"));
    phone_.reset();
}

TEST_F(PhoneTest, WhoAnsweredIsJudgedByWhatIsHeard) {
    FakeHearing hearing;
    options_.hearing = &hearing;
    phone_.reset();
    open();
    ScriptedParticipant* with = place(kId);
    with->judges = true;
    answer(1);
    ASSERT_NE(hearing.watcher, nullptr);
    EXPECT_THAT(hearing.told, testing::Contains("words of machines in en"));
    EXPECT_TRUE(hearing.watcher->wants_words());
    const auto send = [&](int ms, bool is_speech) {
        // The sound itself matters for tones only.
        const std::vector<int16_t> frame(Audio::kFrame, is_speech ? 1000 : 0);
        for (int i = 0; i < ms / 20; ++i) hearing.watcher->on_frame(frame, is_speech, Time(clock_.steady()));
    };
    send(600, false);
    send(500, true);
    phone_->step();
    EXPECT_THAT(with->told, ElementsAre("joined", "rendered "));
    send(600, false);
    phone_->step();
    EXPECT_THAT(with->told, ElementsAre("joined", "rendered ", "judged person"));
    end(1, kByeFromPeer);
    phone_.reset();
}

TEST_F(PhoneTest, WithoutHearingNothingIsListenedTo) {
    place(kId);
    answer(1);
    EXPECT_THAT(media_->listening, IsEmpty());
}

TEST_F(PhoneTest, ACallIsOverWhenWeHangUpThoughThePeerNeverConfirms) {
    place(kId);
    answer(1);
    pass(seconds(2));
    phone_->hang_up(kId, "hung up by admin");
    phone_->step();
    EXPECT_EQ(sip_->hung_up[1], "hung up by admin");
    EXPECT_THAT(media_->open, IsEmpty()) << "the recording ends here";
    EXPECT_THAT(ledger_.free, ElementsAre(Pair(4, false)));
    recorded(1);
    ASSERT_EQ(ledger_.finished.size(), 1u);
    EXPECT_EQ(*ledger_.finished[0].ended - *ledger_.finished[0].answered, seconds(2));
    pass(seconds(32));
    end(1, {.code = 200, .by = sip::EndedBy::us, .reason = "no answer to our BYE"});
    EXPECT_EQ(ledger_.finished.size(), 1u);
    EXPECT_EQ(ledger_.free.size(), 1u);
}

TEST_F(PhoneTest, WhatHappensIsToldToTheCallThatItHappensTo) {
    ScriptedParticipant* first = place("first");
    ScriptedParticipant* second = place("second");
    answer(1);
    answer(2);
    first->told.clear();
    second->told.clear();
    media_->listener.on_digit(2, '2');
    sip_->listener.on_key(1, '1');
    media_->listener.on_digit(77, '7');  // of a session that is gone
    sip_->listener.on_key(77, '7');
    phone_->step();
    EXPECT_THAT(first->told, ElementsAre("key 1"));
    EXPECT_THAT(second->told, ElementsAre("key 2"));
    phone_->hang_up("second", "enough");
    phone_->hang_up("nobody", "enough");
    phone_->step();
    EXPECT_THAT(sip_->hung_up, ElementsAre(Pair(2, "enough")));
}

TEST_F(PhoneTest, AllAreHungUpAndEachIsFinished) {
    for (auto id : {"a", "b", "c"}) place(id);
    answer(1);
    phone_->hang_up_all("the server stops");
    phone_->step();
    EXPECT_EQ(sip_->hung_up.size(), 3u);
    for (sip::LegId leg : {2, 3}) end(leg, {.code = 487, .by = sip::EndedBy::us, .reason = "the server stops"});
    recorded(1);
    EXPECT_EQ(ledger_.finished.size(), 3u);
    EXPECT_EQ(ledger_.free.size(), 3u);
    EXPECT_EQ(phone_->up(), 0u);
}

TEST_F(PhoneTest, APhoneThatNobodyTakesIsLetGo) {
    place(kId);
    sip_->listener.on_ringing(1, 180, "");
    pass(seconds(29));
    EXPECT_THAT(sip_->hung_up, IsEmpty());
    pass(seconds(1));
    EXPECT_THAT(sip_->hung_up, ElementsAre(Pair(1, "rang out")));
    end(1, {.code = 487, .had_ringing = true, .by = sip::EndedBy::us, .reason = "rang out"});
    ASSERT_EQ(ledger_.finished.size(), 1u) << "nothing was recorded that could be waited for";
    EXPECT_EQ(ledger_.finished[0].outcome, Outcome::no_answer);
}

TEST_F(PhoneTest, WithoutAPortOrAServerThereIsNoCall) {
    media_->has_ports = false;
    place("no-port");
    line_.servers.clear();
    place("no-server");
    place("no-robot", nullptr);
    ASSERT_EQ(ledger_.finished.size(), 3u);
    for (auto& call : ledger_.finished) {
        EXPECT_EQ(call.outcome, Outcome::failed) << call.id;
        EXPECT_EQ(call.hangup_by, "system") << call.id;
        EXPECT_TRUE(call.ended) << call.id;
    }
    EXPECT_EQ(ledger_.finished[0].hangup_reason, "all ports are in use");
    EXPECT_THAT(ledger_.finished[1].hangup_reason, HasSubstr("is no host"));
    EXPECT_EQ(ledger_.free.size(), 3u);
    EXPECT_THAT(sip_->invites, IsEmpty());
    EXPECT_EQ(phone_->up(), 0u);
    pass(seconds(60));
    EXPECT_EQ(ledger_.finished.size(), 3u);
}

TEST_F(PhoneTest, WhatWasClaimedBeforeTheNodeStoodStillIsNotDialed) {
    phone_.reset();
    options_.may_place = [](int64_t run) { return run == 8; };
    open();
    auto order = [&](std::string id, int64_t run) {
        phone_->place({.call = {.account = 1, .id = std::move(id), .line = 4, .run = run, .callee = "+6281200000001"},
                       .caller = "+622150001000",
                       .line = std::make_shared<const campaign::LineConfig>(line_),
                       .with = std::make_unique<ScriptedParticipant>()});
        phone_->step();
    };
    order("of-the-run-before", 7);
    EXPECT_THAT(sip_->invites, IsEmpty());
    ASSERT_EQ(ledger_.finished.size(), 1u);
    EXPECT_EQ(ledger_.finished[0].outcome, Outcome::failed);
    EXPECT_THAT(ledger_.finished[0].hangup_reason, HasSubstr("stood still"));
    order("of-this-run", 8);
    EXPECT_EQ(sip_->invites.size(), 1u);
}

TEST_F(PhoneTest, ARecordingThatIsLostIsToldAsNone) {
    place(kId);
    answer(1);
    end(1, kByeFromPeer);
    recorded(1, false);
    ASSERT_EQ(ledger_.finished.size(), 1u);
    EXPECT_FALSE(ledger_.finished[0].recorded);
}

TEST_F(PhoneTest, WithoutRecordingsACallIsFinishedAtItsEnd) {
    phone_.reset();
    options_.record = false;
    open();
    place(kId);
    answer(1);
    EXPECT_EQ(media_->recordings[1], "");
    end(1, kByeFromPeer);
    EXPECT_EQ(ledger_.finished.size(), 1u);
}

TEST_F(PhoneTest, AudioFollowsThePeer) {
    place(kId);
    answer(1);
    std::string elsewhere = kSdp;
    elsewhere.replace(elsewhere.find("4000"), 4, "4444");
    sip_->listener.on_changed(1, elsewhere);
    phone_->step();
    EXPECT_EQ(media_->remotes[1].port, 4444);
}

TEST_F(PhoneTest, QuestionsAreAnsweredAsLongAsThereIsACall) {
    phone_.reset();
    std::vector<LivePhoneOptions::TellShipment> questions;
    options_.find_shipment = [&](int64_t account, const auto&, auto tell) {
        EXPECT_EQ(account, 1);
        questions.push_back(std::move(tell));
    };
    open();
    ScriptedParticipant* with = place(kId);
    answer(1);
    with->on_key = [](CallPort& port) { port.ask({.query = 3, .number = "RR1", .carrier = 0}); };
    for (int i = 0; i < 2; ++i) media_->listener.on_digit(1, '1');
    phone_->step();
    ASSERT_EQ(questions.size(), 2u);
    with->told.clear();
    questions[0]({.query = 3, .result = dialogue::ShipmentTold::Result::unknown});
    phone_->step();
    EXPECT_THAT(with->told, ElementsAre("told 3"));
    end(1, kByeFromPeer);
    recorded(1);
    questions[1]({.query = 3, .result = dialogue::ShipmentTold::Result::unknown});
    phone_->step();
    EXPECT_EQ(ledger_.finished.size(), 1u);
    phone_.reset();
    questions[1]({.query = 3, .result = dialogue::ShipmentTold::Result::unknown});  // outlives the phone
}

TEST_F(PhoneTest, AModelIsAskedAsLongAsSomebodyWaitsForIt) {
    phone_.reset();
    std::vector<LivePhoneOptions::TellModel> askings;
    std::vector<std::weak_ptr<void>> held;
    options_.ask_model = [&](dialogue::AskModel question, auto tell) {
        EXPECT_EQ(question.engine, "mind");
        askings.push_back(std::move(tell));
        auto asking = std::make_shared<int>();
        held.emplace_back(asking);
        return asking;
    };
    open();
    ScriptedParticipant* with = place(kId);
    answer(1);
    with->on_key = [](CallPort& port) { port.ask_model({.question = 5, .engine = "mind", .what = {}}); };
    media_->listener.on_digit(1, '1');
    phone_->step();
    media_->listener.on_digit(1, '1');
    phone_->step();
    ASSERT_EQ(askings.size(), 2u);
    EXPECT_TRUE(held[0].expired()) << "another question replaces it";
    EXPECT_FALSE(held[1].expired());
    with->told.clear();
    askings[0]({.question = 5, .text = "Of the first. "});
    askings[1]({.question = 5, .text = "Yes. "});
    phone_->step();
    EXPECT_THAT(with->told, ElementsAre("model Yes. "));
    end(1, kByeFromPeer);
    EXPECT_TRUE(held[1].expired()) << "nobody waits any more";
    askings[1]({.question = 5, .text = "Still there? "});
    phone_->step();
}

TEST_F(PhoneTest, WithoutModelsEveryQuestionFails) {
    ScriptedParticipant* with = place(kId);
    answer(1);
    with->on_key = [](CallPort& port) { port.ask_model({.question = 5, .engine = "", .what = {}}); };
    media_->listener.on_digit(1, '1');
    phone_->step();
    EXPECT_EQ(with->told.back(), "model over no language model is there");
}

TEST_F(PhoneTest, RecordingsThatPileUpAreAnOverload) {
    for (int i = 0; i <= 501; ++i) {
        place("call" + std::to_string(i));
        answer(static_cast<sip::LegId>(i + 1));
        end(static_cast<sip::LegId>(i + 1), kByeFromPeer);
        EXPECT_EQ(phone_->is_overloaded(), i >= 500) << i;
    }
    recorded(1);
    recorded(2);
    EXPECT_FALSE(phone_->is_overloaded());
}

TEST_F(PhoneTest, ARobotTalksToItsEnd) {
    auto loaded = dialogue::load(
        "robot: test\nlanguage: en\nopening_pause: 0s\nstart: hello\nstates:\n  hello:\n    say: Hello {Debtor}.\n"
        "    hang_up: true\n");
    ASSERT_TRUE(std::holds_alternative<dialogue::DefinitionPtr>(loaded));
    place(kId, robot_participant(std::get<0>(loaded), R"({"Debtor":"Ani"})", "+6281200000001"));
    answer(1);
    phone_->step();
    EXPECT_THAT(speech_.rendered, ElementsAre("Hello Ani.", "Hello Ani."));
    ASSERT_THAT(media_->playing, ElementsAre(Pair(1, 1)));
    clock_.advance(seconds(2));
    media_->listener.on_playback_done(1, 1);
    phone_->step();
    EXPECT_EQ(sip_->hung_up.count(1), 1u);
    recorded(1);
    ASSERT_EQ(ledger_.finished.size(), 1u);
    EXPECT_EQ(ledger_.finished[0].hangup_by, "robot");
    EXPECT_EQ(ledger_.finished[0].hangup_reason, "completed");
    EXPECT_THAT(ledger_.finished[0].transcript, HasSubstr("Hello Ani."));
}

/// One call over the phone's own thread and the machine's clock.
TEST_F(PhoneTest, ItsThreadMovesCallsOn) {
    struct Waiter final : PhoneListener {
        void on_channel_free(const store::Call&, const LineAnswer&) override {}
        void on_finished(store::Call call) override { finished.set_value(std::move(call)); }
        std::promise<store::Call> finished;
    } waiter;
    phone_.reset();
    options_.own_thread = true;
    options_.steady = std::chrono::steady_clock::now;
    options_.record = false;
    FakeSip* sip = nullptr;
    SystemClock clock;
    Network network{[](media::Listener& listener) -> Result<std::unique_ptr<media::Engine>> {
                        return std::unique_ptr<media::Engine>(std::make_unique<FakeMedia>(listener));
                    },
                    [&](sip::Listener& listener) -> Result<std::unique_ptr<sip::Endpoint>> {
                        auto made = std::make_unique<FakeSip>(listener);
                        sip = made.get();
                        return std::unique_ptr<sip::Endpoint>(std::move(made));
                    }};
    auto phone = LivePhone::open(options_, network, speech_, clock, waiter);
    ASSERT_TRUE(phone);
    line_.servers.clear();  // fails by itself: no answer need be awaited
    (*phone)->place({.call = {.id = kId, .line = 4},
                     .caller = "",
                     .line = std::make_shared<const campaign::LineConfig>(line_),
                     .with = std::make_unique<ScriptedParticipant>()});
    auto finished = waiter.finished.get_future();
    ASSERT_EQ(finished.wait_for(seconds(20)), std::future_status::ready);
    EXPECT_EQ(finished.get().outcome, Outcome::failed);
}

}  // namespace
}  // namespace tiller::calls
