// Webhooks: how many deliveries a second, and what hanging receivers cost the others. Everything but the receiver runs
// on core 0.
//   webhook_load deliver FOLDER EVENTS
//       deliveries a second to 16 receivers, every result durable; microseconds of processor time of each
//   webhook_load limit EVENTS
//       the same bodies posted by libcurl's multi interface, and nothing else
//   webhook_load delay FOLDER HANGING SECONDS
//       100 events a second to 16 receivers, of which so many hang: 50th and 99th percentile, in ms, of the time from
//       the start of an event's transaction to its arrival at a receiver that does not
#include <curl/curl.h>
#include <fmt/format.h>
#include <sys/resource.h>

#include <iostream>

#include "base/log.h"
#include "base/random.h"
#include "nodes/membership.h"
#include "store/outbox.h"
#include "webhook/dispatcher.h"
#include "webhook_receiver.h"

namespace tiller::bench {
namespace {

using namespace std::chrono_literals;

constexpr int kReceivers = 16;
constexpr int kConnections = 64;  // of the limit: as many as the dispatcher has with 16 endpoints of 4
constexpr size_t kBodyBytes = 1200;
constexpr const char* kSecret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

double processor_seconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    auto of = [](const timeval& t) { return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6; };
    return of(usage.ru_utime) + of(usage.ru_stime);
}

std::string url_of(int port, const char* path) { return fmt::format("http://127.0.0.1:{}{}", port, path); }

std::unique_ptr<store::Store> open_store(const std::string& folder) {
    auto opened = store::Store::open({.dir = folder});
    if (!opened) throw std::runtime_error(opened.error().message);
    return std::move(*opened);
}

/// The only node of the store, as the server is one.
std::unique_ptr<nodes::Membership> enter(store::Store& store, const Clock& clock) {
    auto node = std::make_unique<nodes::Membership>(
        store, clock,
        nodes::MembershipOptions{
            .name = "bench", .process = this_process(), .is_alone = true, .settle = [](store::Tx&) { return 0; }});
    if (auto entered = node->enter(); !entered) throw std::runtime_error(entered.error().message);
    return node;
}

void add_endpoint(store::Tx& tx, int64_t account, std::string url) {
    store::put_endpoint(tx, {.account = account, .url = std::move(url), .secret = kSecret});
}

void add_event(store::Tx& tx, int64_t account, int64_t sequence, Instant now, std::string body) {
    body.resize(kBodyBytes, ' ');
    const store::Event event{.account = account,
                             .sequence = sequence,
                             .id = fmt::format("{:012x}{:04x}{:016x}", to_ms(now), account, sequence),
                             .task = 1,
                             .created = now,
                             .body = std::move(body)};
    store::insert_event(tx, event);
    store::insert_deliveries(tx, event);
}

void report(int64_t events, double seconds, double processor) {
    std::cout << fmt::format("{:.0f} {:.1f}\n", static_cast<double>(events) / seconds,
                             processor * 1e6 / static_cast<double>(events));
}

void deliver(const std::string& folder, int64_t events) {
    Receiver receiver(kReceivers);
    SystemClock clock;
    SystemRandom random;
    auto store = open_store(folder);
    store->write([&](store::Tx& tx) {
        for (int i = 0; i < kReceivers; ++i) {
            add_endpoint(tx, i + 1, url_of(receiver.ports()[static_cast<size_t>(i)], "/hook"));
        }
        for (int64_t i = 0; i < events; ++i) add_event(tx, 1 + i % kReceivers, 1 + i / kReceivers, clock.now(), "{");
    });
    auto client = http::Client::open(1024);
    double processor = processor_seconds();
    auto start = std::chrono::steady_clock::now();
    auto node = enter(*store, clock);
    auto dispatcher = webhook::Dispatcher::open(*store, *client, *node, clock, random, {.allow_private = true});
    while (receiver.count() < events) std::this_thread::sleep_for(1ms);
    dispatcher->close(10s);
    double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (store->read(store::count_waiting_deliveries) != 0) throw std::runtime_error("some were not delivered");
    report(events, seconds, processor_seconds() - processor);
}

void limit(int64_t events) {
    Receiver receiver(kReceivers);
    std::string body(kBodyBytes, ' ');
    CURLM* multi = curl_multi_init();
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, static_cast<long>(kConnections));
    curl_slist* headers = curl_slist_append(nullptr, "Expect:");
    std::vector<CURL*> handles;
    for (size_t i = 0; i < kConnections; ++i) {
        CURL* easy = curl_easy_init();
        curl_easy_setopt(easy, CURLOPT_URL, url_of(receiver.ports()[i % kReceivers], "/hook").c_str());
        curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body.data());
        handles.push_back(easy);
    }
    double processor = processor_seconds();
    auto start = std::chrono::steady_clock::now();
    int64_t begun = 0, done = 0;
    for (CURL* easy : handles) curl_multi_add_handle(multi, easy), ++begun;
    while (done < events) {
        int left = 0;
        curl_multi_perform(multi, &left);
        while (CURLMsg* message = curl_multi_info_read(multi, &left)) {
            CURL* easy = message->easy_handle;
            if (message->data.result != CURLE_OK) throw std::runtime_error("a post failed");
            curl_multi_remove_handle(multi, easy);
            ++done;
            if (begun < events) curl_multi_add_handle(multi, easy), ++begun;
        }
        curl_multi_poll(multi, nullptr, 0, 100, nullptr);
    }
    double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    report(events, seconds, processor_seconds() - processor);
    for (CURL* easy : handles) curl_easy_cleanup(easy);
    curl_slist_free_all(headers);
    curl_multi_cleanup(multi);
}

void delay(const std::string& folder, int hanging, int seconds) {
    Receiver receiver(kReceivers);
    SystemClock clock;
    SystemRandom random;
    auto store = open_store(folder);
    store->write([&](store::Tx& tx) {
        for (int i = 0; i < kReceivers; ++i) {
            add_endpoint(tx, 1, url_of(receiver.ports()[static_cast<size_t>(i)], i < hanging ? "/hang" : "/hook"));
        }
    });
    auto client = http::Client::open(1024);
    auto node = enter(*store, clock);
    auto dispatcher = webhook::Dispatcher::open(*store, *client, *node, clock, random, {.allow_private = true});
    int64_t events = int64_t{100} * seconds;
    auto next = std::chrono::steady_clock::now();
    for (int64_t i = 1; i <= events; ++i) {
        int64_t begun = now_ns();
        store->write([&](store::Tx& tx) { add_event(tx, 1, i, clock.now(), fmt::format("{{\"At\":{},", begun)); });
        dispatcher->wake(1);
        std::this_thread::sleep_until(next += 10ms);
    }
    auto deadline = std::chrono::steady_clock::now() + 20s;
    while (receiver.count() < events * (kReceivers - hanging)) {
        if (std::chrono::steady_clock::now() > deadline) throw std::runtime_error("healthy receivers lack events");
        std::this_thread::sleep_for(1ms);
    }
    auto delays = receiver.take_delays();
    std::sort(delays.begin(), delays.end());
    auto percentile = [&](size_t p) { return static_cast<double>(delays[delays.size() * p / 100]) / 1e6; };
    std::cout << fmt::format("{:.2f} {:.2f}\n", percentile(50), percentile(99));
}

}  // namespace
}  // namespace tiller::bench

int main(int argc, char** argv) {
    using namespace tiller::bench;
    std::vector<std::string> words(argv + 1, argv + argc);
    pin_to_core(0);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    tiller::log::set_level(tiller::log::Level::error);
    try {
        if (words.size() == 3 && words[0] == "deliver") return deliver(words[1], std::stoll(words[2])), 0;
        if (words.size() == 2 && words[0] == "limit") return limit(std::stoll(words[1])), 0;
        if (words.size() == 4 && words[0] == "delay")
            return delay(words[1], std::stoi(words[2]), std::stoi(words[3])), 0;
    } catch (const std::exception& e) {
        std::cerr << "webhook_load: " << e.what() << "\n";
        return 1;
    }
    std::cerr << "webhook_load: deliver FOLDER EVENTS | limit EVENTS | delay FOLDER HANGING SECONDS\n";
    return 2;
}
