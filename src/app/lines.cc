#include "app/lines.h"

#include "base/log.h"
#include "base/metrics.h"
#include "campaign/line.h"
#include "store/setup.h"

namespace tiller::app {

void Lines::refresh() {
    std::lock_guard lock(mutex_);
    for (auto& line : store_.read([](store::Db& db) { return store::list_lines(db); })) {
        auto config = campaign::line_from_json(line.config);
        if (!config || !config->registers || !line.enabled) continue;
        auto [known, is_new] = registered_.try_emplace(line.key, line.config);
        if (!is_new) {
            if (known->second != line.config)
                log::warn("a registered line was changed: it registers anew at the next start", {{"line", line.name}});
            continue;
        }
        endpoint_.register_line({config->servers, config->username, config->password}, [name = line.name](
                                                                                           const sip::OptionsReport&
                                                                                               report) {
            bool up = report.code >= 200 && report.code < 300;
            metrics::gauge("tiller_line_registered", "1 while the line is registered", {{"line", name}}).Set(up);
            if (up) {
                log::info("line registered", {{"line", name}});
            } else {
                log::error("line not registered", {{"line", name}, {"sip", report.code}, {"reason", report.reason}});
            }
        });
    }
}

}  // namespace tiller::app
