#pragma once
// What do-not-call numbers and consents have in common: telephone numbers, days, and lists of them as a body.
#include <optional>
#include <string>

#include "base/zone.h"
#include "form/field.h"
#include "guard/number_list.h"
#include "setup/setup_reader.h"
#include "web/management/request_context.h"

namespace tiller::management {

inline constexpr size_t kLongestListText = 200;  // characters of a source or a reason

/// The account's, UTC if it is gone.
Zone zone_of(const RequestContext& ctx);

/// Of a form's field: a telephone number, which becomes E.164.
std::optional<form::Wrong> check_number(std::string& text);
/// The same of a body without a form, required.
std::string read_number(setup::MapReader& map, std::string_view key);
inline constexpr size_t kLongestNumberText = 32;
/// A date in `zone`, or RFC 3339; nothing if it is absent.
std::optional<Instant> read_day(setup::MapReader& map, std::string_view key, const Zone& zone);

/// The body as a list of numbers (guard/number_list.h). Throws Refusal (422) with its wrong lines.
guard::NumberList read_numbers(const RequestContext& ctx);
/// `?source=`, for rows without one of their own. Throws Refusal (400).
std::string read_source(const RequestContext& ctx);

}  // namespace tiller::management
