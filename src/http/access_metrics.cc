#include "http/access_metrics.h"

#include "base/metrics.h"

namespace tiller::http {
namespace {

/// Methods are client's words: only known ones become labels.
constexpr std::array<std::string_view, 6> kMethods = {"GET", "POST", "HEAD", "PUT", "DELETE", "other"};
constexpr std::array<const char*, 4> kClasses = {"2xx", "3xx", "4xx", "5xx"};

size_t method_index(std::string_view method) {
    return static_cast<size_t>(std::find(kMethods.begin(), kMethods.end() - 1, method) - kMethods.begin());
}

size_t class_index(int status) { return static_cast<size_t>(std::clamp(status / 100, 2, 5) - 2); }

}  // namespace

struct AccessMetrics::Instruments {
    std::array<std::array<prometheus::Counter*, kClasses.size()>, kMethods.size()> requests;
    prometheus::Histogram& duration = metrics::histogram(
        "tiller_http_request_duration_seconds", "From the end of a request's header to the last byte of its answer.",
        {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30});
    prometheus::Gauge& in_flight = metrics::gauge("tiller_http_requests_in_flight", "Requests being answered.");
    prometheus::Gauge& connections = metrics::gauge("tiller_http_connections", "Open connections.");
    prometheus::Gauge& queue = metrics::gauge("tiller_http_queue_size", "Requests that wait for a worker.");

    Instruments() {
        for (size_t m = 0; m < kMethods.size(); ++m) {
            for (size_t c = 0; c < kClasses.size(); ++c) {
                requests[m][c] = &metrics::counter("tiller_http_requests_total", "Requests answered.",
                                                   {{"method", std::string(kMethods[m])}, {"status", kClasses[c]}});
            }
        }
    }
};

AccessMetrics::Instruments& AccessMetrics::instruments() {
    static Instruments shared;
    return shared;
}

AccessMetrics::AccessMetrics() : instruments_(instruments()) {}

void AccessMetrics::request_began() { instruments_.in_flight.Increment(); }

void AccessMetrics::request_ended(std::string_view method, int status, std::chrono::steady_clock::duration took) {
    instruments_.in_flight.Decrement();
    instruments_.requests[method_index(method)][class_index(status)]->Increment();
    instruments_.duration.Observe(std::chrono::duration<double>(took).count());
}

void AccessMetrics::connection_opened() { instruments_.connections.Increment(); }
void AccessMetrics::connection_closed() { instruments_.connections.Decrement(); }
void AccessMetrics::queue_is(size_t waiting) { instruments_.queue.Set(static_cast<double>(waiting)); }

}  // namespace tiller::http
