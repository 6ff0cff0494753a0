// What the guard costs a call: the verdict alone, and with the facts from the store.
#include <benchmark/benchmark.h>

#include <filesystem>

#include "guard/guard.h"
#include "guard/history.h"
#include "store/dnc.h"
#include "store/store.h"

namespace tiller::guard {
namespace {

constexpr std::string_view kRow = R"({"Debtor":"Smith","Platform":"ACME","LoanDate":"2026-01-01","LoanAmount":65})";

Instant noon() { return Zone::find("America/New_York")->at(*parse_date("2026-11-23"), 12 * 3600); }

void verdict(benchmark::State& state, std::string_view number, std::string country, Instant at) {
    auto rules = *load_rules("");
    Subject subject{.country = std::move(country),
                    .prefix = std::string(number.substr(0, kPrefixLength)),
                    .zones = zones_of(number)};
    for (int i = 1; i <= 6; ++i) subject.for_debt.push_back({at - std::chrono::hours(20 * i), Contact::unanswered});
    for (auto _ : state) benchmark::DoNotOptimize(evaluate(*rules, subject, at));
}
BENCHMARK_CAPTURE(verdict, allowed_in_new_york, "+12125550100", "US", noon());
BENCHMARK_CAPTURE(verdict, put_off_in_new_york, "+12125550100", "US", noon() + std::chrono::hours(11));
BENCHMARK_CAPTURE(verdict, three_zones_of_indonesia, "+6281234567890", "ID",
                  Zone::find("Asia/Jakarta")->at(*parse_date("2026-11-23"), 36'000));

/// 100,000 numbers on a list, a million contacts: what a look-up in the transaction of the intent costs.
void look_up_and_verdict(benchmark::State& state) {
    std::string pattern = std::filesystem::temp_directory_path() / "tiller_guard_XXXXXX";
    std::string dir = mkdtemp(pattern.data());
    {
        auto store = std::move(*store::Store::open({.dir = dir, .own_thread = false}));
        store::Account account{.key = 1, .zone = "America/New_York"};
        store->write([&](store::Tx& tx) {
            store::DncList list{.account = 1, .name = "big"};
            list.key = store::put_dnc_list(tx, list, noon());
            for (int i = 0; i < 100'000; ++i) {
                store::put_dnc_entry(tx, list, {.number = "+1212" + std::to_string(5'000'000 + i)}, noon());
            }
            for (int64_t i = 0; i < 1'000'000; ++i) {
                store::insert_contact(tx, {1, i / 4, std::to_string(i), noon(), static_cast<int>(Contact::unanswered)});
            }
        });
        auto rules = *load_rules("");
        store->write([&](store::Tx& tx) {
            int i = 0;
            for (auto _ : state) {
                std::string number = "+1212" + std::to_string(6'000'000 + i++ % 900'000);
                auto subject = look_up(tx, {account, number, kRow}, noon());
                benchmark::DoNotOptimize(evaluate(*rules, subject, noon()));
            }
        });
    }
    std::filesystem::remove_all(dir);
}
BENCHMARK(look_up_and_verdict);

}  // namespace
}  // namespace tiller::guard
