// Random events in random order, from a seed: whatever comes, the promises of Run (dialogue.h) hold.
#include <fstream>
#include <sstream>

#include "base/random.h"
#include "dialogue/run_promises_testing.h"
#include "dialogue/run_testing.h"

namespace tiller::dialogue {
namespace {

using namespace std::chrono_literals;

std::string file_text(const std::string& path) {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

Event random_words(Random& random, const Promises& promises) {
    constexpr std::string_view kSaid[] = {"yes",
                                          "no",
                                          "hello",
                                          "",
                                          "repeat",
                                          "not now",
                                          "next friday",
                                          "no tomorrow",
                                          "in ten years",
                                          "slower",
                                          "who is this",
                                          "operator",
                                          "stop calling me",
                                          "later",
                                          "one two three",
                                          "ya",
                                          "tidak",
                                          "lusa",
                                          "si",
                                          "no gracias",
                                          "could you come in the morning then"};
    uint64_t turn = random.below(4) ? promises.turn() : random.below(promises.turn() + 2);
    if (random.below(3) == 0) return SpeechBegan{turn};
    return Heard{turn, std::string(kSaid[random.below(std::size(kSaid))]), random.below(2) ? 0.9 : 0.5};
}

Event random_answer(Random& random, const Promises& promises) {
    constexpr std::string_view kWritten[] = {"Yes", ". And ", "on Friday? ", " ", "Well. Then. So. ", "\xFF"};
    constexpr std::pair<std::string_view, std::string_view> kCalled[] = {{"note", R"({"day":"2026-12-04"})"},
                                                                         {"note", R"({"day":1,"part":[]})"},
                                                                         {"note", "{}"},
                                                                         {"agreed", "{}"},
                                                                         {"off_topic", "{}"},
                                                                         {"stop_calling", "{}"},
                                                                         {"what", "[]"}};
    uint64_t question = random.below(4) ? promises.question() : random.below(promises.question() + 2);
    if (random.below(3)) return ModelTold{question, std::string(kWritten[random.below(std::size(kWritten))])};
    ModelTold end{.question = question, .is_over = true, .why = "it failed"};
    if (random.below(5) == 0) return end;
    end.answer.emplace().end = static_cast<ModelAnswer::End>(random.below(3));
    end.answer->tokens_in = static_cast<int64_t>(random.below(3'000));
    for (uint64_t i = random.below(3); i > 0; --i) {
        auto [name, arguments] = kCalled[random.below(std::size(kCalled))];
        end.answer->calls.push_back({std::to_string(i), std::string(name), std::string(arguments)});
    }
    return end;
}

Event random_event(Random& random, const Promises& promises) {
    constexpr std::string_view kKeys = "0123456789*#ABCDax";
    if (promises.question() > 0 && random.below(3) == 0) return random_answer(random, promises);
    switch (random.below(12)) {
        case 0:
            return Answered{};
        case 1:
            return PlaybackDone{random.below(promises.playback() + 2)};
        case 2:
            return TimerFired{random.below(promises.timer() + 2)};
        case 3:
            return random_words(random, promises);
        case 9:
            return ShipmentTold{random.below(promises.query() + 2), static_cast<ShipmentTold::Result>(random.below(3)),
                                "OutForDelivery_Other"};
        case 4:
        case 5:
        case 6:
            return PlaybackDone{promises.playback()};
        case 7:
            return TimerFired{promises.timer()};
        case 8:
            return random.below(40) == 0 ? Event{HungUp{}} : Event{Digit{'1'}};
        default:
            return Digit{kKeys[random.below(kKeys.size())]};
    }
}

TEST(RunProperty, PromisesHoldForRandomEvents) {
    const Values row = {{"Debtor", "Budi"},   {"Customer", "Budi"}, {"Arrears", "1500000"},   {"Unit", "RP"},
                        {"Platform", "Lend"}, {"Company", "PT X"},  {"DueDate", "2026-03-01"}};
    for (const char* name : {"reminder", "reminder_id", "offer", "confirm", "parcel", "parcel_id", "lead", "survey",
                             "appointment_es", "parcel_talk"}) {
        auto definition = must_load(file_text(fmt::format("robots/{}.yaml", name)));
        uint64_t asked = 0;  // of models
        for (uint64_t seed = 0; seed < 300; ++seed) {
            SCOPED_TRACE(fmt::format("{} with seed {}", name, seed));
            SeededRandom random(seed);
            auto run = start(definition, row, Date{20'789});
            Promises promises(*run);
            Millis now{0};
            promises.give(Answered{}, now);
            for (int i = 0; i < 400; ++i) {
                now += Millis(random.below(3000));
                promises.give(random_event(random, promises), now);
                ASSERT_EQ(promises.broken(), "");
            }
            promises.give(TimerFired{promises.timer()}, now + 1h);
            ASSERT_EQ(promises.broken(), "");
            ASSERT_TRUE(run->ended());
            asked += promises.question();
        }
        EXPECT_EQ(asked > 0, name == std::string_view("parcel_talk"));
    }
}

/// A callee who never presses anything is let go, by the dialogue and not by the time limit.
TEST(RunProperty, ASilentCalleeIsLetGo) {
    for (const char* name : {"reminder", "reminder_id", "offer", "confirm"}) {
        SCOPED_TRACE(name);
        Call call(file_text(fmt::format("robots/{}.yaml", name)), {{"Debtor", "Budi"}});
        call.answer();
        for (int i = 0; i < 100 && !call.ended(); ++i) {
            if (call.played().empty()) call.timer_fires();
        }
        EXPECT_TRUE(call.ended());
        EXPECT_EQ(call.report().intention, "E");
        EXPECT_NE(call.report().reason, "time_limit");
    }
}

}  // namespace
}  // namespace tiller::dialogue
