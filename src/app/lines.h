#pragma once
#include <map>
#include <mutex>

#include "campaign/line.h"
#include "sip/sip.h"
#include "store/setup.h"
#include "store/store.h"

namespace tiller::app {

/// Keeps the lines registered that ask for it (RFC 3261 section 10) and tells their state in the log and the metrics.
/// Safe from any thread.
class Lines {
  public:
    Lines(store::Store& store, sip::Endpoint& endpoint) : store_(store), endpoint_(endpoint) {}
    /// Reads the lines again: registers those that were not, anew those that were changed, and unregisters those that
    /// are gone, switched off or no longer ask for it.
    void refresh();

  private:
    void register_line(const store::Line& line, const campaign::LineConfig& config);

    store::Store& store_;
    sip::Endpoint& endpoint_;
    std::mutex mutex_;
    std::map<int64_t, store::Line> registered_;  // as they were then
};

}  // namespace tiller::app
