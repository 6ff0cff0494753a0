// GET /detail (docs/contract/voice.md, "Tasks"): the task's summary and its call records in upload order.
#include "campaign/record.h"
#include "web/cloud/pages.h"
#include "web/cloud/query.h"

namespace tiller::cloud {
namespace {

std::string record_of(const RequestContext& ctx, store::Db& db, const store::Task& task, const store::Number& number) {
    JsonWriter json;
    json.begin_object();
    campaign::write_call_record(json, db, ctx.shared.campaign(), ctx.zone(), task, number);
    json.end_object();
    return json.take();
}

std::string summary_of(const RequestContext& ctx, store::Db& db, const store::Task& task) {
    JsonWriter json;
    json.begin_object();
    campaign::write_task_summary(json, db, ctx.zone(), task);
    json.end_object();
    return json.take();
}

/// Gives the whole answer piece by piece, so that no list is ever in memory at once. Each piece is true when it is
/// read.
class DetailStream {
  public:
    DetailStream(SharedState& shared, CallerPtr caller, store::Task task)
        : shared_(shared), caller_(std::move(caller)), task_(std::move(task)) {}

    std::string next() {
        if (ended_) return {};
        return shared_.outside.store.read([&](store::Db& db) {
            const http::Request none;
            const RequestContext ctx{{shared_, none}, caller_};
            std::string piece;
            if (next_row_ == 0) {
                std::string summary = summary_of(ctx, db, task_);
                summary.pop_back();  // stays open for the records
                piece.append(kBeforeData).append(summary).append(R"(,"Details":[)");
            }
            auto numbers = store::list_numbers(db, task_.account, task_.key, next_row_, kRowsAtOnce);
            for (const store::Number& number : numbers) {
                if (!is_first_) piece += ',';
                is_first_ = false;
                piece += record_of(ctx, db, task_, number);
                next_row_ = number.row + 1;
            }
            ended_ = numbers.size() < static_cast<size_t>(kRowsAtOnce);
            if (ended_) piece.append("]}").append(kAfterData);
            return piece;
        });
    }

  private:
    static constexpr int64_t kRowsAtOnce = 200;

    SharedState& shared_;
    CallerPtr caller_;
    store::Task task_;
    int64_t next_row_ = 0;
    bool is_first_ = true, ended_ = false;
};

http::Response page_of_details(const RequestContext& ctx, store::Db& db, const store::Task& task,
                               const Paging& paging) {
    std::string data = summary_of(ctx, db, task);
    data.pop_back();
    data += R"(,"Page":)" + std::to_string(paging.page) + R"(,"Number":)" + std::to_string(paging.number) +
            R"(,"Details":[)";
    // Rows that were wrong have left gaps, so a page is found by counting. A list is short enough for that.
    if (paging.offset() < task.total) {
        auto numbers = store::list_numbers(db, task.account, task.key, 0, paging.offset() + paging.number);
        for (size_t i = static_cast<size_t>(paging.offset()); i < numbers.size(); ++i) {
            if (i != static_cast<size_t>(paging.offset())) data += ',';
            data += record_of(ctx, db, task, numbers[i]);
        }
    }
    return answer(data + "]}");
}

http::Response details(const RequestContext& ctx) {
    auto id = required_query(ctx.request, "TaskID", wire_code::query_task_missing);
    if (!id.ok()) return refuse(id.fault());
    auto paging = read_paging(ctx.request);
    if (!paging.ok()) return refuse(paging.fault());
    return ctx.shared.outside.store.read([&](store::Db& db) {
        auto task = find_query_task(db, ctx, *id);
        if (!task.ok()) return refuse(task.fault());
        if (paging->was_asked) return page_of_details(ctx, db, *task, *paging);
        http::Response response;
        response.stream = [stream = std::make_shared<DetailStream>(ctx.shared, ctx.caller, std::move(*task))] {
            return stream->next();
        };
        return response;
    });
}

}  // namespace

void add_task_details(Routes& routes) { routes.read("/detail", details); }

}  // namespace tiller::cloud
