#pragma once
#include <fstream>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "carrier/people.h"

namespace tiller::carrier {

/// One call as the called side saw it.
struct CallReport {
    std::string number, name, caller, call_id;
    int attempt = 0;
    Behaviour behaviour = Behaviour::answer;
    Instant invited{};
    std::optional<Instant> answered;
    Instant ended{};
    std::string ended_by;  // robot, callee, system
    int code = 0;          // final response to the INVITE
    std::string digits;    // keys received from the robot
    uint64_t packets_received = 0;
    Millis sound_heard{0};
    std::string recording;  // path, empty without one
};

/// The call as one line of JSON without the line end.
std::string to_json(const CallReport& report);

/// One line of the journal: `what` ("invite", "answer") happened to a call at `at`.
std::string journal_line(std::string_view what, const CallReport& call, Instant at);

/// Appends lines to a file, each whole and flushed.
class ReportFile {
  public:
    /// An empty path keeps no report.
    static Result<ReportFile> open(const std::string& path);
    void write(std::string_view line);

  private:
    std::ofstream file_;
};

}  // namespace tiller::carrier
