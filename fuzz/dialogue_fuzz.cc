// Properties: no text makes load() crash, its faults have places, and a dialogue that loads keeps the promises of Run
// whatever comes: the bytes after the first NUL are the events.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "dialogue/dialogue.h"
#include "dialogue/run_promises_testing.h"

namespace {

using namespace tiller::dialogue;

Event words(uint8_t byte, const Promises& promises) {
    constexpr const char* kSaid[] = {"yes",      "no", "", "next friday", "no tomorrow", "repeat", "stop calling me",
                                     "could you"};
    if ((byte & 15) >= std::size(kSaid)) return SpeechBegan{promises.turn()};
    return Heard{promises.turn(), kSaid[byte & 15], 0.9};
}

Event answer_of_model(uint8_t byte, const Promises& promises) {
    constexpr const char *kWritten[] = {"Yes. ", "And so", " on? ", "\xF0\x9F", "1.5. "},
                         *kCalled[] = {"note", "off_topic", "stop_calling", "b"};
    if ((byte & 15) < std::size(kWritten)) return ModelTold{promises.question(), kWritten[byte & 15]};
    ModelTold end{.question = promises.question(), .is_over = true, .why = "it failed"};
    if (byte & 8)
        end.answer.emplace().calls.push_back({"1", kCalled[byte & 3], byte & 4 ? "{}" : "{\"day\":\"2024-10-05\"}"});
    return end;
}

Event to_event(uint8_t byte, const Promises& promises) {
    constexpr std::string_view kKeys = "0123456789*#ABCD";
    switch (byte >> 5) {
        case 0:
            return Answered{};
        case 1:
            return PlaybackDone{byte & 1 ? promises.playback() : byte & 15u};
        case 2:
            return TimerFired{byte & 1 ? promises.timer() : byte & 15u};
        case 3:
            if (byte & 16)
                return ShipmentTold{promises.query(), static_cast<ShipmentTold::Result>(byte % 3), "Delivered_Other"};
            return byte & 31 ? words(byte, promises) : Event{HungUp{}};
        case 4:
            return PlaybackDone{promises.playback()};
        case 5:
            return answer_of_model(byte, promises);
        default:
            return Digit{kKeys[byte & 15]};
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    std::string_view input(reinterpret_cast<const char*>(data), size);
    std::string_view yaml = input.substr(0, input.find('\0'));
    std::string_view events = input.substr(yaml.size());
    auto loaded = load(yaml);
    if (auto* faults = std::get_if<std::vector<tiller::Fault>>(&loaded)) {
        if (faults->empty()) abort();
        for (const tiller::Fault& fault : *faults) {
            if (fault.place.line < 1 || fault.place.column < 1 || fault.message.empty()) abort();
        }
        return 0;
    }
    const auto& definition = std::get<DefinitionPtr>(loaded);
    variables(*definition);
    prompts(*definition);
    auto run = start(definition, {{"Debtor", "Smith"}, {"Arrears", "84"}, {"Unit", "USD"}, {"DueDate", "2026-01-31"}},
                     tiller::Date{20'000});
    Promises promises(*run);
    tiller::Millis at{0};
    promises.give(Answered{}, at);
    for (char byte : events) {
        at += std::chrono::milliseconds(100);
        promises.give(to_event(static_cast<uint8_t>(byte), promises), at);
        if (!promises.broken().empty()) abort();
    }
    promises.give(TimerFired{promises.timer()}, at + std::chrono::hours(1));
    if (!promises.broken().empty() || !run->ended()) abort();
    return 0;
}
