#pragma once
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>

namespace tiller::webhook {

/// What the room tells /metrics. Safe from any thread.
struct Figures {
    prometheus::Counter &delivered, &failed, &exhausted, &switched_off;
    prometheus::Gauge &waiting, &out;
    prometheus::Histogram &answer_seconds, &delay_seconds;
};
Figures& figures();

}  // namespace tiller::webhook
