#pragma once
// For tests: a temporary folder, and a set-up that is good.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/fault.h"
#include "setup/setup_file.h"

namespace tiller::setup {

class TemporaryFolder {
  public:
    TemporaryFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "tiller-admin-XXXXXX").string();
        if (!mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
        path_ = name;
    }
    ~TemporaryFolder() {
        std::error_code ec;
        std::filesystem::remove_all(path_, ec);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    const std::string& path() const { return path_; }
    std::string write(const std::string& name, const std::string& text) const {
        std::string path = path_ + "/" + name;
        std::filesystem::create_directories(std::filesystem::path(path).parent_path());
        std::ofstream(path, std::ios::binary) << text;
        return path;
    }
    std::string read(const std::string& name) const {
        std::ifstream in(path_ + "/" + name, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }

  private:
    std::string path_;
};

inline const std::string kRobot = R"(robot: greeter
language: en
start: hello
states:
  hello:
    say: "Hello, you owe ${Arrears}."
    hang_up: true
)";

inline const std::string kGoodSetup = R"(accounts:
  - name: demo
    service: collection
    zone: Asia/Jakarta
    country: ID
    guard: on
    keys: [{app_key: demo-key, app_secret: demo-secret}]
    lines:
      - name: LIVEDEMO
        server: sip:127.0.0.1:5080
        username: ""
        caller_numbers: ["+622150001000"]
        codecs: [PCMA, PCMU]
        max_channels: 50
        max_calls_per_second: 10
        ring_timeout: 30s
    robots:
      - {name: reminder, file: robots/reminder.yaml, platforms: [AIRUDDER]}
    strategies:
      - name: test_test_1
        rounds:
          - {robot: reminder, start: "09:00", end: "12:00", repeat_interval: 10, repeat_num: 2}
          - {robot: reminder, start: "14:00", end: "18:00", include: {outcomes: [no_answer, busy, voicemail]}}
    webhooks:
      - {url: "https://example.com/hook", events: [call, task, plan], secret: whsec_c2VjcmV0c2VjcmV0c2VjcmV0}
    dnc: ["+6281100000000"]
)";

/// Every robot file is kRobot; FILLED is set.
inline SetupSource test_source() {
    return {.name = "setup.yaml",
            .read_file = [](const std::string&) -> Result<std::string> { return kRobot; },
            .environment = [](const std::string& name) -> std::optional<std::string> {
                if (name == "FILLED") return "from outside";
                return std::nullopt;
            }};
}

/// The set-up of a text that must be good.
inline Setup good_setup(const std::string& yaml, const SetupSource& source = test_source()) {
    auto read = read_setup(yaml, source);
    if (auto* faults = std::get_if<std::vector<Fault>>(&read)) {
        ADD_FAILURE() << to_text(*faults);
        return {};
    }
    return std::get<Setup>(std::move(read));
}

inline std::string replaced(std::string text, const std::string& what, const std::string& by) {
    size_t at = text.find(what);
    EXPECT_NE(at, std::string::npos) << what;
    return at == std::string::npos ? text : text.replace(at, what.size(), by);
}

}  // namespace tiller::setup
