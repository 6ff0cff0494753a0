#include "speech/currency.h"

#include <array>
#include <utility>

#include "base/text.h"

namespace tiller::speech {
namespace {

using Entry = std::pair<std::string_view, std::string_view>;

// Lower case, without a dot at the end. A bare "$", "peso" or "rs" means the country that uses it most in our lists.
constexpr std::array<Entry, 62> kUnits = {{
    {"idr", "IDR"},     {"rp", "IDR"},      {"rupiah", "IDR"}, {"usd", "USD"},   {"us$", "USD"},   {"$", "USD"},
    {"dollar", "USD"},  {"dollars", "USD"}, {"inr", "INR"},    {"rs", "INR"},    {"₹", "INR"},     {"rupee", "INR"},
    {"rupees", "INR"},  {"php", "PHP"},     {"₱", "PHP"},      {"peso", "PHP"},  {"pesos", "PHP"}, {"mxn", "MXN"},
    {"mx$", "MXN"},     {"rmb", "CNY"},     {"cny", "CNY"},    {"cnh", "CNY"},   {"yuan", "CNY"},  {"元", "CNY"},
    {"¥", "CNY"},       {"人民币", "CNY"},  {"gbp", "GBP"},    {"£", "GBP"},     {"pound", "GBP"}, {"pounds", "GBP"},
    {"eur", "EUR"},     {"€", "EUR"},       {"euro", "EUR"},   {"euros", "EUR"}, {"myr", "MYR"},   {"rm", "MYR"},
    {"ringgit", "MYR"}, {"sgd", "SGD"},     {"s$", "SGD"},     {"thb", "THB"},   {"baht", "THB"},  {"฿", "THB"},
    {"vnd", "VND"},     {"₫", "VND"},       {"dong", "VND"},   {"jpy", "JPY"},   {"yen", "JPY"},   {"krw", "KRW"},
    {"brl", "BRL"},     {"r$", "BRL"},      {"reais", "BRL"},  {"aud", "AUD"},   {"cad", "CAD"},   {"hkd", "HKD"},
    {"ngn", "NGN"},     {"naira", "NGN"},   {"kes", "KES"},    {"aed", "AED"},   {"sar", "SAR"},   {"pkr", "PKR"},
    {"bdt", "BDT"},     {"zar", "ZAR"},
}};

}  // namespace

std::string_view currency_code(std::string_view unit) {
    unit = trim(unit);
    if (unit.ends_with('.')) unit.remove_suffix(1);
    std::string key = lower(unit);
    for (const auto& [name, code] : kUnits) {
        if (name == key) return code;
    }
    return {};
}

}  // namespace tiller::speech
