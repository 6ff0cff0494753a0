#include "cli/manage/manage_ask.h"

#include <fmt/format.h>

#include <iostream>
#include <thread>

#include "cli/manage/manage_output.h"

namespace tiller::cli {
namespace {

constexpr std::chrono::milliseconds kBetweenLooks{300};

/// A number that was never dialed, or whose end is not known: its task tells.
Error told_by_task(const std::string& task) {
    return internal_error(fmt::format("the call was not made: {}", json_member(task, "outcomes")));
}

}  // namespace

ErrorKind kind_of(int status) {
    if (status == 404) return ErrorKind::not_found;
    if (status == 409 || status == 412) return ErrorKind::conflict;
    if (status == 429 || status == 503) return ErrorKind::unavailable;
    return status < 500 ? ErrorKind::invalid : ErrorKind::internal;
}

Result<std::string> ask(cli::ManagementClient& client, const std::string& method, const std::string& target,
                        const std::string& body) {
    auto answer = client.ask(method, target, body);
    if (!answer) return answer.error();
    if (answer->status < 300) return answer->body;
    std::string detail = problem_detail(answer->body);
    return Error{kind_of(answer->status), detail.empty() ? fmt::format("answer {}", answer->status) : detail};
}

Result<void> follow_call(cli::ManagementClient& client, const std::string& task_id, const std::string& account_query,
                         const Zone& zone) {
    for (std::string told;; std::this_thread::sleep_for(kBetweenLooks)) {
        // The task first: once it has ended, its call is on disk.
        auto task = ask(client, "GET", fmt::format("/tasks/{}?{}", task_id, account_query));
        if (!task) return task.error();
        auto page = ask(client, "GET", fmt::format("/calls?task={}{}", task_id, account_query));
        if (!page) return page.error();
        std::vector<std::string> calls;
        take_page(*page, calls);
        bool is_over = json_member(*task, "finished") != "-";
        if (calls.empty() && is_over) return told_by_task(*task);
        if (calls.empty()) continue;
        std::string state = json_member(calls.front(), "state");
        if (state != told) std::cout << state << std::endl;
        told = state;
        if (!is_over) continue;
        auto call = ask(client, "GET", fmt::format("/calls/{}?{}", json_member(calls.front(), "id"), account_query));
        if (!call) return call.error();
        std::cout << to_lines(in_zone(*call, zone));
        std::string outcome = json_member(*call, "outcome");
        if (outcome == "answered" || outcome == "voicemail") return {};
        return internal_error(fmt::format("not answered: {}", outcome));
    }
}

}  // namespace tiller::cli
