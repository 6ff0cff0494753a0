// What a list costs: 10,000 rows of a collection, parsed before; then the check of numbers alone.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "campaign/rows/list_check.h"

namespace tiller::campaign {
namespace {

constexpr int kRows = 10'000;

/// Every `wrong_every`-th row is due before it was lent; 0: all are good.
std::string list_of(int wrong_every) {
    std::string json = "[";
    for (int i = 0; i < kRows; ++i) {
        bool wrong = wrong_every != 0 && i % wrong_every == 0;
        json += fmt::format(
            R"({}{{"Debtor":"Budi Santoso {}","Mobile":"+62812{:08}","LoanDate":"2026-05-24","DueDate":"{}-06-17",)"
            R"("LoanAmount":{},"Arrears":{}.5,"Unit":"IDR","Platform":"AIRUDDER","Gender":"female",)"
            R"("Comments":"second reminder, spoke with the wife","ExtraA":"contract {}"}})",
            i ? "," : "", i, i, wrong ? 2025 : 2026, 650'000 + i, 840'000 + i, 100'000 + i);
    }
    return json + "]";
}

void check_rows(benchmark::State& state, int wrong_every, NumberCheck number_check) {
    simdjson::dom::parser parser;
    simdjson::padded_string json(list_of(wrong_every));
    simdjson::dom::array rows = parser.parse(json);
    ListRules rules;
    rules.number_check = number_check;
    rules.today = *parse_date("2026-11-21");
    rules.platform_is_bound = [](std::string_view name) { return name == "AIRUDDER"; };
    for (auto _ : state) {
        CheckedList list = check_list(rows, rules);
        if (list.good.size() + list.errors.size() != kRows) state.SkipWithError("not every row was good or wrong");
        benchmark::DoNotOptimize(list);
    }
    state.SetItemsProcessed(state.iterations() * kRows);
}

void BM_GoodRows(benchmark::State& state) { check_rows(state, 0, NumberCheck::possible); }
void BM_OneRowInTwentyIsWrong(benchmark::State& state) { check_rows(state, 20, NumberCheck::possible); }
void BM_GoodRowsStrictNumbers(benchmark::State& state) { check_rows(state, 0, NumberCheck::valid); }
BENCHMARK(BM_GoodRows)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_OneRowInTwentyIsWrong)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_GoodRowsStrictNumbers)->Unit(benchmark::kMillisecond);

void BM_Number(benchmark::State& state, const char* text, NumberCheck check) {
    for (auto _ : state) benchmark::DoNotOptimize(check_number(text, check));
}
BENCHMARK_CAPTURE(BM_Number, Plain, "+6281234567890", NumberCheck::possible);
BENCHMARK_CAPTURE(BM_Number, WithNationalPrefix, "+62081234567890", NumberCheck::possible);
BENCHMARK_CAPTURE(BM_Number, Strict, "+6281234567890", NumberCheck::valid);

}  // namespace
}  // namespace tiller::campaign
