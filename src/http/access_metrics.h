#pragma once
#include <chrono>
#include <string_view>

namespace tiller::http {

/// What the server counts, in base/metrics.h. Safe from any thread.
class AccessMetrics {
  public:
    AccessMetrics();
    void request_began();
    /// `took`: from the end of the header to the last byte of the answer handed to the system.
    void request_ended(std::string_view method, int status, std::chrono::steady_clock::duration took);
    void connection_opened();
    void connection_closed();
    void queue_is(size_t waiting);

  private:
    struct Instruments;
    static Instruments& instruments();
    Instruments& instruments_;
};

}  // namespace tiller::http
