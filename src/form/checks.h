#pragma once
// Checks of texts that several forms have.
#include "form/field.h"

namespace tiller::form {

/// Two capital letters (ISO 3166-1 alpha-2).
std::optional<Wrong> check_country(std::string& country);
inline constexpr std::string_view kCountryPattern = "^[A-Z]{2}$";

/// An IANA time zone.
std::optional<Wrong> check_zone(std::string& zone);

}  // namespace tiller::form
