#include "base/numbers/number_library.h"

#include <fmt/format.h>
#include <phonenumbers/phonemetadata.pb.h>
#include <phonenumbers/phonenumberutil.h>
#include <phonenumbers/shortnumberinfo.h>

#include <set>

namespace i18n::phonenumbers {
// The metadata that is compiled into the library, as serialized PhoneMetadataCollections. The library exports these
// functions, but the Debian package leaves out the headers that declare them. No public call tells a region's national
// prefix pattern, nor which emergency numbers it has.
int metadata_size();
const void* metadata_get();
int short_metadata_size();
const void* short_metadata_get();
}  // namespace i18n::phonenumbers

namespace tiller {
namespace {

namespace lib = i18n::phonenumbers;
using Util = lib::PhoneNumberUtil;

constexpr int kMaxNationalLength = 17;  // the library's own limit, PhoneNumberUtil::kMaxLengthForNsn

const Util& util() { return *Util::GetInstance(); }

const lib::ShortNumberInfo& short_numbers() {
    static const lib::ShortNumberInfo info;
    return info;
}

/// An unknown default region ("ZZ") means: only numbers that name their country.
Util::ErrorType parse(std::string_view text, lib::PhoneNumber* number) {
    return util().Parse(std::string(text), "ZZ", number);
}

Error parse_error(Util::ErrorType error) {
    switch (error) {
        case Util::INVALID_COUNTRY_CODE_ERROR:
            return invalid("no country has this calling code");
        case Util::TOO_SHORT_AFTER_IDD:
        case Util::TOO_SHORT_NSN:
        case Util::NOT_A_NUMBER:
            return invalid("too short for a telephone number");  // digits alone fail in no other way
        case Util::TOO_LONG_NSN:
            return invalid("too long for a telephone number");
        case Util::NO_PARSING_ERROR:
            break;
    }
    return invalid("not a telephone number");
}

Error length_error(const lib::PhoneNumber& number) {
    int code = number.country_code();
    switch (util().IsPossibleNumberWithReason(number)) {
        case Util::TOO_SHORT:
            return invalid(fmt::format("too short for country code {}", code));
        case Util::TOO_LONG:
            return invalid(fmt::format("too long for country code {}", code));
        case Util::INVALID_LENGTH:
            return invalid(fmt::format("no number of country code {} has this length", code));
        default:
            return invalid(fmt::format("not a number of country code {}", code));
    }
}

}  // namespace

Result<std::string> ask_library(std::string_view plus_and_digits, NumberCheck check) {
    lib::PhoneNumber number;
    if (auto error = parse(plus_and_digits, &number); error != Util::NO_PARSING_ERROR) return parse_error(error);
    if (!util().IsPossibleNumber(number) && !short_numbers().IsValidShortNumber(number)) return length_error(number);
    if (check == NumberCheck::valid && !util().IsValidNumber(number) && !short_numbers().IsValidShortNumber(number)) {
        return invalid(fmt::format("not assigned to anybody in country code {}", number.country_code()));
    }
    std::string e164;
    util().Format(number, Util::E164, &e164);
    return e164;
}

std::string written_by_library(std::string_view digits, const std::string& region) {
    lib::PhoneNumber number;
    if (util().Parse(std::string(digits), region, &number) != Util::NO_PARSING_ERROR) return {};
    if (!util().IsValidNumber(number)) return {};
    std::string written;
    util().Format(number, digits.starts_with('+') ? Util::INTERNATIONAL : Util::NATIONAL, &written);
    return written;
}

std::string region_by_library(std::string_view plus_and_digits) {
    lib::PhoneNumber number;
    if (parse(plus_and_digits, &number) != Util::NO_PARSING_ERROR) return {};
    std::string region;
    util().GetRegionCodeForNumber(number, &region);
    // A number that is possible but not valid, or short, belongs to the main region of its calling code.
    if (region.empty() || region == "ZZ") util().GetRegionCodeForCountryCode(number.country_code(), &region);
    // "001" is the library's name for codes without a country, such as satellites; "ZZ" for no region at all.
    return region == "ZZ" || region == "001" ? std::string() : region;
}

std::optional<ParsedNumber> parse_by_library(std::string_view plus_and_digits) {
    lib::PhoneNumber number;
    if (parse(plus_and_digits, &number) != Util::NO_PARSING_ERROR) return std::nullopt;
    ParsedNumber parsed{.code = number.country_code(), .national = {}};
    util().GetNationalSignificantNumber(number, &parsed.national);
    return parsed;
}

bool is_valid_by_library(std::string_view plus_and_digits) {
    lib::PhoneNumber number;
    return parse(plus_and_digits, &number) == Util::NO_PARSING_ERROR && util().IsValidNumber(number);
}

std::vector<EmergencyPattern> library_emergency_patterns() {
    lib::PhoneMetadataCollection metadata;
    // Unlike calling codes, these cannot be asked of the library one by one.
    if (!metadata.ParseFromArray(lib::short_metadata_get(), lib::short_metadata_size()))
        throw std::logic_error("libphonenumber's metadata of short numbers cannot be read");
    std::vector<EmergencyPattern> patterns;
    for (const auto& region : metadata.metadata()) {
        const std::string& pattern = region.emergency().national_number_pattern();
        int code = util().GetCountryCodeForRegion(region.id());
        if (!pattern.empty()) patterns.push_back({code, region.id(), pattern});
    }
    return patterns;
}

bool is_emergency_by_library(std::string_view digits, const std::string& region) {
    return short_numbers().IsEmergencyNumber(std::string(digits), region);
}

bool connects_to_emergency_by_library(std::string_view digits, const std::string& region) {
    return short_numbers().ConnectsToEmergencyNumber(std::string(digits), region);
}

std::vector<CallingCode> library_calling_codes() {
    lib::PhoneMetadataCollection metadata;
    // Without its pattern a code would look simpler than it is, so a library whose metadata cannot be read gives no
    // code at all: every number is then asked of the library, slower and just as right.
    if (!metadata.ParseFromArray(lib::metadata_get(), lib::metadata_size())) return {};
    std::map<int, std::string> patterns, emergency;
    for (const EmergencyPattern& each : library_emergency_patterns()) {
        std::string& all = emergency[each.code];
        all += (all.empty() ? "" : "|") + each.pattern;
    }
    for (const auto& region : metadata.metadata()) {
        std::string main_region;
        util().GetRegionCodeForCountryCode(region.country_code(), &main_region);
        if (region.id() == main_region) patterns[region.country_code()] = region.national_prefix_for_parsing();
    }

    std::vector<CallingCode> codes;
    std::set<int> supported;
    util().GetSupportedCallingCodes(&supported);
    for (int code : supported) {
        auto pattern = patterns.find(code);
        if (pattern == patterns.end()) continue;
        CallingCode facts{code, 0, pattern->second, emergency[code]};
        lib::PhoneNumber number;
        number.set_country_code(code);
        uint64_t national = 1;  // the library's verdict depends on the length alone
        for (int length = 1; length <= kMaxNationalLength; ++length, national *= 10) {
            number.set_national_number(national);
            if (util().IsPossibleNumber(number)) facts.possible_lengths |= 1u << length;
        }
        codes.push_back(std::move(facts));
    }
    return codes;
}

}  // namespace tiller
