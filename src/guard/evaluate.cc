#include "guard/evaluate.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "guard/first_words.h"
#include "guard/timing.h"

namespace tiller::guard {
namespace {

bool applies(const Rule& rule, const Subject& subject) {
    if (!rule.enabled || (rule.services >> static_cast<unsigned>(subject.service) & 1u) == 0) return false;
    if (!rule.country.empty() && rule.country != subject.country) return false;
    return rule.prefixes.empty() || std::any_of(rule.prefixes.begin(), rule.prefixes.end(),
                                                [&](const auto& prefix) { return subject.prefix.starts_with(prefix); });
}

bool has(const std::string& text, const std::vector<std::string>& phrases) {
    std::string folded = lower(text);
    return std::any_of(phrases.begin(), phrases.end(),
                       [&](const auto& phrase) { return folded.find(lower(phrase)) != std::string::npos; });
}

/// True if the words are in order, or in a language that the rule does not know.
bool opens_well(const Opening& rule, const FirstWords& words) {
    std::string_view language = std::string_view(words.language).substr(0, words.language.find('-'));
    for (const auto& [known, phrases] : rule.any_of) {
        if (known == language) return has(words.text, phrases);
    }
    return true;
}

Verdict refusal(const Rule& rule, Outcome outcome, std::string reason) {
    return {.decision = Verdict::Decision::never,
            .outcome = outcome,
            .rule = rule.id,
            .version = rule.version,
            .reason = std::move(reason)};
}

/// What one rule that does not depend on time has against the call.
class Standing {
  public:
    Standing(const Subject& subject, Instant at, std::vector<Warning>& warnings)
        : subject_(subject), at_(at), warnings_(warnings) {}

    std::optional<Verdict> judge(const Rule& rule) {
        return std::visit([&](const auto& body) { return judge(rule, body); }, rule.body);
    }

  private:
    std::optional<Verdict> judge(const Rule& rule, const DoNotCall&) {
        for (const ListEntry& entry : subject_.lists) {
            if (entry.national && !subject_.dnc_switch) continue;
            std::string reason = fmt::format("on the do-not-call list \"{}\"", entry.list);
            if (!entry.reason.empty()) reason += ": " + entry.reason;
            return refusal(rule, Outcome::dnc, std::move(reason));
        }
        return std::nullopt;
    }
    std::optional<Verdict> judge(const Rule& rule, const Consent&) {
        for (const ConsentRecord& consent : subject_.consents) {
            if (consent.given <= at_ && (!consent.expires || at_ < *consent.expires)) return std::nullopt;
        }
        return refusal(rule, Outcome::blocked, rule.title);
    }
    std::optional<Verdict> judge(const Rule& rule, const Opening& opening) {
        if (!subject_.first_words || opens_well(opening, *subject_.first_words)) return std::nullopt;
        std::string text = fmt::format("the robot does not begin by saying {}", opening.what);
        if (opening.blocks) return refusal(rule, Outcome::blocked, std::move(text));
        warnings_.push_back({rule.id, rule.version, std::move(text)});
        return std::nullopt;
    }
    std::optional<Verdict> judge(const Rule& rule, const Hours& hours) {
        if (hours.holidays && subject_.zones->front().date_of(at_).days > hours.holidays->until) {
            warnings_.push_back({rule.id, rule.version,
                                 fmt::format("its holidays are known until {} only: bring a newer pack",
                                             format_date({hours.holidays->until}))});
        }
        return std::nullopt;
    }
    std::optional<Verdict> judge(const Rule&, const Cap&) { return std::nullopt; }
    std::optional<Verdict> judge(const Rule&, const CoolDown&) { return std::nullopt; }

    const Subject& subject_;
    const Instant at_;
    std::vector<Warning>& warnings_;
};

}  // namespace

std::vector<Warning> judge_first_words(const Rules& rules, Service service, std::string_view country,
                                       const FirstWords& words) {
    std::vector<Warning> warnings;
    for (const Rule& rule : rules.all()) {
        auto* opening = std::get_if<Opening>(&rule.body);
        bool is_meant = rule.enabled && (rule.services >> static_cast<unsigned>(service) & 1u) != 0 &&
                        (rule.country.empty() || rule.country == country);
        if (!opening || !is_meant || opens_well(*opening, words)) continue;
        warnings.push_back({rule.id, rule.version,
                            fmt::format("the robot does not begin by saying {}{}", opening->what,
                                        opening->blocks ? ": such calls are refused" : "")});
    }
    return warnings;
}

std::string Verdict::told() const { return fmt::format("{} v{}: {}", rule, version, reason); }

Verdict evaluate(const Rules& rules, const Subject& subject, Instant at) {
    if (subject.emergency) {
        return {.decision = Verdict::Decision::never,
                .outcome = Outcome::blocked,
                .rule = std::string(kEmergencyRule),
                .version = 1,
                .reason = "an emergency number, which a robot never calls"};
    }
    std::vector<Warning> warnings;
    std::vector<const Rule*> timed;
    bool has_hours = false;
    Standing standing(subject, at, warnings);
    for (const Rule& rule : rules.all()) {
        if (!applies(rule, subject)) continue;
        if (auto verdict = standing.judge(rule)) {
            verdict->warnings = std::move(warnings);
            return *verdict;
        }
        if (is_timed(rule)) timed.push_back(&rule);
        auto* hours = std::get_if<Hours>(&rule.body);
        has_hours |= hours && !hours->fallback;
    }
    if (has_hours) {
        std::erase_if(timed, [](const Rule* rule) {
            auto* hours = std::get_if<Hours>(&rule->body);
            return hours && hours->fallback;
        });
    }

    Verdict verdict{.warnings = std::move(warnings)};
    Instant earliest = at;
    // Each rule moves the instant on to where it allows; when none moves it any more, all allow.
    for (bool moved = true; moved;) {
        moved = false;
        for (const Rule* rule : timed) {
            auto allowed = earliest_allowed(*rule, subject, earliest);
            if (allowed == earliest) continue;
            if (verdict.rule.empty()) {
                verdict.decision = Verdict::Decision::later;
                verdict.outcome = Outcome::blocked;
                verdict.rule = rule->id;
                verdict.version = rule->version;
                verdict.reason = rule->title;
            }
            if (!allowed || *allowed > at + kLongestWait) {
                verdict.decision = Verdict::Decision::never;
                return verdict;
            }
            earliest = *allowed;
            moved = true;
        }
    }
    verdict.earliest = earliest;
    return verdict;
}

std::optional<Instant> earliest_without_calls_in_progress(const Rules& rules, const Subject& subject,
                                                          const Verdict& refusal, Instant at) {
    Subject spared = subject;
    bool any = false;
    for (auto* calls : {&spared.to_number, &spared.for_debt}) {
        for (PastCall& call : *calls) {
            if (!call.up) continue;
            call.contact = Contact::unconnected;
            any = true;
        }
    }
    if (!any) return std::nullopt;
    Verdict hoped = evaluate(rules, spared, at);
    bool is_better = hoped.decision != Verdict::Decision::never &&
                     (refusal.decision == Verdict::Decision::never || hoped.earliest < refusal.earliest);
    return is_better ? std::optional(hoped.earliest) : std::nullopt;
}

}  // namespace tiller::guard
