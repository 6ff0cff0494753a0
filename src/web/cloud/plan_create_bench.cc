// POST /v2/plan with 10,000 rows, beside the two things that nobody can leave out: parsing the same JSON and inserting
// the same rows.
#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <simdjson.h>

#include "web/cloud/fixture_testing.h"

namespace tiller::cloud {
namespace {

constexpr int kRows = 10'000;

struct BenchFixture : CloudFixture {
    std::string body() const {
        std::string rows;
        for (int i = 0; i < kRows; ++i) {
            rows += (i ? "," : "") +
                    row_of(fmt::format("+62812{:08}", i), R"("Gender":"male","Comments":"second reminder")");
        }
        return fmt::format(
            R"({{"SIPLine":"LIVEDEMO_CH_SOFTPHONE_LINE","Strategy":"test_test_1","Perform":1,"Details":[{}]}})", rows);
    }
    http::Response send(const std::string& body) {
        http::Request request = request_of("POST", "/service/cloud/v2/plan", body);
        request.body.reserve(body.size() + simdjson::SIMDJSON_PADDING);
        return route(std::move(request));
    }
};

void BM_Plan(benchmark::State& state) {
    BenchFixture shared;
    std::string body = shared.body();
    for (auto _ : state) {
        if (shared.send(body).body.find("\"code\":200") == std::string::npos) state.SkipWithError("refused");
    }
}

void BM_ParseAndInsertRaw(benchmark::State& state) {
    BenchFixture shared;
    simdjson::padded_string body(shared.body());
    simdjson::dom::parser parser;
    int64_t task = 1'000;
    for (auto _ : state) {
        simdjson::dom::array rows = parser.parse(body)["Details"];
        ++task;
        shared.store_->write([&](store::Tx& tx) {
            int64_t row = 0;
            for (simdjson::dom::element element : rows) {
                std::string_view callee = element["Mobile"];
                store::insert_number(tx, {.account = 1,
                                          .task = task,
                                          .row = ++row,
                                          .callee = std::string(callee),
                                          .fields = simdjson::minify(element)});
            }
        });
    }
}
BENCHMARK(BM_Plan)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(BM_ParseAndInsertRaw)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace tiller::cloud
