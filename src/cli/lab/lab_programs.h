#pragma once
// The simulated carrier and a server that calls over it, each a program of its own with its log in one folder: what
// `tiller demo` shows and `tiller bench` measures.
#include <memory>
#include <string>
#include <vector>

#include "base/zone.h"
#include "cli/lab/child_program.h"

namespace tiller::cli {

struct LabOptions {
    std::string folder;  // that there is; data, logs and recordings go below it
    std::string people;  // people.csv of the carrier
    int http_port = 0;   // of the server if it is free, else any
    std::vector<std::string> carrier_options{}, server_options{};
};

/// Thread rule: one thread.
class LabPrograms {
  public:
    /// Both are ready for calls. Error: a program is missing, does not start, or `stop` came.
    static Result<std::unique_ptr<LabPrograms>> start(LabOptions options, StopSignals& stop);

    /// Makes the server's set-up what this file's text says.
    Result<void> apply(const std::string& setup);
    /// An error as soon as one of the programs has ended.
    Result<void> check();
    /// Lets calls end; at once if a second signal comes.
    void stop(StopSignals& stop);

    const std::string& url() const { return url_; }
    const std::string& sip() const { return sip_; }
    int carrier_port() const { return carrier_port_; }
    std::string data() const { return options_.folder + "/server"; }
    const ChildProgram& server() const { return *server_; }
    const ChildProgram& carrier() const { return *carrier_; }

  private:
    explicit LabPrograms(LabOptions options) : options_(std::move(options)) {}
    Result<void> start_carrier(StopSignals& stop);
    Result<void> start_server(StopSignals& stop);

    const LabOptions options_;
    std::unique_ptr<ChildProgram> carrier_, server_;
    int carrier_port_ = 0;
    std::string url_, sip_;
};

/// A zone where midnight is hours away, so that windows of now lie within one day.
Zone zone_of_daylight(Instant now);

}  // namespace tiller::cli
