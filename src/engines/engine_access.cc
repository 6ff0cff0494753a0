#include "engines/engine_access.h"

#include "base/log.h"

namespace tiller::engines {

Error EngineAccess::failed(const std::string& why, Fault whose) {
    if (whose == Fault::its) breaker_.failed();
    failures_.Increment();
    log::warn("an engine failed", {{"engine", engine.name}, {"why", why}});
    return unavailable(fmt::format("engine \"{}\": {}", engine.name, why));
}

}  // namespace tiller::engines
