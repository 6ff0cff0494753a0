#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace tiller {

/// A telephone number in the groups of its country's plan, as people there read it out: "+6281234567890" → "+62",
/// "812", "3456", "7890". A number without "+" is one of `home` (ISO 3166) if it begins with that country's trunk
/// prefix 0: "081234567890" → "0812", "3456", "7890". Nothing if it is no valid number, or has anything but digits.
std::vector<std::string> groups_of_number(std::string_view number, std::string_view home);

}  // namespace tiller
