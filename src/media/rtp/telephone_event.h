#pragma once
// Telephone events: pressed keys as RTP payload. RFC 4733, sections 2.3 (payload) and 2.5 (procedures).
#include <array>
#include <cstdint>
#include <optional>
#include <span>

namespace tiller::media {

/// The payload of one event packet.
struct TelephoneEvent {
    static constexpr size_t kBytes = 4;

    uint8_t event = 0;  // 0–9, 10 = *, 11 = #, 12–15 = A–D; others are no keys
    bool end = false;
    uint8_t volume = 0;     // -dBm0, 0–63
    uint16_t duration = 0;  // since the packet's timestamp, in samples of 8000 Hz

    /// The first event of a payload, or nothing when it is shorter than one.
    static std::optional<TelephoneEvent> parse(std::span<const uint8_t> payload);
    void write(std::span<uint8_t, kBytes> out) const;
};

/// The key of an event code, or nothing when the code is no key.
std::optional<char> key_of_event(uint8_t event);
/// The event code of a key (0–9, *, #, A–D, a–d), or nothing.
std::optional<uint8_t> event_of_key(char key);

/// Makes one key out of the many packets of a press.
/// Senders of the wild keep few of the rules by which presses are told apart: clocks stand still between two presses or
/// move within one, proxies stamp repeated ends anew, markers are missing or everywhere. So every sign counts: where
/// the packet stands in its stream, its timestamp, marker, end bit and duration, and how long nothing came. Thread
/// rule: one thread. Invariants:
///   1. A press yields its key once: with its end packet, after 40 ms of it, or when its packets stop coming.
///   2. Any subset of a press's packets that is not empty yields the key: first or last packets may be lost, if the
///   sender keeps to RFC 4733.
///   3. A press longer than 65,535 samples, which goes on under a new timestamp (section 2.5.1.3), stays one press; so
///   does one that goes on under another SSRC.
class EventReceiver {
  public:
    /// Where the packet comes from and stands.
    struct Place {
        uint32_t ssrc = 0;
        uint16_t sequence = 0;
        uint32_t timestamp = 0;
        bool marker = false;
    };

    void receive(const Place& place, const TelephoneEvent& event);
    /// Whether a packet whose number was used before begins another press: its sender numbers each one anew.
    bool begins_anew(const Place& place, const TelephoneEvent& event) const;
    /// Lets 20 ms pass.
    void tick();
    /// The next key that has become certain.
    std::optional<char> next();
    /// The sender numbers its packets anew: the next one cannot be placed by its number.
    void renumbered() { numbered_ = false; }

  private:
    enum class Meaning { same_press, new_press, overtaken };

    Meaning meaning(const Place& place, const TelephoneEvent& event) const;
    bool goes_on(int steps, const Place& place, const TelephoneEvent& event) const;
    bool repeats_end(int steps, const Place& place, const TelephoneEvent& event) const;
    void report();

    bool known_ = false;     // the fields below describe a press
    bool numbered_ = false;  // `last_.sequence` can be compared with
    bool reported_ = false;
    bool ended_ = false;
    uint8_t event_ = 0;
    uint16_t duration_ = 0;
    Place last_;  // of its newest packet
    int idle_frames_ = 0;

    std::array<char, 8> keys_{};
    size_t keys_written_ = 0, keys_read_ = 0;
};

}  // namespace tiller::media
