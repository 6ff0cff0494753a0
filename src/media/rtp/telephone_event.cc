#include "media/rtp/telephone_event.h"

#include <algorithm>
#include <string_view>

namespace tiller::media {
namespace {

constexpr std::string_view kKeys = "0123456789*#ABCD";
constexpr uint16_t kCertain = 320;         // 40 ms: shorter may still be a spurious start
constexpr int kGivenUpFrames = 5;          // 100 ms without a packet of the press: its end was lost
constexpr int32_t kOldest = 5 * 8000;      // an event from further back is not late: the sender's clock was set anew
constexpr uint16_t kNearLongest = 0xf000;  // from here a press may go on in a new segment
constexpr int32_t kCreep = 1600;           // 200 ms: how far a wrongly moving timestamp may move between two packets

}  // namespace

std::optional<TelephoneEvent> TelephoneEvent::parse(std::span<const uint8_t> payload) {
    if (payload.size() < kBytes) return std::nullopt;
    return TelephoneEvent{.event = payload[0],
                          .end = (payload[1] & 0x80) != 0,
                          .volume = static_cast<uint8_t>(payload[1] & 0x3f),
                          .duration = static_cast<uint16_t>(payload[2] << 8 | payload[3])};
}

void TelephoneEvent::write(std::span<uint8_t, kBytes> out) const {
    out[0] = event;
    out[1] = static_cast<uint8_t>((end ? 0x80 : 0) | (volume & 0x3f));
    out[2] = static_cast<uint8_t>(duration >> 8);
    out[3] = static_cast<uint8_t>(duration);
}

std::optional<char> key_of_event(uint8_t event) {
    if (event >= kKeys.size()) return std::nullopt;
    return kKeys[event];
}

std::optional<uint8_t> event_of_key(char key) {
    if (key >= 'a' && key <= 'd') key = static_cast<char>(key - 'a' + 'A');
    const size_t at = kKeys.find(key);
    if (at == std::string_view::npos) return std::nullopt;
    return static_cast<uint8_t>(at);
}

bool EventReceiver::continues(uint32_t timestamp, bool marker, const TelephoneEvent& event) const {
    if (event.event != event_) return false;
    const auto ahead = static_cast<int32_t>(timestamp - timestamp_);
    if (ahead == 0) return true;
    if (marker || ahead < 0) return false;
    if (ended_) return event.end && event.duration == duration_ && ahead <= kCreep;
    const bool next_segment = duration_ >= kNearLongest && ahead >= kNearLongest && ahead <= 0xffff + kCreep;
    const bool creeping = event.duration > duration_ && ahead <= kCreep;
    return next_segment || creeping;
}

void EventReceiver::receive(uint32_t timestamp, bool marker, const TelephoneEvent& event) {
    if (!key_of_event(event.event)) return;
    if (known_ && continues(timestamp, marker, event)) {
        duration_ = timestamp == timestamp_ ? std::max(duration_, event.duration) : event.duration;
        timestamp_ = timestamp;
        ended_ |= event.end;
    } else {
        const auto ahead = static_cast<int32_t>(timestamp - timestamp_);
        if (known_ && ahead < 0 && ahead > -kOldest) return;  // an earlier press, overtaken by this one
        report();
        known_ = true;
        reported_ = false;
        ended_ = event.end;
        event_ = event.event;
        duration_ = event.duration;
        timestamp_ = timestamp;
    }
    idle_frames_ = 0;
    if (ended_ || duration_ >= kCertain) report();
}

void EventReceiver::tick() {
    if (known_ && !reported_ && ++idle_frames_ >= kGivenUpFrames) report();
}

void EventReceiver::report() {
    if (!known_ || reported_) return;
    reported_ = true;
    if (keys_written_ - keys_read_ == keys_.size()) return;  // nobody can press so fast: forged
    keys_[keys_written_++ % keys_.size()] = *key_of_event(event_);
}

std::optional<char> EventReceiver::next() {
    if (keys_read_ == keys_written_) return std::nullopt;
    return keys_[keys_read_++ % keys_.size()];
}

void EventReceiver::restart() {
    report();
    known_ = false;
}

}  // namespace tiller::media
