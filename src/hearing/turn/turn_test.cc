#include "hearing/turn/turn.h"

#include <gtest/gtest.h>

#include <string>

namespace tiller::hearing {
namespace {

using std::chrono::milliseconds;

Listening rules(BargeIn barge_in = BargeIn::speech) {
    return {.barge_in = barge_in, .pause = milliseconds(200), .complete_pause = milliseconds(100)};
}

/// Frames as a picture: "#" speech, "." none; in upper half "R" the robot speaks as well, "r" the robot speaks and
/// nothing is heard. Returns what happened at which frame: "began@3(1) ended@9(1-5)".
std::string run(Turn& turn, std::string_view picture) {
    std::string out;
    for (const char c : picture) {
        const auto step = turn.frame(c == '#' || c == 'R', c == 'R' || c == 'r');
        const std::string space = out.empty() ? "" : " ";
        if (step == Turn::Step::began) {
            out += space + "began@" + std::to_string(turn.now()) + "(" + std::to_string(turn.start()) + ")";
        } else if (step == Turn::Step::ended) {
            out += space + "ended@" + std::to_string(turn.now()) + "(" + std::to_string(turn.start()) + "-" +
                   std::to_string(turn.end()) + ")";
        }
    }
    return out;
}

struct Case {
    const char* name;
    BargeIn barge_in;
    const char* picture;
    const char* happens;
};

TEST(Turn, Table) {
    const Case cases[] = {
        {"silence", BargeIn::speech, "..............................", ""},
        {"80 ms of speech begin, 200 ms of silence end", BargeIn::speech, "..####...............",
         "began@6(3) ended@16(3-7)"},
        {"a gap within the first syllables", BargeIn::speech, "##.##...............", "began@5(1) ended@15(1-6)"},
        {"a click", BargeIn::speech, "....#........##........###......", ""},
        {"clicks far apart", BargeIn::speech, "#..#..#..#..#..#..#..#..#", ""},
        {"a pause within a sentence", BargeIn::speech, "####.......####..............", "began@4(1) ended@25(1-16)"},
        {"a click in the last pause lengthens nothing", BargeIn::speech, "####.....#............",
         "began@4(1) ended@14(1-5)"},
        {"interrupts", BargeIn::speech, "rrrrrrrrrrrrrrrrrrRRRR..........", "began@22(19) ended@32(19-23)"},
        {"the prompt's first 200 ms do not count", BargeIn::speech, "rRRRRRRRrrrrrrrrrrrrrrrr", ""},
        {"whoever goes on speaking after them does", BargeIn::speech, "RRRRRRRRRRRRRRRR", "began@14(11)"},
        {"may not interrupt", BargeIn::none, "rrrrrrrrrrrrrrRRRRRRRRRRR", ""},
        {"counts from the prompt's end on", BargeIn::none, "rrrrrrrrrrRRRR####..........",
         "began@18(15) ended@28(15-19)"},
        {"gated by words: speech all the same", BargeIn::words, "rrrrrrrrrrrrRRRR", "began@16(13)"},
    };
    for (const Case& c : cases) {
        Turn turn;
        turn.listen(rules(c.barge_in));
        EXPECT_EQ(run(turn, c.picture), c.happens) << c.name;
    }
}

TEST(Turn, AWholePhraseEndsSooner) {
    Turn turn;
    turn.listen(rules());
    EXPECT_EQ(run(turn, "####.."), "began@4(1)");
    turn.heard_whole_phrase(true);
    EXPECT_EQ(run(turn, "..."), "ended@9(1-5)");
}

TEST(Turn, APhraseThatGoesOnIsWaitedFor) {
    Turn turn;
    turn.listen(rules());
    run(turn, "####");
    turn.heard_whole_phrase(true);
    EXPECT_EQ(run(turn, "..####"), "");
    turn.heard_whole_phrase(false);
    EXPECT_EQ(run(turn, "........."), "");
    EXPECT_EQ(run(turn, "."), "ended@20(1-11)");
}

TEST(Turn, WhatIsDroppedDoesNotEnd) {
    Turn turn;
    turn.listen(rules());
    EXPECT_EQ(run(turn, "####"), "began@4(1)");
    turn.drop();
    EXPECT_FALSE(turn.is_speaking());
    EXPECT_EQ(run(turn, "...................."), "");
    EXPECT_EQ(run(turn, "####"), "began@28(25)");
}

TEST(Turn, NobodySpeaksForever) {
    Turn turn;
    turn.listen(rules());
    const std::string happened = run(turn, std::string(Turn::kLongest + 1, '#'));
    EXPECT_EQ(happened, "began@4(1) ended@1501(1-1502)");
}

}  // namespace
}  // namespace tiller::hearing
