#include "media/rtp/telephone_event.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "base/audio.h"

namespace tiller::media {
namespace {

constexpr std::string_view kKeys = "0123456789*#ABCD";
constexpr uint16_t kCertain = 320;         // 40 ms: shorter may still be a spurious start
constexpr int kGivenUpFrames = 5;          // 100 ms without a packet of the press: its end was lost
constexpr int kLongestIdle = 5000;         // enough to count to
constexpr int kLongAgoFrames = 25;         // half a second without one: it may be another press
constexpr uint16_t kNearLongest = 0xf000;  // from here a press may go on in a new segment
constexpr int32_t kCreep = 1600;           // 200 ms: how far a wrongly moving timestamp may move between two packets
constexpr uint16_t kBeginning = 400;       // 50 ms: a press that is longer than that does not begin
constexpr int kRepeatedWithin = 3;         // packets: from one end packet to its repetition
constexpr int kRepeatedBetween = 8;        // the same with audio between them
constexpr int kRepeatedFrames = 4;         // 80 ms
constexpr int kNextFrames = 2;             // 40 ms: no press comes so soon after another one
constexpr int kNextPackets = 2;            // from one packet of a press to the next, with audio between them
constexpr int kOtherStream = 0x10000;      // more steps than sequence numbers can tell

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

/// The press has not ended as far as we know: whether the packet, `steps` behind the last one, is another one of it.
bool EventReceiver::goes_on(int steps, const Place& place, const TelephoneEvent& event) const {
    const int growth = event.duration - duration_;
    if (steps == kOtherStream) return growth > 0 && !place.marker && idle_frames_ < kGivenUpFrames;
    const auto ahead = static_cast<int32_t>(place.timestamp - last_.timestamp);
    if (ahead == 0) {
        // Only an end may have a smaller duration: some senders write none.
        if (growth < 0) return event.end && !place.marker;
        if (growth == 0 && place.marker && steps > kNextPackets) return false;
        return idle_frames_ < kLongAgoFrames || growth >= idle_frames_ * Audio::kFrame / 2;
    }
    const bool next = growth > 0 && steps <= kNextPackets;
    const bool begins = place.marker && event.duration <= kBeginning && !next;
    if (begins) return false;
    if (ahead < 0) return next;
    const bool next_segment =
        !place.marker && duration_ >= kNearLongest && ahead >= kNearLongest && ahead <= 0xffff + kCreep;
    const bool creeping = growth > 0 && (ahead <= kCreep || std::abs(ahead - growth) <= Audio::kFrame);
    const bool creeping_only = growth == 0 && ahead <= kCreep && steps <= kNextPackets && !place.marker;
    return next_segment || creeping || creeping_only;
}

/// The press has ended: whether the packet, `steps` behind the last one, says so again.
bool EventReceiver::repeats_end(int steps, const Place& place, const TelephoneEvent& event) const {
    const bool same = event.end && event.duration == duration_;
    if (steps == kOtherStream) return same && !place.marker && idle_frames_ <= kRepeatedFrames;
    const auto ahead = static_cast<int32_t>(place.timestamp - last_.timestamp);
    if (ahead == 0) {
        if (same) return steps <= (place.marker ? kRepeatedWithin : kRepeatedBetween);
        return !place.marker && (event.end || event.duration >= duration_) && steps <= kRepeatedBetween;
    }
    // Stamped anew on the way: by the press's length or by the time of the packet.
    if (!same || steps > kRepeatedWithin) return false;
    if (place.marker) return idle_frames_ <= kNextFrames;
    return idle_frames_ <= kRepeatedFrames || std::abs(ahead) <= duration_ + Audio::kFrame;
}

EventReceiver::Meaning EventReceiver::meaning(const Place& place, const TelephoneEvent& event) const {
    if (!known_) return Meaning::new_press;
    int steps = kOtherStream;
    if (numbered_ && place.ssrc == last_.ssrc) {
        steps = static_cast<int16_t>(place.sequence - last_.sequence);
        // Sent before the newest one. Of this press it tells nothing new; an earlier one was told, or is lost.
        if (steps < 0) return Meaning::overtaken;
    }
    if (event.event != event_) return Meaning::new_press;
    const bool same = ended_ ? repeats_end(steps, place, event) : goes_on(steps, place, event);
    return same ? Meaning::same_press : Meaning::new_press;
}

void EventReceiver::receive(const Place& place, const TelephoneEvent& event) {
    if (!key_of_event(event.event)) return;
    switch (meaning(place, event)) {
        case Meaning::overtaken:
            return;
        case Meaning::same_press:
            duration_ = place.timestamp == last_.timestamp ? std::max(duration_, event.duration) : event.duration;
            ended_ |= event.end;
            break;
        case Meaning::new_press:
            report();
            known_ = true;
            reported_ = false;
            ended_ = event.end;
            event_ = event.event;
            duration_ = event.duration;
            break;
    }
    last_ = place;
    numbered_ = true;
    idle_frames_ = 0;
    if (ended_ || duration_ >= kCertain) report();
}

bool EventReceiver::begins_anew(const Place& place, const TelephoneEvent& event) const {
    const auto ahead = static_cast<int32_t>(place.timestamp - last_.timestamp);
    return known_ && place.marker && !event.end && ahead > 0 && place.ssrc == last_.ssrc && ended_;
}

void EventReceiver::tick() {
    if (!known_ || idle_frames_ >= kLongestIdle) return;
    if (++idle_frames_ >= kGivenUpFrames) report();
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

}  // namespace tiller::media
