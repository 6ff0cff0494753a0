#include "document/did_you_mean.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "base/text.h"

namespace tiller::document {
namespace {

/// How many letters were typed too much, too little, wrongly or in the wrong order (optimal string alignment), without
/// regard to case.
size_t distance(std::string_view first, std::string_view second) {
    std::string a = lower(first), b = lower(second);
    std::vector<size_t> before, last, row(b.size() + 1);
    for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (size_t i = 1; i <= a.size(); ++i) {
        before = std::exchange(last, row);
        row[0] = i;
        for (size_t j = 1; j <= b.size(); ++j) {
            row[j] = std::min({last[j - 1] + (a[i - 1] != b[j - 1]), last[j] + 1, row[j - 1] + 1});
            bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
        }
    }
    return row.back();
}

}  // namespace

std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& known) {
    if (word.empty() || word.size() > 64) return "";
    size_t nearest = std::numeric_limits<size_t>::max();
    std::string_view best;
    for (std::string_view candidate : known) {
        if (candidate.size() > word.size() + 2 || word.size() > candidate.size() + 2) continue;
        size_t d = distance(word, candidate);
        if (d < nearest) nearest = d, best = candidate;
    }
    bool near = nearest <= (word.size() <= 4 ? 1u : 2u) && nearest < word.size();
    return near ? fmt::format(", did you mean \"{}\"?", best) : "";
}

}  // namespace tiller::document
