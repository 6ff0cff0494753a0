// A set-up for people to read and to keep: YAML.
#include "form/json.h"
#include "form/yaml.h"
#include "setup/setup_file.h"

namespace tiller::setup {

std::string to_setup_yaml(const Setup& setup) { return form::to_yaml(form::parse_json(to_setup_text(setup)).value()); }

std::string export_text(const Setup& setup) {
    return "# Written by tiller export. Secrets are left out, which means: as they are. To set up another "
           "installation,\n"
           "# add app_secret, password, secret, key, token and result_secret where they are missing, e.g. as ${NAME} "
           "of the environment.\n" +
           to_setup_yaml(setup);
}

}  // namespace tiller::setup
