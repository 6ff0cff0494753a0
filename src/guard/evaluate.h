#pragma once
// May this person be called now? A pure function over values: the same facts, rules and instant give the same verdict.
#include <optional>
#include <string>
#include <vector>

#include "guard/number_zones.h"
#include "guard/rules.h"

namespace tiller::guard {

/// How an earlier call went, as far as rules ask.
enum class Contact : uint8_t {
    open,         // no outcome known: up, or the process died. Counts as whatever is stricter
    talked,       // a conversation
    unanswered,   // it rang, or a machine took it
    unconnected,  // busy, no such number, our side or the carrier failed
};
struct PastCall {
    Instant at;
    Contact contact = Contact::open;
    bool up = false;  // in progress: how it goes will be known soon
};

/// A do-not-call list that holds the number now.
struct ListEntry {
    std::string list;
    bool national = false;
    std::string source, reason;
};

struct ConsentRecord {
    std::string source;
    Instant given;
    std::optional<Instant> expires;
};

/// What the robot says before it first listens.
struct FirstWords {
    std::string language, text;
};

/// All that the rules may know of a call to be made. It holds no whole number, so that it can be kept.
struct Subject {
    Service service = Service::collection;
    std::string country;  // of the number, ISO 3166; empty if none
    std::string prefix;   // the number's first kPrefixLength characters
    Zones zones;          // where the callee may be: never empty
    bool dnc_switch = false;
    bool emergency = false;  // the number reaches an emergency service
    std::vector<ListEntry> lists;
    std::vector<ConsentRecord> consents;
    std::vector<PastCall> to_number, for_debt;  // oldest first
    std::optional<FirstWords> first_words;      // nothing: not judged
};

struct Warning {
    std::string rule;
    int64_t version = 0;
    std::string text;
};

struct Verdict {
    enum class Decision : uint8_t { call, later, never };
    Decision decision = Decision::call;
    Instant earliest{};               // of `later`: when every rule would let the call go, if nothing else happens
    Outcome outcome = Outcome::none;  // of a refused number: dnc or blocked
    std::string rule;                 // which rule refused first, with its version
    int64_t version = 0;
    std::string reason;  // for people, without the number
    std::vector<Warning> warnings;

    bool allowed() const { return decision == Decision::call; }
    /// "us.hours v1: 08:00 to 21:00 …": as the call record's HangupReason.
    std::string told() const;
};

/// The refusal of emergency numbers, which no pack can allow and which holds where the guard is off.
inline constexpr std::string_view kEmergencyRule = "world.emergency";

/// Emergency numbers, lists, consent and opening words refuse for good; hours, caps and cool-down defer to the earliest
/// instant at which all of them allow, refuse if there is none within kLongestWait. The call must be within hours in
/// ALL zones.
Verdict evaluate(const Rules& rules, const Subject& subject, Instant at);

/// Where a refusal rests on calls that are up and may still come to nothing: from when on the number might be called
/// then, `at` itself if at once. Whoever asked does better to wait for their end than to take the verdict.
std::optional<Instant> earliest_without_calls_in_progress(const Rules& rules, const Subject& subject,
                                                          const Verdict& refusal, Instant at);

inline constexpr std::chrono::hours kLongestWait{24 * 62};

}  // namespace tiller::guard
