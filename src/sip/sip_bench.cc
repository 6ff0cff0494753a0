// Whole calls (INVITE, 180, 200, ACK, BYE, 200) between two endpoints of one process over loopback: both ends' work is
// counted, so one end alone carries about twice the calls a second of processor time.
#include <benchmark/benchmark.h>

#include <condition_variable>

#include "sip/sip.h"

namespace tiller::sip {
namespace {

class Callee : public Listener {
  public:
    void on_ringing(LegId, int, std::string_view) override {}
    void on_answered(LegId, std::string_view) override {}
    void on_ended(LegId, const Ended&) override {}
    bool on_incoming(LegId leg, const Incoming& incoming) override {
        endpoint->ring(leg);
        endpoint->accept(leg, incoming.sdp);
        return true;
    }
    Endpoint* endpoint = nullptr;
};

class Caller : public Listener {
  public:
    void on_ringing(LegId, int, std::string_view) override {}
    void on_answered(LegId leg, std::string_view) override { endpoint->hang_up(leg); }
    void on_ended(LegId, const Ended& ended) override {
        std::lock_guard lock(mutex_);
        if (ended.code != 200) ++failed;
        --in_flight_;
        freed_.notify_one();
    }
    void take_place(int places) {
        std::unique_lock lock(mutex_);
        freed_.wait(lock, [&] { return in_flight_ < places; });
        ++in_flight_;
    }
    Endpoint* endpoint = nullptr;
    std::atomic<int64_t> failed{0};

  private:
    std::mutex mutex_;
    std::condition_variable freed_;
    int in_flight_ = 0;
};

void whole_calls(benchmark::State& state) {
    Callee called;
    Caller calling;
    auto callee = Endpoint::open({.bind = "127.0.0.1:0", .strangers = Strangers::serve}, called);
    auto caller = Endpoint::open({.bind = "127.0.0.1:0"}, calling);
    if (!callee || !caller) return state.SkipWithError("no port");
    called.endpoint = callee->get();
    calling.endpoint = caller->get();
    const std::string server = "sip:127.0.0.1:" + std::to_string((*callee)->port());
    int64_t calls = 0;
    for (auto _ : state) {
        calling.take_place(static_cast<int>(state.range(0)));
        (*caller)->invite(
            {.target = {.servers = {server}},
             .callee = "+6281200000001",
             .caller = "+622150000000",
             .sdp =
                 "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8\r\n",
             .call_id = std::to_string(++calls)});
    }
    calling.take_place(1);
    state.SetItemsProcessed(calls);
    state.counters["failed"] = static_cast<double>(calling.failed);
}
BENCHMARK(whole_calls)->Arg(1)->Arg(50)->UseRealTime()->MeasureProcessCPUTime();

}  // namespace
}  // namespace tiller::sip
