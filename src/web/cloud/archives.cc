// GET /recordings/{account}/{TaskID}.zip: all recordings of a task by its signed link, without a token
// (docs/contract/voice.md, "Tasks").
#include <fmt/format.h>

#include <deque>

#include "base/text.h"
#include "store/calls.h"
#include "store/tasks.h"
#include "web/cloud/pages.h"
#include "web/cloud/problem.h"
#include "web/cloud/zip_stream.h"

namespace tiller::cloud {
namespace {

/// The recordings of a task in upload order, looked up a few rows at a time.
class TaskRecordings {
  public:
    TaskRecordings(SharedState& shared, store::Task task) : shared_(shared), task_(std::move(task)) {}

    std::optional<ZipStream::File> next() {
        while (found_.empty() && !ended_) look_up();
        if (found_.empty()) return std::nullopt;
        ZipStream::File file = std::move(found_.front());
        found_.pop_front();
        return file;
    }

  private:
    static constexpr int64_t kRowsAtOnce = 200;

    void look_up() {
        shared_.outside.store.read([&](store::Db& db) {
            auto numbers = store::list_numbers(db, task_.account, task_.key, next_row_, kRowsAtOnce);
            for (const store::Number& number : numbers) {
                next_row_ = number.row + 1;
                if (number.attempts == 0) continue;
                for (const store::Call& call : store::calls_of_number(db, task_.account, task_.key, number.row)) {
                    if (!call.recorded) continue;
                    found_.push_back({fmt::format("{}_{}.mp3", number.callee, call.id),
                                      shared_.outside.data_dir + "/" + recording_path(call.id)});
                }
            }
            ended_ = numbers.size() < static_cast<size_t>(kRowsAtOnce);
        });
    }

    SharedState& shared_;
    store::Task task_;
    int64_t next_row_ = 0;
    std::deque<ZipStream::File> found_;
    bool ended_ = false;
};

http::Response archive(const OpenRequestContext& ctx) {
    const http::Request& request = ctx.request;
    const ApiContext& outside = ctx.shared.outside;
    const std::string& account = request.captures.at("account");
    const std::string& id = request.captures.at("id");
    std::string expires = request.parameter("expires").value_or("");
    std::string signature = request.parameter("signature").value_or("");
    if (!context.links.is_good_archive(account, id, expires, signature, context.clock.now())) {
        return problem(403, "the link is wrong or has expired");
    }
    auto task =
        context.store.read([&](store::Db& db) { return store::find_task(db, parse_integer(account).value_or(0), id); });
    if (!task) return problem(404, "the task is not here any more");
    auto recordings = std::make_shared<TaskRecordings>(ctx.shared, std::move(*task));
    auto zip = std::make_shared<ZipStream>([recordings] { return recordings->next(); });
    http::Response response;
    response.content_type = "application/zip";
    response.headers.emplace_back("Content-Disposition", fmt::format("attachment; filename=\"{}.zip\"", id));
    response.stream = [zip] { return zip->next(); };
    return response;
}

}  // namespace

void add_archives(Routes& routes) { routes.open("GET", "/recordings/{account}/{id}.zip", archive); }

}  // namespace tiller::cloud
