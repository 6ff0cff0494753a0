#include "base/fault.h"

#include <fmt/format.h>

#include <algorithm>

namespace tiller {

std::string_view field_of(const Fault& fault) {
    std::string_view message = fault.message;
    if (message.starts_with('"')) return message.substr(1, std::min(message.find('"', 1), message.size()) - 1);
    return message.substr(0, std::min(message.find_first_of(" :"), message.size()));
}

std::string with_place(const Fault& fault) {
    return fmt::format("line {}, column {}: {}", fault.place.line, fault.place.column, fault.message);
}

std::string to_text(const std::vector<Fault>& faults, std::string_view file) {
    std::string text;
    for (const Fault& fault : faults) {
        text += fmt::format("{}:{}:{}: {}\n", fault.place.file.empty() ? file : fault.place.file, fault.place.line,
                            fault.place.column, fault.message);
    }
    return text;
}

}  // namespace tiller
