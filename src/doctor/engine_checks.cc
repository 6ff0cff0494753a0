#include <fmt/format.h>

#include "base/random.h"
#include "doctor/doctor_checks.h"
#include "engines/engine_trial.h"
#include "installation/installed.h"

namespace tiller::doctor {

Checks check_engines(const DoctorOptions& options, const Clock& clock) {
    auto installed = installation::installed_engines(options.data_dir);
    if (!installed) return {};  // that the database cannot be read is told with the lines
    Checks checks;
    auto client = http::Client::open();
    auto sockets = http::WebSocketClient::open();
    SystemRandom random;
    for (const installation::InstalledEngine& one : *installed) {
        const std::string name = "engine " + one.engine.name;
        auto engine = engines::engine_from_json(one.engine.config);
        if (!engine) {
            checks.push_back({Grade::error, name, engine.error().message, "apply the set-up file again"});
            continue;
        }
        if (!one.engine.enabled) {
            checks.push_back({Grade::ok, name, "switched off", ""});
            continue;
        }
        engine->name = one.engine.name;
        engine->key = one.key;
        // Our own engine does what this one does not: calls go on, worse.
        auto trial = engines::try_out(*engine, {*client, *sockets, clock, random});
        checks.push_back({trial.ok ? Grade::ok : Grade::warning, name, trial.found, trial.advice});
    }
    return checks;
}

}  // namespace tiller::doctor
