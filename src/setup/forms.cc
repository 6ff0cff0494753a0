#include "setup/forms.h"

namespace tiller::setup {

std::vector<NamedForm> all_forms() {
    return {{"accounts", &account_setup_form().fields()},
            {"keys", &app_key_form().fields()},
            {"sign_keys", &sign_key_form().fields()},
            {"encryption_keys", &encryption_key_form().fields()},
            {"lines", &line_form().fields()},
            {"robots", &robot_form().fields()},
            {"robot_groups", &robot_group_form().fields()},
            {"strategies", &strategy_form().fields()},
            {"webhooks", &webhook_form().fields()},
            {"routes", &route_form().fields()},
            {"dnc_lists", &dnc_list_form().fields()},
            {"consents", &consents_form().fields()},
            {"engines", &engine_form().fields()}};
}

}  // namespace tiller::setup
