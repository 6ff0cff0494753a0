#pragma once
// Counters, gauges and histograms for /metrics (Prometheus text format). Safe from any thread.
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>

#include <map>
#include <string>
#include <vector>

namespace tiller::metrics {

using Labels = std::map<std::string, std::string>;

/// The one counter of this name and these labels; made at first use. Names follow "tiller_<room>_<what>_<unit>".
prometheus::Counter& counter(const std::string& name, const std::string& help, const Labels& labels = {});
prometheus::Gauge& gauge(const std::string& name, const std::string& help, const Labels& labels = {});
prometheus::Histogram& histogram(const std::string& name, const std::string& help, const std::vector<double>& bounds,
                                 const Labels& labels = {});

/// All metrics in the Prometheus text exposition format.
std::string expose();

}  // namespace tiller::metrics
