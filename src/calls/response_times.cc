#include "calls/response_times.h"

#include "base/json/json.h"
#include "base/metrics.h"

namespace tiller::calls {
namespace {

/// Seconds. One packet time is 0.02; from about 0.3 a pause is noticed, at 0.8 people say hello again.
const std::vector<double> kBounds{0.01, 0.02, 0.03, 0.04, 0.06, 0.08, 0.1, 0.15, 0.2, 0.3, 0.5, 0.8, 1.2, 2, 5};

auto& answer_seconds() {
    static auto& histogram = metrics::histogram("tiller_phone_answer_latency_seconds",
                                                "From the callee's 200 OK to the robot's first packet.", kBounds);
    return histogram;
}

auto& turn_seconds() {
    static auto& histogram =
        metrics::histogram("tiller_phone_turn_latency_seconds",
                           "From the end of a callee's turn to the first packet of the answer.", kBounds);
    return histogram;
}

double in_seconds(Millis time) { return std::chrono::duration<double>(time).count(); }

}  // namespace

std::shared_ptr<media::Departure> ResponseTimes::expect(const dialogue::Say& say) {
    const bool first = !std::exchange(spoken_, true);
    expected_.reset();
    if (!first && !say.answers) return nullptr;
    expected_ = {std::make_shared<media::Departure>(), say.answers};
    return expected_->departure;
}

void ResponseTimes::settle(Time answered) {
    if (!expected_) return;
    const auto departure = expected_->departure->moment();
    if (!departure) return;
    const auto since_answer = std::chrono::duration_cast<Millis>(*departure - answered);
    const Millis latency = std::max(since_answer - expected_->turn_end.value_or(Millis(0)), Millis(0));
    if (expected_->turn_end) {
        turns_.push_back(latency);
        turn_seconds().Observe(in_seconds(latency));
    } else {
        answer_ = latency;
        answer_seconds().Observe(in_seconds(latency));
    }
    expected_.reset();
}

std::string ResponseTimes::turns_json() const {
    JsonWriter json;
    json.begin_array();
    for (const Millis turn : turns_) json.value(turn.count());
    json.end_array();
    return json.take();
}

}  // namespace tiller::calls
