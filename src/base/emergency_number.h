#pragma once
// Which numbers reach an emergency service (docs/contract/README.md rule 6: a robot never calls those).
#include <string_view>

namespace tiller {

/// Would a network take this for a call of an emergency service? Yes for
/// - an emergency number of any region, with or without a plus or a country code: a roaming phone or a carrier of
///   another country may connect it wherever it is dialed;
/// - a number that nobody has and that begins with an emergency number of its own country, where longer ones connect,
///   too ("+1 911 5550100").
/// check_number refuses these; what is stored already is asked again before it is called. Digits with or without a plus
/// before them; false for all other texts. Safe from any thread; 10 µs at most for a number that is not short.
bool is_emergency_number(std::string_view number);

}  // namespace tiller
