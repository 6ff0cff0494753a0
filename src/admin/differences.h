#pragma once
// Which fields of something stored are not as the set-up wants them, by their names in the set-up file. Never values:
// some are secrets.
#include "admin/setup.h"
#include "store/routes.h"
#include "store/setup.h"

namespace tiller::admin {

std::vector<std::string> differences(const store::Account& stored, const store::Account& wanted);
std::vector<std::string> differences(const store::Line& stored, const LineSetup& wanted);
std::vector<std::string> differences(const store::Endpoint& stored, const WebhookSetup& wanted);
std::vector<std::string> differences(const store::Route& stored, const store::Route& wanted);

}  // namespace tiller::admin
