// `lines` of an account: campaign/line_form.cc has the fields of a line itself.
#include "campaign/line.h"
#include "setup/forms.h"
#include "setup/setup_reader.h"

namespace tiller::setup {

const form::Form<LineSetup>& line_form() {
    static const auto form = form::Form<LineSetup>()
                                 .name("name", &LineSetup::name,
                                       {.required = true, .longest = 64, .about = "the `SIPLine` of plans and tasks"})
                                 .flag("enabled", &LineSetup::enabled, {.about = "off: no calls over it"})
                                 .include(campaign::line_form(), &LineSetup::config)
                                 .leave_out("password", [](const LineSetup& line) { return line.keeps_password; });
    return form;
}

void finish(SetupContext& context, const document::Node& node, const std::string& path, LineSetup& line,
            const std::string& account_country) {
    MapReader map(context, node, path);
    campaign::LineConfig& config = line.config;
    if (!map.find("country")) config.country = account_country;
    const auto *user = map.find("username"), *password = map.find("password");
    line.keeps_password = !config.username.empty() && !password;
    line.place = context.place(user ? user->at : node.at);
    line.path = map.path_of("password");
    if (config.username.empty() && !config.password.empty()) {
        map.fault(*password, line.path + " is given without a username");
    }
    if (config.username.empty() && config.registers) {
        map.fault(*map.find("register"), map.path_of("register") + " needs a username");
    }
}

}  // namespace tiller::setup
