#pragma once
#include <map>
#include <mutex>

#include "sip/sip.h"
#include "store/store.h"

namespace tiller::app {

/// Keeps the lines registered that ask for it (RFC 3261 section 10) and tells their state in the log and the metrics.
/// Safe from any thread.
class Lines {
  public:
    Lines(store::Store& store, sip::Endpoint& endpoint) : store_(store), endpoint_(endpoint) {}
    /// Reads the lines again; registers those that were not.
    void refresh();

  private:
    store::Store& store_;
    sip::Endpoint& endpoint_;
    std::mutex mutex_;
    std::map<int64_t, std::string> registered_;  // line and its configuration as it was then
};

}  // namespace tiller::app
