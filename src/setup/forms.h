#pragma once
// The forms of all that a set-up file and the management interface know: each says the fields of one resource, once
// (docs/add-a-field.md). Rules between fields are in `finish`, beside each form.
#include "form/form.h"
#include "setup/setup.h"

namespace tiller::setup {

/// The account itself, without its parts.
const form::Form<store::Account>& account_form();
/// With them.
const form::Form<AccountSetup>& account_setup_form();
const form::Form<AppKeySetup>& app_key_form();
const form::Form<SignKeySetup>& sign_key_form();
const form::Form<EncryptionKeySetup>& encryption_key_form();
const form::Form<LineSetup>& line_form();
const form::Form<RobotSetup>& robot_form();
const form::Form<RobotGroupSetup>& robot_group_form();
const form::Form<StrategySetup>& strategy_form();
const form::Form<WebhookSetup>& webhook_form();
const form::Form<RouteSetup>& route_form();
const form::Form<NumberListSetup>& dnc_list_form();
const form::Form<NumberListSetup>& consents_form();
const form::Form<EngineSetup>& engine_form();

/// A form under the name by which docs/ and tests know it: "lines".
struct NamedForm {
    std::string_view name;
    const form::Fields* fields;
};
std::vector<NamedForm> all_forms();

}  // namespace tiller::setup
