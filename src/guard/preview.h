#pragma once
// Before a list is called: whom the guard would keep from being called, and by which rule.
#include <map>
#include <span>
#include <string>
#include <vector>

#include "guard/guard.h"

namespace tiller::guard {

struct PreviewRow {
    std::string callee;  // E.164
    std::string fields;  // the row's JSON: tells the debt
};

struct PreviewQuestion {
    const store::Account& account;
    Instant at;                         // when the calls would be made
    std::optional<Instant> window_end;  // a number that is put off beyond it is refused
    bool dnc_switch = false;
    std::optional<FirstWords> first_words;
};

struct Preview {
    struct Skipped {
        size_t row = 0;  // from 1
        Verdict verdict;
    };
    size_t rows = 0, callable = 0, later = 0, never = 0;
    std::map<std::string, size_t> by_rule, warnings;  // rule → rows
    std::vector<Skipped> skipped;                     // in upload order, at most kMostSkipped

    static constexpr size_t kMostSkipped = 10'000;
};

/// Reads only. Each row is judged by itself: what the list's own calls will add to the caps is not known yet.
Preview preview(store::Db& db, const Rules& rules, const PreviewQuestion& question, std::span<const PreviewRow> rows);

/// {"rows", "callable", "later", "never", "by_rule", "warnings", "skipped": [{"row", "outcome", "rule", "version",
/// "reason", "earliest"}]}; times in `zone`.
std::string to_json(const Preview& preview, const Zone& zone);

}  // namespace tiller::guard
