#pragma once
// What all that is asked of one engine shares: whether it may be asked now, and how it does.
#include <fmt/format.h>

#include <atomic>
#include <memory>

#include "base/metrics.h"
#include "base/result.h"
#include "engines/breaker.h"
#include "engines/engine.h"

namespace tiller::engines {

/// Thread rule: any thread.
class EngineAccess {
  public:
    EngineAccess(Engine described, const Clock& time) : engine(std::move(described)), clock(time), breaker_(time) {}

    /// Counts what is under way, for as long as it lives.
    class InFlight {
      public:
        explicit InFlight(std::shared_ptr<EngineAccess> access) : access_(std::move(access)) { ++access_->under_way_; }
        ~InFlight() { --access_->under_way_; }
        InFlight(const InFlight&) = delete;
        InFlight& operator=(const InFlight&) = delete;

      private:
        const std::shared_ptr<EngineAccess> access_;
    };

    /// Errors: unavailable.
    Result<void> may_be_asked() const {
        if (breaker_.is_closed())
            return unavailable(fmt::format("engine \"{}\" has failed too often: it is left in peace", engine.name));
        if (under_way_ >= engine.most_at_once)
            return unavailable(fmt::format("engine \"{}\" is asked {} things already", engine.name, under_way_.load()));
        return {};
    }
    void answered(Millis since) {
        breaker_.succeeded();
        times_.Observe(std::chrono::duration<double>(since).count());
    }
    /// Logged with the reason, which holds nothing of the call and no key; told with the engine's name.
    enum class Fault { its, ours };
    Error failed(const std::string& why, Fault whose = Fault::its);

    const Engine engine;
    const Clock& clock;

  private:
    Breaker breaker_;
    std::atomic<int> under_way_{0};
    prometheus::Counter& failures_ =
        metrics::counter("tiller_engine_failures_total", "What an outside engine was asked and did not answer.",
                         {{"engine", engine.name}});
    prometheus::Histogram& times_ = metrics::histogram(
        "tiller_engine_answer_seconds", "From the end of what was asked to an outside engine's answer.",
        {0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2.5, 5, 10}, {{"engine", engine.name}});
};

}  // namespace tiller::engines
