#pragma once
// The management interface asked by the command line.
#include <string>

#include "base/result.h"
#include "base/zone.h"
#include "cli/management_client.h"

namespace tiller::cli {

/// What an HTTP status says of a failure; it decides the exit code.
ErrorKind kind_of(int status);

/// The body of a good answer; else an error with the detail of the problem, of the kind that decides the exit code.
Result<std::string> ask(cli::ManagementClient& client, const std::string& method, const std::string& target,
                        const std::string& body = "");

/// Waits for the one call of a task and tells how it goes, a line for each change of its state; then its record.
/// `account_query` is "" or "&account=NAME"; times are told by the clocks of `zone`.
/// Error: `internal` unless it was answered.
Result<void> follow_call(cli::ManagementClient& client, const std::string& task_id, const std::string& account_query,
                         const Zone& zone);

}  // namespace tiller::cli
