#include "campaign/line.h"

#include <fmt/format.h>

#include <algorithm>

namespace tiller::campaign {

std::string kept_password_fault(const LineConfig& stored, const LineConfig& wanted) {
    if (wanted.username.empty()) return {};
    if (wanted.username != stored.username) {
        return fmt::format("must be given anew with another username (\"{}\", it was \"{}\")", wanted.username,
                           stored.username);
    }
    for (const std::string& server : wanted.servers) {
        if (std::ranges::find(stored.servers, server) != stored.servers.end()) continue;
        return fmt::format("must be given anew with another server (\"{}\"): it goes where it was given for only",
                           server);
    }
    return {};
}

}  // namespace tiller::campaign
