#pragma once
// One engine with several threads, as the product has it, and the telephones at the other end of its sessions.
#include <chrono>

#include "media/call_testing.h"

namespace tiller::media {

/// A session of the fixture and the telephone that it talks to.
struct Leg {
    Side phone;
    SessionId session = 0;
};

struct EngineFixture {
    Folder folder;
    Ear ear;
    std::unique_ptr<Engine> engine;

    explicit EngineFixture(int threads = 2, int first_port = 0, int last_port = 0) {
        auto opened = Engine::open({.bind_address = "127.0.0.1",
                                    .first_port = first_port,
                                    .last_port = last_port,
                                    .threads = threads,
                                    .spool = folder / "spool"},
                                   ear);
        EXPECT_TRUE(opened.ok());
        engine = std::move(*opened);
    }

    /// Begins a call in the codec and with the kind of keys that are asked for.
    void call(Leg& leg, int payload = 8, int telephone_event = 101, const std::string& record_to = "") {
        const auto opened = engine->open_session();
        ASSERT_TRUE(opened.ok());
        leg.session = opened->session;
        engine->start(leg.session, at(leg.phone.port, payload, telephone_event), record_to);
        leg.phone.engine->start(leg.phone.session, at(opened->port, payload, telephone_event), "");
    }

    static Remote at(int port, int payload, int telephone_event) {
        return {.address = "127.0.0.1", .port = port, .payload = payload, .telephone_event = telephone_event};
    }
};

/// A minute of a sine, as what a phone says all the time.
inline std::vector<AudioPtr> tone(double hertz, double peak = 8000) { return {audio_of(sine(hertz, 60'000, peak))}; }

inline void speak(Leg& leg, double hertz) { leg.phone.engine->play(leg.phone.session, 1, tone(hertz)); }

/// The amplitude of `hertz` in the last 200 ms that the leg's phone has heard.
inline double hears(Leg& leg, double hertz) {
    const auto& heard = leg.phone.ear.heard(leg.phone.session);
    return heard.size() < 1600 ? 0 : amplitude_at(std::span(heard).last(1600), hertz);
}

/// Waits until the leg's phone hears `hertz` well, or (not) only faintly.
inline bool wait_to_hear(Leg& leg, double hertz) {
    return leg.phone.ear.wait([&] { return hears(leg, hertz) > 4000; });
}
inline bool wait_for_silence_of(Leg& leg, double hertz) {
    return leg.phone.ear.wait(
        [&] { return leg.phone.ear.heard(leg.phone.session).size() >= 1600 && hears(leg, hertz) < 50; });
}

/// Waits until the leg's phone has heard so many frames more.
inline bool pass(Leg& leg, size_t frames) {
    auto& ear = leg.phone.ear;
    size_t before = 0;
    ear.wait([&] { return before = ear.heard(leg.phone.session).size(), true; });
    return ear.wait([&] { return ear.heard(leg.phone.session).size() >= before + frames * Audio::kFrame; });
}

}  // namespace tiller::media
