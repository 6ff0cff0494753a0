#include "guard/guard.h"

#include "base/emergency_number.h"
#include "base/numbers/phone_number.h"
#include "guard/facts.h"
#include "guard/history.h"
#include "store/dnc.h"

namespace tiller::guard {

Subject look_up(store::Db& db, const Question& question, Instant now) {
    int64_t account = question.account.key;
    Subject subject{.service = question.account.service,
                    .country = region_of(question.callee),
                    .prefix = std::string(question.callee.substr(0, kPrefixLength)),
                    .zones = zones_of(question.callee),
                    .dnc_switch = question.dnc_switch,
                    .emergency = is_emergency_number(question.callee),
                    .first_words = question.first_words};
    for (auto& hit : store::dnc_hits(db, account, question.callee, now)) {
        subject.lists.push_back(
            {std::move(hit.list), hit.national, std::move(hit.entry.source), std::move(hit.entry.reason)});
    }
    for (auto& consent : store::consents_of(db, account, question.callee)) {
        subject.consents.push_back({std::move(consent.source), consent.given, consent.expires});
    }
    subject.to_number = past_calls(db, account, number_subject(question.callee), now);
    if (auto debt = debt_subject(question.fields)) subject.for_debt = past_calls(db, account, *debt, now);
    return subject;
}

void record_refusal(store::Tx& tx, const Rules& rules, store::Refusal about, const Subject& subject,
                    const Verdict& verdict) {
    if (!store::has_packs(tx, rules.fingerprint())) {
        std::vector<store::PackText> packs;
        for (const Pack& pack : rules.packs()) packs.push_back({pack.name, pack.text});
        store::insert_packs(tx, rules.fingerprint(), packs);
    }
    about.rule = verdict.rule;
    about.version = verdict.version;
    if (verdict.decision == Verdict::Decision::later) about.earliest = verdict.earliest;
    about.told = verdict.told();
    about.rules = rules.fingerprint();
    about.facts = to_json(subject);
    store::insert_refusal(tx, about);
}

void opt_out(store::Tx& tx, int64_t account, std::string_view callee, std::string_view call_id, Instant now) {
    store::DncList list{.account = account, .name = std::string(store::kOptOutDncList)};
    list.key = store::put_dnc_list(tx, list, now);
    store::put_dnc_entry(tx, list,
                         {.number = std::string(callee),
                          .source = "call " + std::string(call_id),
                          .reason = "asked not to be called again"},
                         now);
}

Result<Verdict> judge_again(store::Db& db, const store::Refusal& refusal) {
    std::vector<Pack> packs;
    for (auto& pack : store::find_packs(db, refusal.rules)) packs.push_back({pack.name, pack.text});
    if (packs.empty()) return not_found("the packs \"" + refusal.rules + "\" of this refusal are not in the store");
    auto rules = Rules::load(std::move(packs));
    if (!rules) return rules.error();
    auto subject = subject_from_json(refusal.facts);
    if (!subject) return subject.error();
    return evaluate(**rules, *subject, refusal.at);
}

bool is_same(const store::Refusal& refusal, const Verdict& verdict) {
    std::optional<Instant> earliest;
    if (verdict.decision == Verdict::Decision::later) earliest = verdict.earliest;
    return !verdict.allowed() && verdict.rule == refusal.rule && verdict.version == refusal.version &&
           earliest == refusal.earliest && verdict.told() == refusal.told;
}

}  // namespace tiller::guard
