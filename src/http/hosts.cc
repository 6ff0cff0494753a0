#include "http/hosts.h"

#include <arpa/inet.h>

#include <algorithm>

#include "base/text.h"

namespace tiller::http {
namespace {

constexpr size_t kLongestName = 253;  // RFC 1035 section 2.3.4, as text

/// "[::1]:8080" → "::1", "Calls.example.com.:80" → "calls.example.com".
std::string host_of(std::string_view authority) {
    if (size_t user = authority.rfind('@'); user != std::string_view::npos) authority.remove_prefix(user + 1);
    if (authority.starts_with('[')) return lower(authority.substr(1, authority.find(']') - 1));
    std::string name = lower(authority.substr(0, authority.find(':')));
    if (name.ends_with('.')) name.pop_back();
    return name;
}

bool is_address(const std::string& host) {
    unsigned char bytes[16];
    return inet_pton(AF_INET, host.c_str(), bytes) == 1 || inet_pton(AF_INET6, host.c_str(), bytes) == 1;
}

bool is_name(std::string_view name) {
    if (name.empty() || name.size() > kLongestName) return false;
    auto is_label = [](std::string_view label) {
        return !label.empty() && label.size() <= 63 && std::ranges::all_of(label, [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
        });
    };
    return std::ranges::all_of(split(name, '.'), is_label);
}

}  // namespace

Result<Hosts> Hosts::parse(std::string_view list) {
    Hosts hosts;
    for (std::string_view part : split(list, ',')) {
        part = trim(part);
        if (part.empty()) continue;
        std::string name = lower(part);
        bool is_wide = name.starts_with("*.");
        if (is_wide) name.erase(0, 1);
        if (!is_name(std::string_view(name).substr(is_wide ? 1 : 0))) {
            return invalid("\"" + std::string(part) +
                           "\" must be a host name, such as calls.example.com or *.example.com");
        }
        hosts.names_.push_back(std::move(name));
    }
    return hosts;
}

void Hosts::add(std::string_view authority) {
    if (!names_.empty() && !authority.empty()) names_.push_back(host_of(authority));
}

bool Hosts::takes(std::string_view authority) const {
    if (names_.empty() || authority.empty()) return true;
    std::string host = host_of(authority);
    if (is_address(host) || host == "localhost" || host.ends_with(".localhost")) return true;
    return std::ranges::any_of(names_, [&](const std::string& name) {
        return name.starts_with('.') ? host.ends_with(name) && host.size() > name.size() : host == name;
    });
}

}  // namespace tiller::http
