#pragma once
// Listens beside the greeting and says who answered, as soon as it is known; a later sign may correct an earlier one.
#include <string>

#include "answering/settings.h"
#include "answering/verdict.h"

namespace tiller::answering {

/// Pure: frames of what the callee's side sends go in, verdicts come out.
///
///   nothing said ──────────────────────► nobody ─────── speaks late ──► person, unsure
///   says little and waits ─────────────► person ─────── beep, phrase, talks on and on ──► mailbox
///   says much and waits ───────────────► unsure ─────── waits on ──► person; beep, phrase ──► mailbox
///   speaks on without waiting ─────────► mailbox ────── phrase ──► screening, menu, announcement
///   beep, phrase, tones, at any time ──► the machine that makes them
///
/// Thread rule: one thread.
/// Invariants:
///   1. A machine is never taken back: what a machine does, people do not do.
///   2. After `watch` nothing changes but `may_leave_message` and `was_answered_back`.
class Detector {
  public:
    /// `language`: BCP 47, of the phrases that a machine would say.
    explicit Detector(const Settings& settings = {}, std::string language = "en");

    /// 20 ms of it, and whether a voice activity detector hears speech in them. True: there is a new verdict, or
    /// `may_leave_message` or `was_answered_back` has become true.
    bool hear(std::span<const int16_t> frame, bool active);

    /// What somebody recognized so far, partial or whole; may be told again with more words. True: as for `hear`.
    bool hear_words(std::string_view text);
    /// False: they would change nothing any more, or nobody greets.
    bool wants_words() const;

    const Verdict& verdict() const { return verdict_; }
    const Evidence& evidence() const { return evidence_; }
    /// A machine listens now: it has beeped and is quiet, or has stopped speaking for long and no beep came.
    bool may_leave_message() const { return may_leave_message_; }
    /// After that somebody spoke, and waits: a screened person, or the machine once more.
    bool was_answered_back() const { return was_answered_back_; }
    /// Nothing can change any more.
    bool is_over() const { return now() > settings_.watch && !is_machine(verdict_.who); }
    Millis now() const { return Millis(frames_ * 20); }

  private:
    void take(const Heard& heard);
    void take_beep(const Heard& beep);
    void judge_greeting();
    void judge_later();
    bool has_talked_on() const;
    bool is_in_front(double loud);
    void give(Who who, std::string_view because);
    bool is_listening() const;

    const Settings settings_;
    const std::string language_;
    Tones tones_;
    Timing timing_;
    size_t frames_ = 0;
    double voice_loud_ = 0;  // of who speaks, where that is loud
    Verdict verdict_;
    bool has_verdict_ = false;
    bool changed_ = false;
    bool has_greeted_ = false;  // and waits, or waited before a word: what is said from then on is no greeting
    Evidence evidence_;
    std::optional<Millis> beep_end_;  // as far as it is heard
    bool may_leave_message_ = false, was_answered_back_ = false;
    Timing since_message_;  // of what is said after a message might be left
};

}  // namespace tiller::answering
