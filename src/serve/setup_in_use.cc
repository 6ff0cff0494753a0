#include "base/log.h"
#include "base/metrics.h"
#include "campaign/line_hold.h"
#include "serve/running_server.h"
#include "serve/warm_up.h"
#include "setup/installed_setup.h"
#include "store/accounts.h"
#include "store/engines.h"

namespace tiller::serve {

void RunningServer::work_arrived() {
    dialer_->refresh();
    dialer_thread_.wake();
    timers_thread_.wake();
    webhooks_->wake();
}

void RunningServer::setup_changed() {
    ++setup_version_;
    look_at_hold();
    line_registrations_->refresh();
    look_at_engines();
    synthesize_prompts(*store_, *robots_, *speech_);
    work_arrived();
}

/// Takes the engines that are set up into use: at the start and after each change.
void RunningServer::look_at_engines() {
    std::vector<engines::Engine> enabled;
    store_->read([&](store::Db& db) {
        for (const store::StoredEngine& engine : store::list_engines(db)) {
            if (engine.enabled) enabled.push_back(setup::to_setup(db, engine).engine);
        }
    });
    engines_->set(enabled);
    auto voices = engines_->voices();
    if (packs_) {
        packs_->refresh(data_);
        std::ranges::move(packs_->voices(), std::back_inserter(voices));
    }
    speech_->set_engines(std::move(voices));
}

/// Tells the parts whether the installation is on hold: at the start and after each change.
void RunningServer::look_at_hold() {
    static auto& gauge = metrics::gauge("tiller_held", "1 while the installation is on hold: it begins no call");
    std::lock_guard lock(hold_mutex_);
    auto hold = store_->read([](store::Db& db) { return store::find_hold(db); });
    if (hold && !holds_) log::warn(store::told(*hold), {});
    if (!hold && holds_) log::info("the hold is over: calls, webhooks and registrations go on", {});
    hold_ = std::move(hold);
    holds_ = hold_.has_value();
    gauge.Set(holds_);
    dialer_->hold(holds_);
    webhooks_->hold(holds_);
    tracker_->hold(holds_);
    line_registrations_->hold(holds_);
}

/// A registration that works again is a good test of a line that refused us.
void RunningServer::release_registered(const store::Line& line) {
    store_->write_async(
        [this, line](store::Tx& tx) {
            campaign::release_line(tx, {clock_, random_, *links_, journal_}, line, "it is registered again");
        },
        [this](std::exception_ptr error) {
            if (!error) work_arrived();
        });
}

std::string RunningServer::held() const {
    std::lock_guard lock(hold_mutex_);
    return hold_ ? store::told(*hold_) : std::string();
}

}  // namespace tiller::serve
