// Deliveries a second to a receiver on the loopback address, every result durable. Store, dispatcher, HTTP client and
// the receiver (our own HTTP server) are in this one process and share its cores.
//   BM_Deliveries/endpoints/delivered   20,000 events of 1 KiB, over so many endpoints with an account each, where the
//   table
//                                       holds so many thousand deliveries that are done
// us_per_delivery: processor time of the whole process, the receiver's included.
#include <benchmark/benchmark.h>
#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <future>

#include "http/http.h"
#include "store/outbox.h"
#include "webhook/dispatcher.h"

namespace tiller::webhook {
namespace {

constexpr int64_t kEvents = 20'000;
constexpr size_t kBodyBytes = 1024;

double processor_seconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    auto of = [](const timeval& t) { return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6; };
    return of(usage.ru_utime) + of(usage.ru_stime);
}

void fill(store::Store& store, const std::string& url, int64_t endpoints, int64_t delivered) {
    SystemClock clock;
    store.write([&](store::Tx& tx) {
        for (int64_t account = 1; account <= endpoints; ++account) {
            store::Endpoint endpoint;
            endpoint.account = account;
            endpoint.url = url;
            endpoint.secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
            store::put_endpoint(tx, endpoint);
        }
        tx.run(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<?1) "
            "INSERT INTO deliveries SELECT 1 + i % ?2, 1000000 + i, 1 + i % ?2, 0, i / 5000, 0, 1, 1, 0, 200, '', 0 "
            "FROM n WHERE i <= ?1",
            delivered, endpoints);
        for (int64_t i = 0; i < kEvents; ++i) {
            store::Event event;
            event.account = 1 + i % endpoints;
            event.sequence = 1 + i / endpoints;
            event.id = "01a1fbe6afb7f4fcbf22a45b" + std::to_string(10'000'000 + i);
            event.task = i / 5000;
            event.created = clock.now();
            event.body = std::string(kBodyBytes, 'x');
            store::insert_event(tx, event);
        }
    });
}

void BM_Deliveries(benchmark::State& state) {
    std::string folder = std::filesystem::temp_directory_path() / "tiller-webhook-bench-XXXXXX";
    mkdtemp(folder.data());
    SystemClock clock;
    SystemRandom random;
    std::atomic<int64_t> received{0};
    std::promise<void> all;
    auto router = std::make_shared<http::Router>();
    router->add("POST", "/hook", [&](const http::Request&) {
        if (++received == kEvents) all.set_value();
        return http::Response{};
    });
    http::ServerOptions server_options;
    server_options.port = 0;
    server_options.worker_threads = 1;
    auto server = std::move(*http::Server::open(server_options, router));
    store::StoreOptions store_options;
    store_options.dir = folder;
    auto store = std::move(*store::Store::open(store_options));
    fill(*store, "http://127.0.0.1:" + std::to_string(server->port()) + "/hook", state.range(0), state.range(1) * 1000);
    auto client = http::Client::open(256, 64);
    for (auto _ : state) {
        double before = processor_seconds();
        auto start = std::chrono::steady_clock::now();
        auto dispatcher = Dispatcher::open(*store, *client, clock, random, {.allow_private = true});
        all.get_future().wait();
        dispatcher->close(std::chrono::seconds(10));
        state.SetIterationTime(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
        state.counters["us_per_delivery"] = (processor_seconds() - before) * 1e6 / kEvents;
    }
    state.SetItemsProcessed(kEvents);
    if (store->read(store::count_waiting_deliveries) != 0) state.SkipWithError("some were not delivered");
    store.reset();
    std::filesystem::remove_all(folder);
}
BENCHMARK(BM_Deliveries)
    ->Args({1, 0})
    ->Args({1, 1000})
    ->Args({16, 0})
    ->Args({16, 1000})
    ->Iterations(1)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tiller::webhook
