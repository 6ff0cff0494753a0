#pragma once
#include <chrono>
#include <string>

namespace tiller::cli {

/// How a plan goes on: a bar that is drawn over itself on a terminal; elsewhere a line when something has changed.
class DemoProgress {
  public:
    explicit DemoProgress(bool shown);
    /// `plan` is what GET /plan tells. True if the plan has ended.
    bool show(const std::string& plan, size_t webhooks);
    void end();

  private:
    const bool shown_, terminal_;
    const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
    std::string last_;
};

}  // namespace tiller::cli
