#pragma once
#include <functional>

#include "sip/digest_client.h"
#include "sip/leg.h"
#include "sip/sip.h"

namespace tiller::sip {

/// Keeps one line registered (RFC 3261 section 10): nua refreshes before expiry; after a failure we try the next
/// server, and wait longer from round to round, up to five minutes. Thread rule: the loop's thread. Destroying it
/// removes the binding in the background.
class Registration final : public HandleUser {
  public:
    using Changed = std::function<void(OptionsReport)>;
    Registration(LegContext& context, Target target, Changed changed)
        : context_(context), target_(std::move(target)), changed_(std::move(changed)) {}
    ~Registration() override { context_.loop->cancel(retry_); }

    void start();
    /// Removes the binding and reports no more; `stopped` runs once, when the server has answered or was given the time
    /// to.
    void stop(std::function<void()> stopped);
    void on_event(const Event& event) override;
    void on_server_refused(const std::string& host, const std::string& why) override;

  private:
    void on_unregister(const Event& event);
    void finish_stop();
    void fail(OptionsReport report);
    void tell(OptionsReport report);

    LegContext& context_;
    const Target target_;
    const Changed changed_;
    std::function<void()> stopped_;  // set: the binding is being removed
    Handle handle_;
    size_t server_ = 0;  // in use
    int told_code_ = -1;
    SystemClock clock_;
    Millis sent_{0};
    Millis pause_{0};
    Loop::TimerId retry_ = 0;
    ChallengeAnswers challenges_;  // since the last success
};

}  // namespace tiller::sip
