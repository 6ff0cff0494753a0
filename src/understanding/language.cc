#include "understanding/language.h"

#include <algorithm>

#include "base/text.h"

namespace tiller::understanding {
namespace {

constexpr std::array<const Language*, 3> kLanguages = {&kEnglish, &kIndonesian, &kSpanish};

}  // namespace

const Language* find_language(std::string_view language) {
    std::string primary = lower(language.substr(0, language.find_first_of("-_")));
    auto found = std::ranges::find_if(kLanguages, [&](const Language* known) { return known->code == primary; });
    return found == kLanguages.end() ? nullptr : *found;
}

std::span<const Language* const> all_languages() { return kLanguages; }

bool is_built_in(std::string_view intent) {
    return std::ranges::find(kAnswers, intent) != kAnswers.end() ||
           std::ranges::find(kGlobals, intent) != kGlobals.end();
}

}  // namespace tiller::understanding
