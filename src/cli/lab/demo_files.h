#pragma once
// The files of examples/ and robots/ that `tiller demo` and `tiller bench` use, compiled into the program.
#include <string>
#include <string_view>

namespace tiller::cli {

/// "people.csv", "plan.csv", "demo.yaml", "reminder.yaml", "any-hour.yaml".
std::string_view demo_file(std::string_view name);

/// Simulated people may be called at night: writes the rules for that into a folder below this one. Its path.
std::string write_any_hour(const std::string& folder);

}  // namespace tiller::cli
