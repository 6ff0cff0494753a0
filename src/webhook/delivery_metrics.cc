#include "webhook/delivery_metrics.h"

#include "base/metrics.h"

namespace tiller::webhook {

DeliveryMetrics& delivery_metrics() {
    static DeliveryMetrics instance{
        metrics::counter("tiller_webhook_delivered_total", "Events that an endpoint accepted."),
        metrics::counter("tiller_webhook_failed_total", "Tries that failed."),
        metrics::counter("tiller_webhook_exhausted_total", "Events given up after the last try."),
        metrics::counter("tiller_webhook_switched_off_total", "Endpoints switched off after days of failures."),
        metrics::counter("tiller_webhook_pruned_total", "Events let go of, since their time in the outbox was over."),
        metrics::gauge("tiller_webhook_waiting_events", "Events that are still to be delivered, over all endpoints."),
        metrics::gauge("tiller_webhook_unsettled_events", "Events sent whose result is not yet on disk."),
        metrics::gauge("tiller_webhook_endpoints_off",
                       "Endpoints that are switched off, by the operator or for failing."),
        metrics::gauge("tiller_webhook_endpoints_failing", "Endpoints whose last try failed, and that are tried on."),
        metrics::histogram("tiller_webhook_answer_seconds", "How long endpoints took to answer, failures included.",
                           {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15}),
        metrics::histogram("tiller_webhook_delay_seconds", "From an event's creation to its acceptance.",
                           {0.01, 0.05, 0.1, 0.5, 1, 5, 30, 60, 300, 3600, 21600, 86400}),
    };
    return instance;
}

}  // namespace tiller::webhook
