#pragma once
// The rules of the guard as data: country packs, read from YAML. docs/guard.md tells the form of a pack.
//
// Thread rule: Rules are immutable once loaded, and shared.
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/zone.h"
#include "model/outcome.h"

namespace tiller::guard {

/// One file of rules.
struct Pack {
    std::string name;  // of the file, for messages
    std::string text;
};

/// Where a rule comes from, for whoever has to answer for it.
struct Source {
    std::string law, section, url, date;  // date: since when it holds, YYYY-MM-DD
};

/// Seconds since local midnight, the end not included; 0 to 0: closed.
struct DayHours {
    int32_t start = 0, end = 0;
};

/// The days of a country on which hours are closed.
struct Calendar {
    std::vector<int32_t> days;  // since 1970-01-01, sorted
    int32_t until = 0;          // the last day that the list knows about
};

/// When a call may be made, by the callee's clock.
struct Hours {
    std::array<DayHours, 7> days;  // Monday first
    std::optional<Calendar> holidays;
    std::vector<Zone> zones;  // where the callees are known to be; empty: wherever the number allows
    bool fallback = false;    // holds only where no other rule gives hours
};

enum class CountBy { number, debt };

/// At most `most` calls within `days` calendar days of the callee, today included, or within `hours`.
struct Cap {
    CountBy by = CountBy::number;
    int64_t most = 0;
    int32_t days = 0;
    Millis hours{0};
    bool counts_unconnected = true;  // busy, no such number, our side failed
};

/// No call for `days` calendar days after a conversation; its own day is the first.
struct CoolDown {
    CountBy by = CountBy::number;
    int32_t days = 0;
};

/// The do-not-call lists: `dnc` for a number on one. A list of kind national counts only with DncSwitch.
struct DoNotCall {};

/// A record of consent must lie before us.
struct Consent {};

/// The robot's first words must hold one of these texts, whatever the case.
struct Opening {
    std::string what;                                                      // "that a machine is speaking"
    std::vector<std::pair<std::string, std::vector<std::string>>> any_of;  // by language
    bool blocks = false;                                                   // else it warns
};

struct Rule {
    std::string id;
    int64_t version = 0;
    std::string country;                // ISO 3166; empty: all
    uint32_t services = ~0u;            // bit n: Service n
    std::vector<std::string> prefixes;  // "+1305"; empty: all of the country
    std::string title;
    Source source;
    bool enabled = true;
    std::variant<DoNotCall, Hours, Cap, CoolDown, Consent, Opening> body;
};

/// The number's first characters that rules may look at: plus, and seven digits.
inline constexpr size_t kPrefixLength = 8;

class Rules {
  public:
    /// A rule of a later pack replaces the one with its id. The error names file, line, column, key and rule, one
    /// fault a line.
    static Result<std::shared_ptr<const Rules>> load(std::vector<Pack> packs);

    const std::vector<Rule>& all() const { return rules_; }
    /// What they were loaded from, so that a refusal can be judged again later.
    const std::vector<Pack>& packs() const { return packs_; }
    /// Names this very set of packs: 16 hex digits.
    const std::string& fingerprint() const { return fingerprint_; }

  private:
    std::vector<Pack> packs_;
    std::vector<Rule> rules_;
    std::string fingerprint_;
};

/// The packs that come with the program.
const std::vector<Pack>& built_in_packs();
/// Built-in packs, and over them every *.yaml of `folder`, by name; an empty `folder` adds none.
Result<std::shared_ptr<const Rules>> load_rules(const std::string& folder);

}  // namespace tiller::guard
