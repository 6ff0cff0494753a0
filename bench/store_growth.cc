// Are the queries of a running server as quick in a big store as in a small one? Fills a store in bulk, then asks, and
// prints the 99th percentiles in microseconds, of the clock and of this thread's CPU, one line a query. Usage:
// store_growth <folder> <numbers> <tasks>
//
// Half of the tasks are open: their windows are open, some of their numbers wait for later, the rest is done.
#include <fmt/format.h>
#include <time.h>

#include <algorithm>
#include <iostream>

#include "base/log.h"
#include "campaign/line.h"
#include "campaign/strategy.h"
#include "dialer/dialer.h"
#include "store/accounts.h"
#include "store/plan_counts.h"
#include "store/setup.h"
#include "store/timers.h"
#include "web/cloud/api.h"
#include "web/cloud/caller.h"

namespace tiller {
namespace {

constexpr int64_t kNow = 1'795'230'000'000;  // 2026-11-21 10:00 in Jakarta
constexpr int64_t kHour = 3'600'000;
constexpr int kSamples = 2'000;
constexpr int64_t kWaitingEach = 20;  // numbers of an open task that wait, due in an hour

class NoPhone final : public calls::Phone {
  public:
    void place(calls::Order) override {}
    size_t up() const override { return 0; }
    void hang_up(std::string, std::string) override {}
    void hang_up_all(std::string) override {}
};

class Growth {
  public:
    Growth(const std::string& dir, int64_t numbers, int64_t tasks)
        : store_(std::move(*store::Store::open({.dir = dir, .own_thread = false}))), numbers_(numbers), tasks_(tasks) {
        fill();
        cloud::add_routes(router_, api_);
        dialer_.set_phone(phone_);
        if (auto entered = node_.enter(); !entered) throw std::runtime_error(entered.error().message);
    }

    void measure() {
        auto task = [&] { return static_cast<int64_t>(random_.below(static_cast<uint64_t>(tasks_))) + 1; };
        auto open_task = [&] { return (task() + 1) / 2 * 2; };
        auto row = [&] { return static_cast<int64_t>(random_.below(static_cast<uint64_t>(each()))) + 1; };
        page("GET /list, page of 20", [&] { return std::string("/list?Number=20&Page=1"); });
        page("GET /list of a state", [&] { return std::string("/list?Number=20&Page=1&Status=running"); });
        page("GET /detail, first page of 50",
             [&] { return fmt::format("/detail?TaskID={:032x}&Number=50&Page=1", task()); });
        page("GET /plan", [&] { return fmt::format("/plan?PlanName=plan{}", task()); });
        page("GET /plancase",
             [&] { return fmt::format("/plancase?PlanName=plan{}&Callee=%2B62812{:08}", task(), row()); });
        page("GET /callinfo", [&] {
            return fmt::format("/callinfo?CallID={:016x}{:016x}", task(), std::min(row(), each() - kWaitingEach));
        });
        sample("numbers due of a task", [&] {
            store_->read([&](store::Db& db) {
                return store::due_numbers(db, account_, open_task(), from_ms(kNow + 2 * kHour), 10).size();
            });
        });
        sample("next timer due",
               [&] { store_->read([&](store::Db& db) { return store::next_timer_due(db, clock_.now()); }); });
        auto step = [&] { return dialer_.step(clock_.now()); };
        step();  // takes in all open tasks
        while (step() == clock_.now()) {
        }
        sample("dialer: a step after a task's change", [&] {
            store_->write([&](store::Tx& tx) {
                auto changed = store::find_task(tx, open_task());
                changed->status = changed->status == Status::paused ? Status::running : Status::paused;
                store::update_task(tx, *changed);
            });
            timed(step);
        });
        sample("dialer: a step with nothing due", step);
    }

  private:
    int64_t each() const { return numbers_ / tasks_; }

    void fill() {
        campaign::LineConfig config;
        config.servers = {"sip:127.0.0.1:9"};
        store_->write([&](store::Tx& tx) {
            account_ = store::insert_account(tx, {.name = "bench", .zone = "Asia/Jakarta"}, from_ms(kNow));
            store::put_line(tx, {.account = account_, .name = "LINE", .config = campaign::to_json(config)});
            store::insert_token(tx, {account_, "key", from_ms(kNow + 24 * kHour)}, cloud::hash_token("token"),
                                from_ms(kNow), std::chrono::hours(24), 20);
        });
        campaign::Strategy strategy{"s",
                                    {{.robot = "r", .start = 9 * 3600, .end = 12 * 3600},
                                     {.robot = "r", .start = 14 * 3600, .end = 18 * 3600}}};
        for (int64_t first = 1; first <= tasks_; first += 100) {
            store_->write([&](store::Tx& tx) {
                for (int64_t t = first; t < std::min(first + 100, tasks_ + 1); ++t) {
                    fill_task(tx, t, campaign::to_json(strategy));
                }
            });
        }
    }

    void fill_task(store::Tx& tx, int64_t t, const std::string& strategy) {
        bool is_open = t % 2 == 0;
        int64_t done = is_open ? each() - std::min(kWaitingEach, each()) : each();
        Status status = is_open ? Status::running : Status::finished;
        store::Plan plan{.account = account_,
                         .name = fmt::format("plan{}", t),
                         .strategy = "s",
                         .definition = strategy,
                         .line = 1,
                         .line_name = "LINE",
                         .status = status,
                         .round = 1,
                         .total = each(),
                         .created = from_ms(kNow - kHour)};
        if (!is_open && t % 4 == 1) plan.next_round_at = from_ms(kNow + 4 * kHour);
        if (!plan.next_round_at && !is_open) plan.finished = from_ms(kNow);
        plan.key = store::insert_plan(tx, plan);
        store::Task task{.account = account_,
                         .id = fmt::format("{:032x}", t),
                         .name = plan.name + "_Round_1",
                         .type = store::TaskType::plan,
                         .plan = plan.key,
                         .plan_name = plan.name,
                         .round = 1,
                         .status = status,
                         .robot_name = "r",
                         .line = 1,
                         .line_name = "LINE",
                         .starts = from_ms(kNow - kHour),
                         .ends = from_ms(kNow + 2 * kHour),
                         .created = plan.created,
                         .total = each()};
        task.key = store::insert_task(tx, task);
        task.dialed = task.done = done;
        if (!is_open) task.finished = from_ms(kNow);
        store::update_task(tx, task);
        store::add_count(tx, account_, task.key, store::CountKind::outcome, "no_answer", done);
        store::add_plan_count(tx, account_, plan.key, store::PlanCountKind::outcome, "no_answer", done);
        store::add_plan_count(tx, account_, plan.key, store::PlanCountKind::progress, "dialed", done);
        tx.run(
            "WITH RECURSIVE rows(row) AS (SELECT 1 UNION ALL SELECT row+1 FROM rows WHERE row<?1) "
            "INSERT INTO numbers(account, task, row, callee, fields, state, due, attempts, outcome, call) "
            "SELECT ?2, ?3, row, printf('+62812%08d', row), ?4, CASE WHEN row<=?5 THEN 2 ELSE 0 END, ?6, row<=?5, "
            "CASE WHEN row<=?5 THEN 4 ELSE 0 END, printf('%016x%016x', ?3, row) FROM rows",
            each(), account_, task.key,
            R"({"Debtor":"Budi","LoanAmount":65,"Arrears":84,"Unit":"IDR","Platform":"AIRUDDER"})", done, kNow + kHour);
        tx.run(
            "INSERT INTO calls(account, id, task, row, attempt, line, robot, robot_version, callee, state, intended, "
            "rang, ended, outcome, sip_code, recorded) SELECT account, call, task, row, 1, 1, 'r', 1, callee, 1, ?, ?, "
            "?, 4, 480, 1 FROM numbers WHERE account=? AND task=? AND row<=?",
            kNow - kHour, kNow - kHour, kNow - kHour, account_, task.key, done);
    }

    template <class Target>
    void page(const char* what, Target target) {
        sample(what, [&] {
            http::Request request;
            request.method = "GET";
            std::string path = target();
            size_t mark = path.find('?');
            request.path = "/service/cloud" + path.substr(0, mark);
            request.query = path.substr(mark + 1);
            request.headers["authorization"] = "Token token";
            http::Response response = router_.route(request);
            if (response.body.find("\"code\":200") == std::string::npos) {
                throw std::runtime_error(path + ": " + response.body);
            }
        });
    }

    struct Took {
        double wall = 0, cpu = 0;  // microseconds; CPU of this thread
    };
    static Took now() {
        timespec cpu{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &cpu);
        auto wall = std::chrono::steady_clock::now().time_since_epoch();
        return {std::chrono::duration<double, std::micro>(wall).count(),
                static_cast<double>(cpu.tv_sec) * 1e6 + static_cast<double>(cpu.tv_nsec) / 1e3};
    }
    template <class Work>
    void timed(Work work) {
        Took start = now();
        work();
        Took end = now();
        inner_ = Took{end.wall - start.wall, end.cpu - start.cpu};
    }

    /// Runs `work` kSamples times. The time taken is that of `timed` within it, if it has one.
    template <class Work>
    void sample(const char* what, Work work) {
        std::vector<double> wall, cpu;
        for (int i = 0; i < kSamples + kSamples / 10; ++i) {
            inner_.reset();
            Took start = now();
            work();
            Took end = now();
            if (i < kSamples / 10) continue;  // they warm the caches
            Took took = inner_.value_or(Took{end.wall - start.wall, end.cpu - start.cpu});
            wall.push_back(took.wall);
            cpu.push_back(took.cpu);
        }
        std::ranges::sort(wall);
        std::ranges::sort(cpu);
        std::cout << fmt::format("{}\t{:.0f}\t{:.0f}\n", what, wall[wall.size() * 99 / 100],
                                 cpu[cpu.size() * 99 / 100]);
    }

    ManualClock clock_{from_ms(kNow)};
    SeededRandom random_{1};
    LinkSigner links_{"key", "http://localhost", std::chrono::hours(1)};
    std::unique_ptr<store::Store> store_;
    const int64_t numbers_, tasks_;
    int64_t account_ = 0;
    journal::Journal journal_;
    cloud::ApiContext api_{
        *store_, clock_, random_, links_, journal_, "", "", [] { return true; }, [] { return false; }, [] {}};
    http::Router router_;
    NoPhone phone_;
    dialer::Robots robots_{*store_};
    nodes::Membership node_{
        *store_, clock_, {.name = "bench", .process = this_process(), .is_alone = true, .settle = [](store::Tx&) {
                              return 0;
                          }}};
    dialer::Dialer dialer_{*store_, {clock_, random_, links_, journal_}, robots_, node_, {[] {}, [] {}}};
    std::optional<Took> inner_;
};

}  // namespace
}  // namespace tiller

int main(int argc, char** argv) {
    if (argc != 4) return 2;
    tiller::log::set_level(tiller::log::Level::error);
    tiller::Growth(argv[1], std::stoll(argv[2]), std::stoll(argv[3])).measure();
}
