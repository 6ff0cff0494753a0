#pragma once
// Tones that machines make, told from speech, keys and music by their steadiness.
#include <array>
#include <deque>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "answering/spectrum.h"
#include "base/clock.h"

namespace tiller::answering {

enum class Signal {
    beep,     // a mailbox's: one tone of 400 to 2000 Hz, alone
    sit,      // special information tones: a network's announcement follows (ITU-T E.180, table 4)
    fax,      // 2100 Hz of a fax that answers, or 1100 Hz of one that calls (ITU-T T.30, 4.3.1)
    busy,     // busy or congestion: the same tone at least three times, as long on as off
    ringing,  // the other side goes on ringing, behind its exchange
};
std::string_view to_name(Signal signal);

/// A tone that did not change. `frames` counts its 20 ms.
struct Tone {
    size_t first = 0, last = 0;          // frames, counted from the answer
    double hertz = 0, second_hertz = 0;  // the latter 0 if there was one tone only
    double loud = 0;

    size_t frames() const { return last - first + 1; }
    bool is_like(const Tone& other) const;
};

struct Heard {
    Signal signal;
    double hertz = 0;
    Millis from{0}, to{0};  // after the answer
};

/// Thread rule: one thread.
/// Invariants:
///   1. A tone that is part of a melody, of keys or of a sequence is no beep: nothing of another pitch comes within half
///      a second before it, or 220 ms after.
///      Beside a person it has quiet before and after it, too: what is held in music has not.
///   2. Each signal is told once, when it is sure; a beep therefore 220 ms after its end. One that lasts is told after
///      240 ms if nothing came before it in the last second and something was said; not beside a person.
class Tones {
  public:
    /// What else is known of the call.
    struct Context {
        bool has_spoken = false;  // somebody said something
        bool is_person = false;   // and waited: what sounds like a beep is probably none, and is heard to its end
    };
    /// The next frame. Signals that became sure with it.
    std::vector<Heard> hear(std::span<const int16_t> frame, const Context& context);

    /// What is heard now is a tone and no speech.
    bool in_tone() const { return current_ && current_->frames() >= kSteady; }
    /// The last tone of any kind ended at this frame; nothing: there was none.
    std::optional<size_t> last_end() const;

  private:
    static constexpr size_t kSteady = 4;  // frames of one pitch that no speech is suspected of

    void extend(const Chord& chord, std::vector<Heard>& out);
    void close(std::vector<Heard>& out);
    void judge_lasting(std::vector<Heard>& out);
    void judge_pending(std::vector<Heard>& out);
    bool is_beep(const Tone& tone) const;
    bool is_alone_before(const Tone& tone, size_t frames) const;
    bool is_quiet(size_t first, size_t last, double loud) const;
    bool ends_sit() const;
    bool is_busy() const;

    Spectrum spectrum_;
    std::array<double, 256> louds_{};  // of the last frames, by their number
    size_t now_ = 0;                   // the frame that is being heard
    Context context_;
    std::optional<Tone> current_;
    size_t missed_ = 0;  // frames since current_ was last heard
    bool told_current_ = false;
    std::deque<Tone> past_;        // steady ones, the newest last
    std::optional<Tone> pending_;  // perhaps a beep, if nothing follows
};

}  // namespace tiller::answering
