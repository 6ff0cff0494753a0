#pragma once
#include <atomic>
#include <map>
#include <mutex>

#include "campaign/line.h"
#include "sip/sip.h"
#include "store/setup.h"
#include "store/store.h"

namespace tiller::serve {

/// Keeps the lines registered that ask for it (RFC 3261 section 10), tells their state in the log and the metrics, and
/// tells the endpoint the servers of all lines, from which alone it takes requests.
/// Safe from any thread.
class LineRegistrations {
  public:
    /// `registered_again`: a line is registered whose registration had failed before; runs on the endpoint's thread.
    LineRegistrations(store::Store& store, sip::Endpoint& endpoint,
                      std::function<void(const store::Line&)> registered_again)
        : store_(store), endpoint_(endpoint), registered_again_(std::move(registered_again)) {}
    /// Reads the lines again: registers those that were not, anew those that were changed, and unregisters those that
    /// are gone, switched off or no longer ask for it.
    void refresh();
    /// While it holds, no line is registered. Takes effect with the next `refresh`.
    void hold(bool holds) { held_ = holds; }
    /// How the registration of a line went last; nothing if none was answered yet.
    std::optional<sip::OptionsReport> registration(int64_t line) const;

  private:
    void register_line(const store::Line& line, const campaign::LineConfig& config);

    store::Store& store_;
    sip::Endpoint& endpoint_;
    const std::function<void(const store::Line&)> registered_again_;
    std::atomic<bool> held_{false};
    std::mutex mutex_;
    std::map<int64_t, store::Line> registered_;  // as they were then

    mutable std::mutex reports_mutex_;  // of its own: the endpoint's thread never waits for `refresh`
    std::map<int64_t, sip::OptionsReport> reports_;
};

}  // namespace tiller::serve
