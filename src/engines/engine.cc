#include "engines/engine.h"

#include "base/text.h"

namespace tiller::engines {

bool is_for(const Engine& engine, std::string_view language) {
    if (engine.languages.empty()) return true;
    const std::string asked = lower(language);
    return std::ranges::any_of(engine.languages, [&](const std::string& one) {
        return asked == lower(one) || asked.starts_with(lower(one) + "-");
    });
}

std::string main_language(std::string_view language) { return lower(language.substr(0, language.find_first_of("-_"))); }

}  // namespace tiller::engines
