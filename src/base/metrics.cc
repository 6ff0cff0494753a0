#include "base/metrics.h"

#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <sstream>

namespace tiller::metrics {
namespace {

prometheus::Registry& registry() {
    static prometheus::Registry instance;
    return instance;
}

}  // namespace

prometheus::Counter& counter(const std::string& name, const std::string& help, const Labels& labels) {
    return prometheus::BuildCounter().Name(name).Help(help).Register(registry()).Add(labels);
}

prometheus::Gauge& gauge(const std::string& name, const std::string& help, const Labels& labels) {
    return prometheus::BuildGauge().Name(name).Help(help).Register(registry()).Add(labels);
}

prometheus::Histogram& histogram(const std::string& name, const std::string& help, const std::vector<double>& bounds,
                                 const Labels& labels) {
    return prometheus::BuildHistogram().Name(name).Help(help).Register(registry()).Add(labels, bounds);
}

std::string expose() {
    std::ostringstream out;
    prometheus::TextSerializer().Serialize(out, registry().Collect());
    return out.str();
}

}  // namespace tiller::metrics
