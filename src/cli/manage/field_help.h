#pragma once
#include <string>
#include <string_view>

namespace tiller::cli {

/// The fields that a JSON Schema of the management interface lets one set, a line each, for `--help`: "max_channels
/// integer, 1 to 10000, default 10".
std::string field_help(std::string_view schema);

}  // namespace tiller::cli
