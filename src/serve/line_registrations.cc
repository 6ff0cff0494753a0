#include "serve/line_registrations.h"

#include "base/log.h"
#include "base/metrics.h"

namespace tiller::serve {
namespace {

auto& gauge(const std::string& line) {
    return metrics::gauge("tiller_line_registered", "1 while the line is registered", {{"line", line}});
}

}  // namespace

void LineRegistrations::refresh() {
    std::lock_guard lock(mutex_);
    std::map<int64_t, store::Line> wanted;
    std::vector<std::string> servers;  // of all lines that are on: who may send us something
    for (auto& line : store_.read([](store::Db& db) { return store::list_lines(db); })) {
        auto config = campaign::line_from_json(line.config);
        if (!config || !line.enabled) continue;
        servers.insert(servers.end(), config->servers.begin(), config->servers.end());
        if (!config->registers || held_) continue;
        wanted[line.key] = line;
        auto known = registered_.find(line.key);
        bool is_known = known != registered_.end() && known->second.config == line.config &&
                        known->second.sealed_password == line.sealed_password;
        if (is_known) continue;
        config->password = store_.read([&](store::Db& db) { return store::open_line_password(db, line); });
        register_line(line, *config);
    }
    endpoint_.know_servers(std::move(servers));
    for (const auto& [key, line] : registered_) {
        if (wanted.contains(key)) continue;
        endpoint_.unregister_line(key);
        gauge(line.name).Set(0);
        std::lock_guard reports_lock(reports_mutex_);
        reports_.erase(key);
    }
    registered_ = std::move(wanted);
}

std::optional<sip::OptionsReport> LineRegistrations::registration(int64_t line) const {
    std::lock_guard lock(reports_mutex_);
    auto found = reports_.find(line);
    if (found == reports_.end()) return std::nullopt;
    return found->second;
}

void LineRegistrations::register_line(const store::Line& line, const campaign::LineConfig& config) {
    endpoint_.register_line(
        line.key, {config.servers, config.username, config.password}, [this, line](const sip::OptionsReport& report) {
            const std::string& name = line.name;
            bool up = report.code >= 200 && report.code < 300;
            bool had_failed = false;
            {
                std::lock_guard lock(reports_mutex_);
                auto last = reports_.find(line.key);
                had_failed = last != reports_.end() && (last->second.code < 200 || last->second.code >= 300);
                reports_[line.key] = report;
            }
            gauge(name).Set(up);
            if (up && had_failed) registered_again_(line);
            if (up) {
                log::info("line registered", {{"line", name}});
            } else {
                log::error("line not registered", {{"line", name}, {"sip", report.code}, {"reason", report.reason}});
            }
        });
}

}  // namespace tiller::serve
