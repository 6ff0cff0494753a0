#pragma once
// Which fields of something stored are not as the set-up wants them, by their names in the set-up file. Never values:
// some are secrets.
#include "setup/setup.h"
#include "store/routes.h"
#include "store/setup.h"

namespace tiller::setup {

std::vector<std::string> differences(const store::Account& stored, const store::Account& wanted);
std::vector<std::string> differences(const store::Endpoint& stored, const WebhookSetup& wanted);
std::vector<std::string> differences(const store::Route& stored, const store::Route& wanted);

/// Names of fields with what stood there and what shall: "max_channels 10 → 30", "limits.open_plans 0 → 3",
/// "rounds[1].end 18:00 → 19:00". Of secrets, and of fields that the documents lack, the name alone; of "definition",
/// all that differs.
std::vector<std::string> with_values(const std::vector<std::string>& names, std::string_view before,
                                     std::string_view after);

}  // namespace tiller::setup
