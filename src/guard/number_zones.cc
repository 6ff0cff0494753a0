#include "guard/number_zones.h"

#include <unordered_map>

#include "guard/number_zones_data.h"

namespace tiller::guard {
namespace {

class Table {
  public:
    Table() {
        for (const auto& names : kZoneSets) {
            std::vector<Zone> zones;
            for (const char* name : names) {
                // A zone that the machine's data no longer has is left out; the others of the set still bind.
                if (auto zone = Zone::find(name)) zones.push_back(std::move(*zone));
            }
            sets_.push_back(zones.empty() ? unknown_ : std::make_shared<const std::vector<Zone>>(std::move(zones)));
        }
        for (const auto& entry : kPrefixZones) by_prefix_[entry.prefix] = entry.set;
    }

    const Zones& find(std::string_view e164) const {
        const Zones* longest = &unknown_;
        uint32_t prefix = 0;
        for (size_t i = 1; i < e164.size() && i <= kLongestPrefix; ++i) {
            prefix = prefix * 10 + static_cast<uint32_t>(e164[i] - '0');
            auto found = by_prefix_.find(prefix);
            if (found != by_prefix_.end()) longest = &sets_[found->second];
        }
        return *longest;
    }

  private:
    static constexpr size_t kLongestPrefix = 9;  // digits; nine fit into 32 bits

    const Zones unknown_ = std::make_shared<const std::vector<Zone>>(std::vector<Zone>{Zone::utc()});
    std::vector<Zones> sets_;
    std::unordered_map<uint32_t, uint16_t> by_prefix_;
};

}  // namespace

Zones zones_of(std::string_view e164) {
    static const Table table;
    return table.find(e164);
}

}  // namespace tiller::guard
