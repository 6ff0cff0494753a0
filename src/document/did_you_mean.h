#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace tiller::document {

/// ", did you mean \"Debtor\"?" for the one of `known` that a typing error may have made of `word`; else empty.
std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& known);

}  // namespace tiller::document
