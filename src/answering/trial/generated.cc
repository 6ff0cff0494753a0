#include "answering/trial/generated.h"

#include <array>

namespace tiller::answering::trial {
namespace {

/// From the answer to the first word.
void pick_up(Scene& scene) {
    // Most people speak as soon as the receiver is at the ear.
    scene.dice().happens(0.85) ? scene.wait(0.1, 1.1) : scene.wait(1.1, 2.2);
}

/// Listens to our greeting and says something now and then.
void listen_and_reply(Scene& scene, Kind reply) {
    scene.wait(3.5, 9);
    for (int turns = 1 + static_cast<int>(scene.dice().between(0, 2.99)); turns > 0; --turns) {
        scene.say(scene.dice().happens(0.15) ? Kind::long_reply : reply);
        scene.wait(2, 6);
    }
}

void hello(Scene& scene) {
    pick_up(scene);
    scene.say(Kind::hello);
    listen_and_reply(scene, Kind::reply);
}

void hello_twice(Scene& scene) {
    pick_up(scene);
    scene.say(Kind::hello);
    scene.wait(0.5, 2);
    scene.say(Kind::hello);
    listen_and_reply(scene, Kind::reply);
}

void introduces(Scene& scene) {
    pick_up(scene);
    scene.say(Kind::introduction);
    listen_and_reply(scene, Kind::reply);
}

void business(Scene& scene) {
    scene.wait(0.1, 1);
    scene.say(Kind::business);
    listen_and_reply(scene, Kind::reply);
}

void waits_first(Scene& scene) {
    scene.wait(3, 9);
    scene.say(scene.dice().happens(0.3) ? Kind::long_reply : Kind::hello);
    listen_and_reply(scene, Kind::reply);
}

void presses_keys(Scene& scene) {
    static constexpr std::array kRows = {697.0, 770.0, 852.0, 941.0};
    static constexpr std::array kColumns = {1209.0, 1336.0, 1477.0};
    pick_up(scene);
    scene.say(Kind::hello);
    scene.wait(1, 6);
    for (int keys = 0; keys < 3; ++keys) {
        scene.line().tone(scene.dice().one_of(std::span<const double>(kRows)), scene.dice().between(0.08, 0.5), 0.25,
                          scene.dice().one_of(std::span<const double>(kColumns)));
        scene.wait(0.1, 4);
    }
    listen_and_reply(scene, Kind::reply);
}

void hears_music(Scene& scene) {
    pick_up(scene);
    scene.say(Kind::hello);
    scene.wait(1, 3);
    scene.line().melody(scene.dice().between(2, 8), scene.dice());
    listen_and_reply(scene, Kind::reply);
}

void device_beeps(Scene& scene) {  // a microwave, a lift, a lorry
    pick_up(scene);
    scene.say(Kind::hello);
    scene.wait(1, 5);
    const double hertz = scene.dice().between(1800, 3200);
    for (int beeps = 0; beeps < 4; ++beeps) {
        scene.line().tone(hertz, 0.15, 0.1);
        scene.line().wait(0.35);
    }
    listen_and_reply(scene, Kind::reply);
}

void television(Scene& scene) {
    scene.background(Kind::long_reply, scene.dice().between(0.1, 0.3));
    hello(scene);
}

void beep(Scene& scene) {
    Dice& dice = scene.dice();
    dice.happens(0.7) ? scene.wait(0.1, 1) : scene.wait(1, 2.5);
    scene.line().tone(dice.between(420, 1900), dice.happens(0.7) ? dice.between(0.25, 1) : dice.between(0.12, 0.25),
                      dice.between(0.05, 0.4));
    scene.wait(6, 10);
}

void mailbox(Scene& scene) {
    scene.wait(0.1, 1.2);
    scene.say(Kind::mailbox);
    beep(scene);
}

void paused_mailbox(Scene& scene) {
    scene.wait(0.1, 1.2);
    scene.say(Kind::short_mailbox);
    scene.wait(0.6, 1.8);
    scene.say(Kind::mailbox);
    beep(scene);
}

void short_mailbox(Scene& scene) {
    scene.wait(0.1, 1.2);
    scene.say(Kind::short_mailbox);
    beep(scene);
}

void mute_mailbox(Scene& scene) {
    scene.wait(0.1, 1.2);
    scene.say(Kind::mailbox);
    scene.wait(8, 12);
}

void carrier_mailbox(Scene& scene) {
    scene.wait(0.1, 1.2);
    scene.say(Kind::carrier_mailbox);
    beep(scene);
}

void bare_beep(Scene& scene) {
    scene.wait(0.3, 2);
    beep(scene);
}

void screening(Scene& scene) {
    scene.wait(0.1, 0.8);
    scene.say(Kind::screening);
    if (scene.dice().happens(0.3)) beep(scene);
    scene.wait(8, 12);
}

void announcement(Scene& scene) {
    scene.wait(0.1, 1);
    for (int times = 0; times < 2; ++times) {
        scene.say(Kind::announcement);
        scene.wait(0.4, 1.5);
    }
}

void sit_announcement(Scene& scene) {
    scene.wait(0.1, 0.6);
    const double level = scene.dice().between(0.1, 0.35);
    for (const double hertz : {950.0, 1400.0, 1800.0}) {
        scene.line().tone(hertz + scene.dice().between(-20, 20), scene.dice().happens(0.5) ? 0.33 : 0.276, level);
        scene.line().wait(0.02);
    }
    scene.wait(0.2, 0.6);
    scene.say(Kind::announcement);
    scene.wait(3, 6);
}

void menu(Scene& scene) {
    scene.wait(0.1, 1);
    scene.say(Kind::menu);
    scene.wait(3, 6);
    scene.say(Kind::menu);
    scene.wait(1, 2);
}

void fax(Scene& scene) {
    scene.wait(0.5, 2);
    scene.line().tone(2100, scene.dice().between(2.6, 4), scene.dice().between(0.1, 0.3));
    scene.wait(6, 8);
}

void busy(Scene& scene) {
    const bool is_american = scene.dice().happens(0.4);
    const double half = scene.dice().happens(0.5) ? 0.5 : 0.25;
    for (int times = 0; times < 8; ++times) {
        scene.line().tone(is_american ? 480 : 425, half, 0.2, is_american ? 620 : 0);
        scene.line().wait(half);
    }
    scene.wait(2, 3);
}

void silence(Scene& scene) { scene.wait(20, 25); }

constexpr auto kRecipes = std::to_array<Recipe>({
    {"hello", Truth::person, Kind::hello, true, hello},
    {"hello, hello", Truth::person, Kind::hello, true, hello_twice},
    {"says who it is", Truth::person, Kind::introduction, true, introduces},
    {"business", Truth::person, Kind::business, true, business},
    {"waits first", Truth::person, Kind::long_reply, true, waits_first},
    {"presses keys", Truth::person, Kind::hello, true, presses_keys},
    {"music behind", Truth::person, Kind::hello, true, hears_music},
    {"a device beeps", Truth::person, Kind::hello, true, device_beeps},
    {"television behind", Truth::person, Kind::long_reply, false, television},
    {"mailbox", Truth::machine, Kind::mailbox, true, mailbox},
    {"mailbox, pauses", Truth::machine, Kind::mailbox, true, paused_mailbox},
    {"mailbox, short", Truth::machine, Kind::short_mailbox, true, short_mailbox},
    {"mailbox, no beep", Truth::machine, Kind::mailbox, true, mute_mailbox},
    {"carrier's mailbox", Truth::machine, Kind::carrier_mailbox, true, carrier_mailbox},
    {"beep alone", Truth::machine, Kind::hello, true, bare_beep},
    {"screening", Truth::machine, Kind::screening, true, screening},
    {"announcement", Truth::machine, Kind::announcement, true, announcement},
    {"announcement, SIT", Truth::machine, Kind::announcement, true, sit_announcement},
    {"menu", Truth::machine, Kind::menu, true, menu},
    {"fax", Truth::machine, Kind::hello, true, fax},
    {"busy tone", Truth::machine, Kind::hello, true, busy},
    {"silence", Truth::nobody, Kind::hello, true, silence},
});

}  // namespace

std::string_view to_name(Truth truth) {
    static constexpr std::string_view kNames[] = {"person", "machine", "nobody"};
    return kNames[static_cast<size_t>(truth)];
}

void Scene::say(Kind kind) {
    auto said = cast_.say(kind, actor_, dice_);
    if (!said) {
        done_ = said.error();
    } else {
        line_.say(**said);
    }
}

void Scene::background(Kind kind, double share) {
    channel_.background = share;
    auto said = cast_.say(kind, cast_.choose(kind, dice_), dice_);
    if (!said) {
        done_ = said.error();
    } else {
        behind_ = *said;
    }
}

Result<SampleCall> Scene::finish(std::string_view kind, Truth truth) {
    if (!done_) return done_.error();
    return SampleCall{.name = actor_.language + " " + actor_.voice,
                      .kind = std::string(kind),
                      .truth = truth,
                      .language = actor_.language,
                      .audio = line_.send(channel_, behind_.get(), dice_)};
}

std::span<const Recipe> all_recipes() { return kRecipes; }

Result<SampleCall> make_call(const Recipe& recipe, Cast& cast, Dice& dice) {
    Scene scene(cast, dice, recipe.speaks);
    recipe.play(scene);
    return scene.finish(recipe.kind, recipe.truth);
}

}  // namespace tiller::answering::trial
