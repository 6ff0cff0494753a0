#include "base/emergency_number.h"

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "base/numbers/national_prefix.h"
#include "base/numbers/number_library.h"
#include "base/numbers/number_plan.h"

namespace tiller {
namespace {

/// The emergency numbers of the world as patterns over digits. Immutable.
class World {
  public:
    static const World& instance() {
        static const World world;
        return world;
    }

    /// Is it one somewhere?
    bool knows(std::string_view digits) const {
        if (digits.size() > PrefixPattern::kLongest) return false;
        return std::ranges::any_of(countries_, [&](const auto& country) {
            return std::ranges::any_of(country.second, [&](const Region& region) {
                return region.pattern.is_readable() ? region.pattern.matches(digits)
                                                    : is_emergency_by_library(digits, region.name);
            });
        });
    }

    /// Does the number begin with one of its country that connects whatever follows?
    bool connects(const ParsedNumber& number) const {
        auto country = countries_.find(number.code);
        return country != countries_.end() && std::ranges::any_of(country->second, [&](const Region& region) {
                   bool may = !region.pattern.is_readable() || region.pattern.matches_start_of(number.national);
                   return may && connects_to_emergency_by_library(number.national, region.name);
               });
    }

  private:
    struct Region {
        std::string name;
        PrefixPattern pattern;
    };

    World() {
        std::set<std::pair<int, std::string>> seen;  // regions of one calling code often share a pattern
        for (const EmergencyPattern& each : library_emergency_patterns()) {
            if (!seen.emplace(each.code, each.pattern).second) continue;
            countries_[each.code].push_back({each.region, PrefixPattern(each.pattern)});
        }
    }

    std::map<int, std::vector<Region>> countries_;  // by calling code
};

}  // namespace

bool is_emergency_number(std::string_view text) {
    if (NumberPlan::instance().surely_possible(text)) return false;
    bool has_plus = text.starts_with('+');
    std::string_view digits = text.substr(has_plus ? 1 : 0);
    if (digits.empty() || digits.find_first_not_of("0123456789") != std::string_view::npos) return false;
    if (World::instance().knows(digits)) return true;
    auto number = has_plus ? parse_by_library(text) : std::nullopt;
    if (!number) return false;
    if (World::instance().knows(number->national)) return true;
    // What somebody has is called there: France's 112345678 is a number in Paris.
    return World::instance().connects(*number) && !is_valid_by_library(text);
}

}  // namespace tiller
