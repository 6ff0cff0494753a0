#include "answering/tones.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace tiller::answering {
namespace {

constexpr size_t kFramesPerSecond = 50;
constexpr size_t frames_of(int ms) { return static_cast<size_t>(ms) / 20; }
Millis time_of(size_t frame) { return Millis(frame * 20); }

// How pure a tone must be. Noise 10 dB below it leaves 0.9 of the power in it, G.711 far more.
constexpr double kShare = 0.8, kPairShare = 0.85;
// A pair of tones is one only if the weaker has this much of the power.
constexpr double kWeaker = 0.12;
// A tone this quiet is a line's hum.
constexpr double kQuietest = 60;
// A voice's own pitch lies below; machines' tones do not.
constexpr double kLowest = 350;
// A steady tone moves by no more, from frame to frame; the pitch of a voice does.
constexpr double kDrift = 8;
// Frames that a lost packet or a click may spoil.
constexpr size_t kMostMissed = 1;

constexpr double kLowestBeep = 400, kHighestBeep = 2000;
constexpr size_t kShortestBeep = frames_of(100), kLongestBeep = frames_of(4000);
constexpr size_t kBeepIsSure = frames_of(240), kQuietAfterBeep = frames_of(220);
constexpr size_t kAloneBefore = frames_of(500), kAloneBesideAPerson = frames_of(1500);
constexpr size_t kQuietBefore = frames_of(60);
constexpr double kNearlyAsLoud = 0.35;
constexpr size_t kFaxAnswers = frames_of(700);
// Ringing tone: 425 Hz in most countries, 440 and 480 Hz in North America (ITU-T E.180).
constexpr double kLowestRinging = 395, kHighestRinging = 495;
constexpr size_t kShortestRinging = frames_of(700), kLongestRinging = frames_of(2600);

// 425 Hz in most countries, 480 and 620 Hz in North America (ITU-T E.180).
constexpr double kLowestBusy = 380, kHighestBusy = 680;

bool within(double value, double middle, double most) { return std::abs(value - middle) <= most; }

bool rings(const Tone& tone) {
    const bool is_low = tone.hertz > kLowestRinging && tone.hertz < kHighestRinging;
    const bool is_low_pair =
        tone.second_hertz == 0 || (tone.second_hertz > kLowestRinging - 60 && tone.second_hertz < kHighestRinging + 60);
    return is_low && is_low_pair;
}

}  // namespace

std::string_view to_name(Signal signal) {
    static constexpr std::string_view kNames[] = {"beep", "sit", "fax", "busy", "ringing"};
    return kNames[static_cast<size_t>(signal)];
}

bool Tone::is_like(const Tone& other) const {
    return within(hertz, other.hertz, 2 * kDrift) && within(second_hertz, other.second_hertz, 2 * kDrift);
}

std::optional<size_t> Tones::last_end() const {
    if (in_tone()) return current_->last;
    if (past_.empty()) return std::nullopt;
    return past_.back().last;
}

std::vector<Heard> Tones::hear(std::span<const int16_t> frame, const Context& context) {
    std::vector<Heard> out;
    context_ = context;
    const Chord chord = spectrum_.hear(frame);
    louds_[now_ % louds_.size()] = chord.loud;
    extend(chord, out);
    judge_lasting(out);
    judge_pending(out);
    ++now_;
    return out;
}

/// The frame goes on with the current tone, or ends it and perhaps begins another one.
void Tones::extend(const Chord& chord, std::vector<Heard>& out) {
    const bool is_high = chord.loud >= kQuietest && chord.hertz >= kLowest;
    const bool is_one = is_high && chord.share >= kShare;
    const bool is_pair = is_high && !is_one && chord.second_hertz >= kLowest && chord.pair_share >= kPairShare &&
                         chord.pair_share - chord.share >= kWeaker;
    if (is_one || is_pair) {
        Tone heard{now_, now_, chord.hertz, is_pair ? chord.second_hertz : 0, chord.loud};
        // Which of two is the stronger may change.
        if (heard.second_hertz != 0 && heard.second_hertz < heard.hertz) std::swap(heard.hertz, heard.second_hertz);
        if (current_ && current_->is_like(heard) && within(heard.hertz, current_->hertz, kDrift)) {
            const double weight = 1.0 / static_cast<double>(std::min<size_t>(current_->frames() + 1, 10));
            current_->hertz += weight * (heard.hertz - current_->hertz);
            current_->loud = std::max(current_->loud, heard.loud);
            current_->last = now_;
            missed_ = 0;
            return;
        }
        if (current_ && ++missed_ <= kMostMissed && current_->frames() >= kSteady) return;
        close(out);
        current_ = heard;
        missed_ = 0;
    } else if (current_ && ++missed_ > kMostMissed) {
        close(out);
    }
}

void Tones::close(std::vector<Heard>& out) {
    const std::optional<Tone> ended = std::exchange(current_, std::nullopt);
    const bool was_told = std::exchange(told_current_, false);
    if (!ended || ended->frames() < kSteady) return;
    if (pending_ && !ended->is_like(*pending_)) pending_.reset();  // a sequence
    past_.push_back(*ended);
    if (past_.size() > 8) past_.pop_front();
    const auto tell = [&](Signal signal) {
        out.push_back({signal, ended->hertz, time_of(ended->first), time_of(ended->last + 1)});
        pending_.reset();
    };
    if (ends_sit()) return tell(Signal::sit);
    if (is_busy()) return tell(Signal::busy);
    const bool may_ring = rings(*ended) && ended->frames() >= kShortestRinging && ended->frames() <= kLongestRinging;
    if (may_ring && !was_told) return tell(Signal::ringing);
    const bool is_fax_call = within(ended->hertz, 1100, 38) && ended->second_hertz == 0 &&
                             within(static_cast<double>(ended->frames()), 25, 5);
    if (is_fax_call && !context_.has_spoken) return tell(Signal::fax);
    const size_t alone = context_.is_person ? kAloneBesideAPerson : kAloneBefore;
    if (was_told || !is_beep(*ended) || !is_alone_before(*ended, alone)) return;
    // A tone is told from its second frame on, perhaps.
    const size_t before = std::max<size_t>(ended->first, kQuietBefore + 1);
    if (context_.is_person && !is_quiet(before - kQuietBefore - 1, before - 2, ended->loud)) return;
    pending_ = ended;
}

/// What need not end to be known.
void Tones::judge_lasting(std::vector<Heard>& out) {
    if (!current_ || told_current_ || current_->last != now_) return;
    Signal signal = Signal::beep;
    if (within(current_->hertz, 2100, 25) && current_->second_hertz == 0) {
        if (current_->frames() < kFaxAnswers) return;
        signal = Signal::fax;
    } else {
        // Before a word, it may be the first of the special information tones, or a fax; 425 Hz may be ringing or busy.
        const bool may_be_network = !context_.has_spoken || context_.is_person || rings(*current_);
        if (may_be_network || !is_beep(*current_) || current_->frames() < kBeepIsSure) return;
        if (!is_alone_before(*current_, kFramesPerSecond)) return;
    }
    told_current_ = true;
    out.push_back({signal, current_->hertz, time_of(current_->first), time_of(current_->last + 1)});
}

void Tones::judge_pending(std::vector<Heard>& out) {
    if (!pending_ || now_ < pending_->last + kQuietAfterBeep) return;
    if (current_ && current_->frames() >= 2) return;  // another tone may be beginning
    if (context_.is_person && !is_quiet(pending_->last + 3, now_, pending_->loud)) return pending_.reset();
    out.push_back({Signal::beep, pending_->hertz, time_of(pending_->first), time_of(pending_->last + 1)});
    pending_.reset();
}

bool Tones::is_beep(const Tone& tone) const {
    if (tone.second_hertz != 0 || tone.hertz < kLowestBeep || tone.hertz > kHighestBeep) return false;
    if (rings(tone) && tone.frames() >= kShortestRinging) return false;
    return tone.frames() >= kShortestBeep && tone.frames() <= kLongestBeep;
}

bool Tones::is_alone_before(const Tone& tone, size_t frames) const {
    return std::none_of(past_.begin(), past_.end(), [&](const Tone& other) {
        return other.first != tone.first && !other.is_like(tone) && other.last + frames > tone.first;
    });
}

/// Nothing nearly as loud as this was heard in these frames.
bool Tones::is_quiet(size_t first, size_t last, double loud) const {
    for (size_t frame = first; frame <= last; ++frame) {
        if (louds_[frame % louds_.size()] > kNearlyAsLoud * loud) return false;
    }
    return true;
}

/// The last three tones: 950, 1400 and 1800 Hz, each a third of a second, some carriers' shorter or a little off.
bool Tones::ends_sit() const {
    static constexpr double kPitches[] = {950, 1400, 1800};
    if (past_.size() < 3) return false;
    for (size_t i = 0; i < 3; ++i) {
        const Tone& tone = past_[past_.size() - 3 + i];
        if (!within(tone.hertz, kPitches[i], 60) || tone.second_hertz != 0) return false;
        if (tone.frames() < frames_of(160) || tone.frames() > frames_of(520)) return false;
        if (i > 0 && tone.first - past_[past_.size() - 4 + i].last > frames_of(200)) return false;
    }
    return true;
}

bool Tones::is_busy() const {
    if (past_.size() < 3) return false;
    const Tone &a = past_[past_.size() - 3], &b = past_[past_.size() - 2], &c = past_.back();
    if (!a.is_like(b) || !b.is_like(c)) return false;
    if (a.hertz < kLowestBusy || a.hertz > kHighestBusy || a.second_hertz > kHighestBusy) return false;
    const size_t longest = std::max({a.frames(), b.frames(), c.frames()});
    const size_t shortest = std::min({a.frames(), b.frames(), c.frames()});
    const size_t first_gap = b.first - a.last, second_gap = c.first - b.last;
    const auto about = [](size_t x, size_t y) { return std::max(x, y) - std::min(x, y) <= 3; };
    return longest <= frames_of(800) && shortest >= frames_of(160) && about(longest, shortest) &&
           about(first_gap, second_gap) && first_gap <= frames_of(900);
}

}  // namespace tiller::answering
