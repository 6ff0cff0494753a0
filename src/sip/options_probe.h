#pragma once
#include <functional>

#include "sip/digest_client.h"
#include "sip/leg.h"
#include "sip/server_uri.h"
#include "sip/sip.h"

namespace tiller::sip {

/// One question "are you there?" (OPTIONS, RFC 3261 section 11) to the servers of a target in turn.
/// Thread rule: the loop's thread. `done` is called once, unless the probe is destroyed before.
class OptionsProbe final : public HandleUser {
  public:
    using Done = std::function<void(OptionsReport)>;
    OptionsProbe(LegContext& context, Target target, Done done)
        : context_(context), target_(std::move(target)), done_(std::move(done)) {}
    ~OptionsProbe() override { context_.loop->cancel(limit_); }

    void start() { ask_next_server(); }
    void on_event(const Event& event) override;
    void on_server_refused(const std::string& host, const std::string& why) override;

  private:
    void ask_next_server();
    void report();

    LegContext& context_;
    const Target target_;
    Done done_;
    Handle handle_;
    size_t next_server_ = 0;
    ServerUri server_;  // that was asked last
    OptionsReport last_{.reason = "the line names no server"};
    SystemClock clock_;
    Millis sent_{0};
    Loop::TimerId limit_ = 0;
    ChallengeAnswers challenges_;
};

}  // namespace tiller::sip
