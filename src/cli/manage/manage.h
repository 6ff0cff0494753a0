#pragma once
// `tiller account|key|line|robot|… list|show|add|set|remove`: the management interface on the command line.
#include <CLI/CLI.hpp>

#include <memory>
#include <vector>

#include "base/result.h"

namespace tiller::cli {

/// Adds the commands; `run` carries out the one that was typed. See docs/command-line.md.
class ManageCommands {
  public:
    explicit ManageCommands(CLI::App& program);
    ~ManageCommands();

    /// True if one of these commands was typed.
    bool chosen() const;
    /// Prints the answer. Errors carry what a user reads.
    Result<void> run();

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// `max_channels=5`, `limits.open_plans=3`, `server=["sip:a","sip:b"]`, `definition=@robot.yaml` as a JSON object.
/// A telephone number alone, `+62…`, is `number=+62…`.
Result<std::string> to_object(const std::vector<std::string>& assignments);

}  // namespace tiller::cli
