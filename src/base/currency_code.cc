#include "base/currency_code.h"

namespace tiller {
namespace {

// Three letters each.
constexpr std::string_view kNoDecimals = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF ";
constexpr std::string_view kThreeDecimals = "BHD IQD JOD KWD LYD OMR TND ";
constexpr std::string_view kFourDecimals = "CLF UYW ";
constexpr std::string_view kTwoDecimals =
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF "
    "CHW CNY COP COU CRC CUC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG "
    "HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK "
    "MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE "
    "SLL SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD YER ZAR ZMW "
    "ZWL ";

bool holds(std::string_view codes, std::string_view code) {
    for (; !codes.empty(); codes.remove_prefix(4)) {
        if (codes.starts_with(code)) return true;
    }
    return false;
}

}  // namespace

std::optional<int> currency_decimals(std::string_view code) {
    if (code.size() != 3) return std::nullopt;
    if (holds(kTwoDecimals, code)) return 2;
    if (holds(kNoDecimals, code)) return 0;
    if (holds(kThreeDecimals, code)) return 3;
    if (holds(kFourDecimals, code)) return 4;
    return std::nullopt;
}

}  // namespace tiller
