#pragma once
// Values that a model notes: what it is told of them, and whether what it gives is one. A model may give anything.
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/zone.h"
#include "dialogue/model_state.h"

namespace tiller::dialogue {

/// JSON Schema of an object with the slots as properties, none of them required.
std::string slots_schema(const std::vector<ModelSlot>& slots);
/// What a slot takes, in words: "a date from 1 to 14 days from today, as YYYY-MM-DD".
std::string told_value(const understanding::Question& question);

/// The values in a call's arguments, by their slots, as rows write them. Errors: invalid, what is wrong with which; then
/// none is taken.
Result<std::vector<std::pair<std::string, std::string>>> read_slots(const std::vector<ModelSlot>& slots,
                                                                    std::string_view arguments,
                                                                    std::optional<Date> today);

}  // namespace tiller::dialogue
