#include "answering/tones.h"

#include <gtest/gtest.h>

#include "answering/sound_testing.h"

namespace tiller::answering {
namespace {

using Context = Tones::Context;

std::vector<Heard> hear(const Sound& sound, const Context& context = {.has_spoken = true}) {
    Tones tones;
    std::vector<Heard> out;
    for (const auto& frame : sound.frames()) {
        for (const Heard& heard : tones.hear(frame.samples, context)) out.push_back(heard);
    }
    return out;
}

std::vector<Signal> signals(const Sound& sound, const Context& context = {.has_spoken = true}) {
    std::vector<Signal> out;
    for (const Heard& heard : hear(sound, context)) out.push_back(heard.signal);
    return out;
}

using Signals = std::vector<Signal>;

TEST(Spectrum, TellsThePitchOfATone) {
    for (const double hertz : {425.0, 963.7, 1000.0, 1400.0, 2100.0}) {
        Spectrum spectrum;
        Chord chord;
        const Sound sound = Sound().tone(hertz, 60);
        for (const auto& frame : sound.frames()) chord = spectrum.hear(frame.samples);
        EXPECT_NEAR(chord.hertz, hertz, 2) << hertz;
        EXPECT_GT(chord.share, 0.98) << hertz;
    }
}

TEST(Spectrum, TellsTwoTonesApart) {
    Spectrum spectrum;
    Chord chord;
    const Sound sound = Sound().tone(480, 60, 620);
    for (const auto& frame : sound.frames()) chord = spectrum.hear(frame.samples);
    EXPECT_LT(chord.share, 0.8);
    EXPECT_GT(chord.pair_share, 0.95);
    EXPECT_NEAR(std::min(chord.hertz, chord.second_hertz), 480, 4);
    EXPECT_NEAR(std::max(chord.hertz, chord.second_hertz), 620, 4);
}

TEST(Spectrum, SilenceIsNoTone) {
    Spectrum spectrum;
    const Chord chord = spectrum.hear(Sound().quiet(20).frames().front().samples);
    EXPECT_EQ(chord.share, 0);
    EXPECT_EQ(chord.loud, 0);
}

TEST(Tones, BeepsOfAllPitchesAreHeard) {
    for (const double hertz : {410.0, 440.0, 700.0, 950.0, 1000.0, 1100.0, 1400.0, 1950.0}) {
        for (const int ms : {120, 200, 500, 1000}) {
            if (hertz < 500 && ms > 600) continue;  // a ringing tone sounds like this
            const auto heard = hear(Sound().voice(500).quiet(300).tone(hertz, ms).quiet(1000));
            ASSERT_EQ(heard.size(), 1u) << hertz << " Hz, " << ms << " ms";
            EXPECT_EQ(heard[0].signal, Signal::beep);
            EXPECT_NEAR(heard[0].hertz, hertz, 5);
            EXPECT_NEAR(static_cast<double>(heard[0].from.count()), 800, 40);
        }
    }
}

TEST(Tones, ALongBeepIsToldWhileItLasts) {
    Tones tones;
    const auto frames = Sound().voice(1000).quiet(400).tone(1000, 3000).frames();
    std::optional<size_t> told;
    for (size_t i = 0; i < frames.size() && !told; ++i) {
        if (!tones.hear(frames[i].samples, {.has_spoken = true}).empty()) told = i;
    }
    ASSERT_TRUE(told.has_value());
    EXPECT_LE(*told * 20, 1400u + 260u);
}

TEST(Tones, KeysAreNoBeeps) {
    EXPECT_EQ(signals(Sound().voice(500).quiet(300).tone(770, 200, 1336).quiet(1000)), Signals{});
}

TEST(Tones, AMelodyBesideAPersonIsNoBeep) {
    const Sound melody = Sound().voice(500).quiet(300).tone(523, 300).tone(659, 300).tone(784, 300).quiet(1000);
    EXPECT_EQ(signals(melody, {.has_spoken = true, .is_person = true}), Signals{});
}

TEST(Tones, ABeepBesideAPersonStandsAlone) {
    const Context person{.has_spoken = true, .is_person = true};
    EXPECT_EQ(signals(Sound().voice(500).quiet(300).tone(900, 400).quiet(1000), person), Signals{Signal::beep});
    EXPECT_EQ(signals(Sound().voice(800).tone(900, 400).quiet(1000), person), Signals{}) << "held in music";
    EXPECT_EQ(signals(Sound().voice(500).quiet(300).tone(900, 400).voice(1000), person), Signals{});
}

TEST(Tones, ShortNotesAreNoBeeps) {
    EXPECT_EQ(signals(Sound().voice(500).quiet(300).tone(523, 200).tone(659, 200).tone(784, 200).quiet(1000)),
              Signals{});
}

TEST(Tones, ADeviceThatBeepsOnAndOnIsNotBusy) {
    Sound device;
    for (int i = 0; i < 4; ++i) device.tone(2500, 160).quiet(360);
    EXPECT_EQ(signals(device), Signals{});
}

TEST(Tones, VoicesAreNoBeeps) { EXPECT_EQ(signals(Sound().voice(5000).quiet(1000)), Signals{}); }

TEST(Tones, AClickIsNoBeep) { EXPECT_EQ(signals(Sound().quiet(300).tone(1000, 60).quiet(1000)), Signals{}); }

TEST(Tones, SpecialInformationTones) {
    EXPECT_EQ(signals(Sound().quiet(200).tone(950, 320).quiet(20).tone(1400, 320).quiet(20).tone(1800, 320).quiet(1000),
                      Context{}),
              Signals{Signal::sit});
}

TEST(Tones, AFaxAnswers) {
    EXPECT_EQ(signals(Sound().quiet(1000).tone(2100, 3000).quiet(1000), Context{}), Signals{Signal::fax});
}

TEST(Tones, AFaxCalls) {
    const Sound fax = Sound().quiet(1000).tone(1100, 500).quiet(1000);
    EXPECT_EQ(signals(fax, Context{}), Signals{Signal::fax});
    EXPECT_EQ(signals(fax), Signals{Signal::beep}) << "after words it is a mailbox";
}

TEST(Tones, ABusyTone) {
    Sound american, indonesian;
    for (int i = 0; i < 4; ++i) {
        american.tone(480, 500, 620).quiet(500);
        indonesian.tone(425, 500).quiet(500);
    }
    EXPECT_EQ(signals(american, Context{}).front(), Signal::busy);
    const auto heard = signals(indonesian, Context{});
    EXPECT_NE(std::find(heard.begin(), heard.end(), Signal::busy), heard.end());
}

TEST(Tones, RingingIsNoBeep) {
    EXPECT_EQ(signals(Sound().quiet(300).tone(425, 1000).quiet(4000).tone(425, 1000).quiet(1000)),
              (Signals{Signal::ringing, Signal::ringing}));
}

}  // namespace
}  // namespace tiller::answering
