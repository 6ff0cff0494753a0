#include "form/checks.h"

#include "base/zone.h"

namespace tiller::form {

std::optional<Wrong> check_country(std::string& country) {
    auto is_capital = [](char c) { return c >= 'A' && c <= 'Z'; };
    if (country.size() == 2 && is_capital(country[0]) && is_capital(country[1])) return std::nullopt;
    return Wrong{" must be a country's two capital letters, such as ID or US"};
}

std::optional<Wrong> check_zone(std::string& zone) {
    if (Zone::find(zone)) return std::nullopt;
    return Wrong{" is not an IANA time zone, such as Asia/Jakarta"};
}

}  // namespace tiller::form
