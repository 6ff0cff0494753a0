#pragma once
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>

namespace tiller::webhook {

/// What the room tells /metrics. Safe from any thread.
struct DeliveryMetrics {
    prometheus::Counter &delivered, &failed, &exhausted, &switched_off, &pruned;
    prometheus::Gauge &waiting, &out, &endpoints_off, &endpoints_failing;
    prometheus::Histogram &answer_seconds, &delay_seconds;
};
DeliveryMetrics& delivery_metrics();

}  // namespace tiller::webhook
