#include "answering/detector.h"

#include <algorithm>

#include "answering/words.h"
#include "base/loudness.h"

namespace tiller::answering {
namespace {

constexpr size_t kMostEvidence = 20;
// A beep that corrects "person" is lower than those of devices about the house, whose buzzers sound at 2 kHz and more, or
// longer; and it comes soon: a mailbox's greeting lasts no longer.
constexpr Millis kCorrectingBeep{120}, kHighCorrectingBeep{200}, kCorrectingUntil{25'000};
constexpr double kHigh = 1700;
// Who speaks for this share of the time, from the first word on, and never pauses for longer, does not listen to our
// greeting.
constexpr Millis kTalksOnUntil{15'000}, kLongestPause{2200};
constexpr double kTalksOnShare = 0.6;
// Who begins later than this answers us.
constexpr Millis kLatestGreeting{2500};
// What is quieter than this share of who speaks is behind; how fast "who speaks" is forgotten, a frame: a half in 14 s.
constexpr double kBehind = 0.15, kFade = 0.999;
// After a word or two this share of the silence is enough.
constexpr Millis kWordOrTwo{900};
constexpr int kItsSilence = 60;  // per cent
// Waiting that makes a long greeting a person's: a mailbox would have beeped.
constexpr Millis kWaits{4000};
// Quiet after a beep, and of a machine that does not beep, before it is spoken to.
constexpr Millis kQuietAfterBeep{300}, kQuietWithoutBeep{2500};
// What is said later, or after such a silence, is no greeting.
constexpr Millis kGreetsUntil{20'000}, kHasGreeted{2000};
// The silence after which who answers back waits.
constexpr Millis kAnsweredBack{700};

}  // namespace

Detector::Detector(const Settings& settings, std::string language)
    : settings_(settings), language_(std::move(language)) {}

bool Detector::hear(std::span<const int16_t> frame, bool active) {
    changed_ = false;
    const bool is_person = has_verdict_ && verdict_.who == Who::person;
    const auto signals = tones_.hear(frame, {.has_spoken = timing_.has_spoken(), .is_person = is_person});
    ++frames_;
    const double loud = loudness(frame);
    const bool speaks = active && !tones_.in_tone() && is_in_front(loud);
    timing_.hear(speaks, loud);
    evidence_.at_last = timing_.features();
    const Features& so_far = evidence_.at_last;
    if (so_far.lead) has_greeted_ |= so_far.trailing_silence >= kHasGreeted || *so_far.lead > kLatestGreeting;
    const bool is_watching = now() <= settings_.watch;
    for (const Heard& heard : signals) {
        if (evidence_.signals.size() < kMostEvidence) evidence_.signals.push_back(heard);
        if (is_watching) take(heard);
    }
    if (is_watching) has_verdict_ ? judge_later() : judge_greeting();
    if (may_leave_message_ && !was_answered_back_) {
        since_message_.hear(speaks, loud);
        const bool waits = since_message_.has_spoken() && since_message_.features().trailing_silence >= kAnsweredBack;
        if (waits) was_answered_back_ = changed_ = true;
    } else if (!may_leave_message_ && is_listening()) {
        may_leave_message_ = changed_ = true;
    }
    return changed_;
}

bool Detector::hear_words(std::string_view text) {
    changed_ = false;
    const Phrase* phrase = find_phrase(text, language_);
    if (phrase == nullptr || now() > settings_.watch) return false;
    const bool is_long = timing_.features().span > settings_.short_greeting;
    if (!phrase->is_sure && !is_long) return false;
    auto& known = evidence_.phrases;
    if (std::find(known.begin(), known.end(), phrase->words) == known.end() && known.size() < kMostEvidence)
        known.push_back(phrase->words);
    // Tones say more than words, and "leave a message" less than a question who calls.
    const bool is_known_better = verdict_.who == Who::fax || (is_machine(verdict_.who) && phrase->who == Who::mailbox);
    if (!is_known_better && verdict_.who != phrase->who) give(phrase->who, "words");
    return changed_;
}

bool Detector::wants_words() const {
    if (has_greeted_ || now() > kGreetsUntil) return false;
    return verdict_.who == Who::unsure || verdict_.who == Who::person || verdict_.who == Who::mailbox;
}

/// Much quieter than who speaks: a television, another room, an echo.
bool Detector::is_in_front(double loud) {
    voice_loud_ = std::max(loud, voice_loud_ * kFade);
    return loud >= kBehind * voice_loud_;
}

void Detector::take(const Heard& heard) {
    switch (heard.signal) {
        case Signal::beep:
            return take_beep(heard);
        case Signal::sit:
            return give(Who::announcement, "special information tones");
        case Signal::fax:
            return give(Who::fax, "fax tone");
        case Signal::busy:
            // After a person it says that the person has hung up.
            if (verdict_.who != Who::fax && !(has_verdict_ && verdict_.who == Who::person))
                give(Who::announcement, "busy tone");
            return;
        case Signal::ringing:
            if (!has_verdict_ || verdict_.who == Who::nobody) timing_.restart();
            return;
    }
}

void Detector::take_beep(const Heard& beep) {
    if (!is_machine(verdict_.who)) {
        const Millis least = beep.hertz > kHigh ? kHighCorrectingBeep : kCorrectingBeep;
        const bool corrects = has_verdict_ && verdict_.who == Who::person;
        if (corrects && (beep.to - beep.from < least || beep.from > kCorrectingUntil)) return;
        give(Who::mailbox, "beep");
    }
    beep_end_ = beep.to;
}

/// No verdict yet: what was said in answering, and whether somebody waits now.
void Detector::judge_greeting() {
    const Features& heard = timing_.features();
    if (!heard.lead) {
        if (heard.trailing_silence >= settings_.nobody) give(Who::nobody, "nothing was said");
    } else if (*heard.lead > kLatestGreeting) {
        if (heard.trailing_silence >= settings_.silence) give(Who::person, "speaks late and waits");
    } else if (heard.span >= settings_.longest_greeting) {
        give(Who::mailbox, "speaks on without waiting");
    } else if (heard.span <= settings_.short_greeting) {
        const int share = heard.span <= kWordOrTwo ? kItsSilence : 100;
        if (heard.trailing_silence >= settings_.silence * share / 100)
            give(Who::person, "a short greeting, then silence");
    } else if (heard.trailing_silence >= settings_.long_silence) {
        give(Who::unsure, "a long greeting, then silence");
    }
}

void Detector::judge_later() {
    const Features& heard = timing_.features();
    if (is_machine(verdict_.who)) return;
    if (verdict_.who == Who::nobody) {
        // Not a greeting any more, perhaps an answer to what we said.
        if (heard.lead && heard.trailing_silence >= settings_.silence) give(Who::person, "speaks late and waits");
        return;
    }
    if (has_talked_on()) return give(Who::mailbox, "talks on without listening");
    if (verdict_.who == Who::unsure && heard.trailing_silence >= kWaits) give(Who::person, "waits");
}

bool Detector::has_talked_on() const {
    const Features& heard = timing_.features();
    if (heard.span < settings_.longest_greeting || !heard.lead || *heard.lead > kLatestGreeting) return false;
    if (*heard.lead + heard.span > kTalksOnUntil || heard.longest_gap > kLongestPause) return false;
    return static_cast<double>(heard.voiced.count()) >= kTalksOnShare * static_cast<double>(heard.span.count());
}

void Detector::give(Who who, std::string_view because) {
    if (!has_verdict_) evidence_.at_first = timing_.features();
    has_verdict_ = changed_ = true;
    verdict_ = {who, now(), because};
    if (evidence_.verdicts.size() < kMostEvidence) evidence_.verdicts.push_back(verdict_);
}

bool Detector::is_listening() const {
    const bool takes_messages = verdict_.who == Who::mailbox || verdict_.who == Who::screening;
    if (!takes_messages || tones_.in_tone()) return false;
    const auto tone_end = tones_.last_end();
    const Millis since_tone = tone_end ? now() - Millis((*tone_end + 1) * 20) : now();
    if (beep_end_) return since_tone >= kQuietAfterBeep;
    const Millis silence = timing_.features().trailing_silence;
    return std::min(silence, since_tone) >= kQuietWithoutBeep;
}

}  // namespace tiller::answering
