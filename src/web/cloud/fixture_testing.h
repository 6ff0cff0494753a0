#pragma once
// For tests and benchmarks: a whole store in a folder of its own, three accounts with what they need, and the router of
// this room over it, called without sockets.
#include <fmt/format.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "base/crypto/crypto.h"
#include "base/log.h"
#include "base/text.h"
#include "campaign/line.h"
#include "campaign/strategy.h"
#include "campaign/tasks.h"
#include "store/accounts.h"
#include "store/outbox.h"
#include "store/setup.h"
#include "store/store_testing.h"
#include "web/cloud/api.h"
#include "web/cloud/caller.h"

namespace tiller::cloud {

/// The documented request body, with names and dates to be filled in.
inline constexpr const char* kSeedPlan = R"({{
    "PlanName": "{}",
    "Strategy": "{}",
    "Perform": {},
    "SIPLine": "LIVEDEMO_CH_SOFTPHONE_LINE",
    "Date": "2026-11-21",
    "Details": [
        {{
            "Debtor": "Smith",
            "Mobile": "+8610086",
            "LoanDate": "2022-05-24",
            "DueDate": "2022-06-17",
            "LoanAmount": 65,
            "Arrears": 84,
            "Unit": "occaecat",
            "Platform": "AIRUDDER",
            "Gender": "female",
            "Comments": "cillum laboris quis culpa"
        }}
    ]
}})";

inline std::string row_of(std::string_view mobile, std::string_view extra = {}) {
    return fmt::format(
        R"({{"Debtor":"Budi","Mobile":"{}","LoanDate":"2026-05-24","DueDate":"2026-06-17","LoanAmount":65,)"
        R"("Arrears":84,"Unit":"IDR","Platform":"AIRUDDER"{}{}}})",
        mobile, extra.empty() ? "" : ",", extra);
}

struct CloudFixture {
    // 2026-11-21 10:00 in Jakarta.
    static constexpr int64_t kNow = 1'795'230'000'000;

    CloudFixture() {
        log::set_level(log::Level::off);
        std::string name = (std::filesystem::temp_directory_path() / "tiller_api_XXXXXX").string();
        dir_ = ::mkdtemp(name.data());
        auto opened = store::Store::open({.dir = dir_});
        store_ = std::move(*opened);
        set_up_accounts();
        context_ = std::make_unique<ApiContext>(
            ApiContext{*store_, clock_, random_, links_, journal_, dir_, "1.2.3", [this] { return ready_.load(); },
                       [this] { return draining_.load(); }, [this] { ++wakes_; },
                       [this] { return setup_version_.load(); }, [this] { return held_; },
                       [this](const std::string& language, const std::string&) -> Result<void> {
                           if (language == mute_language_) return invalid("nobody speaks \"" + language + "\"");
                           return {};
                       }});
        add_routes(router_, *context_);
    }
    ~CloudFixture() {
        store_.reset();
        std::filesystem::remove_all(dir_);
    }

    void set_up_accounts() {
        std::ifstream file("robots/reminder.yaml");
        std::stringstream yaml;
        yaml << file.rdbuf();
        store_->write([&](store::Tx& tx) {
            demo_ = store::insert_account(
                tx, {.name = "demo", .zone = "Asia/Jakarta", .country = "ID", .duplicate_limit = 3}, clock_.now());
            other_ = store::insert_account(tx, {.name = "other", .zone = "Asia/Jakarta"}, clock_.now());
            shop_ = store::insert_account(
                tx, {.name = "shop", .service = Service::telemarketing, .zone = "Asia/Jakarta"}, clock_.now());
            for (int64_t account : {demo_, other_, shop_}) {
                put_line(tx, account, "LIVEDEMO_CH_SOFTPHONE_LINE", "ID", true);
                store::put_robot(tx, {account, std::string(31, '0') + std::to_string(account), "reminder", "en",
                                      R"(["AIRUDDER"])", 1});
                store::insert_robot_version(tx, account, std::string(31, '0') + std::to_string(account), 1, yaml.str(),
                                            clock_.now());
                put_strategy(tx, account, "test_test_1",
                             {{.robot = "reminder", .start = hour(10), .end = hour(12)},
                              {.robot = "reminder", .start = hour(14), .end = hour(18)}});
                store::insert_token(
                    tx, {account, "key" + std::to_string(account), clock_.now() + std::chrono::hours(24)},
                    hash_token("token" + std::to_string(account)), clock_.now(), std::chrono::hours(24), 20);
            }
            put_line(tx, demo_, "off", "ID", false);
            put_line(tx, demo_, "us", "US", true);
        });
    }
    static int32_t hour(int h) { return h * 3600; }
    static void put_line(store::Tx& tx, int64_t account, std::string_view name, std::string_view country,
                         bool enabled) {
        campaign::LineConfig config;
        config.servers = {"sip:127.0.0.1:5080"};
        config.country = country;
        store::put_line(
            tx,
            {.account = account, .name = std::string(name), .enabled = enabled, .config = campaign::to_json(config)});
    }
    static void put_strategy(store::Tx& tx, int64_t account, std::string name, std::vector<campaign::Round> rounds) {
        store::put_strategy(tx, account, name, campaign::to_json({name, std::move(rounds)}));
    }
    void add_strategy(std::string name, std::vector<campaign::Round> rounds) {
        store_->write([&](store::Tx& tx) { put_strategy(tx, demo_, std::move(name), std::move(rounds)); });
    }
    void add_robot(std::string name, std::string platforms, int64_t version) {
        store_->write([&](store::Tx& tx) {
            store::put_robot(tx,
                             {demo_, to_hex(sha256(name)).substr(0, 32), name, "en", std::move(platforms), version});
        });
    }

    http::Response route(http::Request request) {
        request.remote_address = address_;
        request.request_id = std::string(32, 'a');
        return router_.route(request);
    }
    http::Request request_of(std::string method, std::string_view target, std::string body = {}) {
        http::Request request;
        request.method = std::move(method);
        size_t mark = target.find('?');
        request.path = target.substr(0, mark);
        if (mark != std::string_view::npos) request.query = target.substr(mark + 1);
        request.body = std::move(body);
        if (!authorization_.empty()) request.headers["authorization"] = authorization_;
        return request;
    }
    void be(int64_t account) { authorization_ = "Token token" + std::to_string(account); }

    std::string plan_of(std::string_view rows, std::string_view fields = R"("PlanName":"p","Perform":1)") {
        return fmt::format(R"({{"SIPLine":"LIVEDEMO_CH_SOFTPHONE_LINE","Strategy":"test_test_1",{},"Details":[{}]}})",
                           fields, rows);
    }
    /// Rows of a table.
    int64_t count(std::string_view table) {
        return store_->read([&](store::Db& db) { return store::count_rows(db, table); });
    }
    /// The sum of a column.
    int64_t sum(std::string_view table, std::string_view column) {
        return store_->read([&](store::Db& db) { return store::sum_of(db, table, column); });
    }

    /// One attempt at a row, as the dialer makes it. Its CallID.
    std::string call(const std::string& task_id, int64_t row, Outcome outcome) {
        campaign::Context context{clock_, random_, links_, journal_};
        std::string id;
        store_->write([&](store::Tx& tx) {
            auto task = store::find_task(tx, demo_, task_id);
            auto intent =
                campaign::begin_attempt(tx, context, *task, store::find_number(tx, demo_, task->key, row).value());
            if (!intent) throw std::logic_error("the number may not be called");
            clock_.advance(std::chrono::seconds(10));
            intent->call.outcome = outcome;
            intent->call.sip_code = outcome == Outcome::answered ? 200 : 486;
            if (is_connected(outcome)) {
                intent->call.answered = clock_.now();
                intent->call.recorded = true;
            }
            id = intent->call.id;
            campaign::end_call(tx, context, std::move(intent->call));
        });
        return id;
    }

    std::string dir_;
    ManualClock clock_{from_ms(kNow)};
    SystemRandom random_;
    LinkSigner links_{"a key of the installation", "https://calls.example", std::chrono::hours(24 * 7)};
    journal::Journal journal_;
    std::unique_ptr<store::Store> store_;
    std::unique_ptr<ApiContext> context_;
    http::Router router_;
    std::atomic<bool> ready_ = true, draining_ = false;
    std::atomic<int> wakes_ = 0;
    std::atomic<uint64_t> setup_version_ = 0;
    std::string mute_language_;  // no voice speaks it
    std::string held_;           // what the installation says of its hold
    int64_t demo_ = 0, other_ = 0, shop_ = 0;
    std::string authorization_ = "Token token1";
    std::string address_ = "192.0.2.1";
};

}  // namespace tiller::cloud
