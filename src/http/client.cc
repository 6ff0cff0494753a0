#include "http/client.h"

#include <pthread.h>
#include <signal.h>

#include "base/metrics.h"
#include "http/host_queue.h"
#include "http/transfer.h"

namespace tiller::http {
namespace {

constexpr int kPollMs = 1000;  // a wake-up ends it sooner

void start_curl_once() {
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

/// Invariants:
/// 1. All of curl, queue_, running_ and spare_ belong to the thread; only inbox_ and stopping_ are shared.
/// 2. A transfer is in inbox_, queue_ or running_, and leaves by finish or fail, which call `done` once.
class CurlClient final : public Client {
  public:
    CurlClient(int max_connections, int max_per_host) : queue_(max_connections, max_per_host) {
        start_curl_once();
        multi_ = curl_multi_init();
        curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, static_cast<long>(max_connections));
        thread_ = std::thread([this] { work(); });
    }

    ~CurlClient() override {
        {
            std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        curl_multi_wakeup(multi_);
        thread_.join();
        spare_.clear();
        curl_multi_cleanup(multi_);
    }

    void send(ClientRequest request, std::function<void(ClientResponse)> done) override {
        auto transfer = std::make_unique<Transfer>(std::move(request), std::move(done));
        bool first = false, late = false;
        {
            std::lock_guard lock(mutex_);
            late = stopping_;
            first = inbox_.empty();
            if (!late) inbox_.push_back(std::move(transfer));
        }
        if (late) return transfer->fail("client closed");
        if (first) curl_multi_wakeup(multi_);
    }

  private:
    struct Waiting {
        std::string host;
        std::unique_ptr<Transfer> transfer;
    };

    void work() {
        // CURLOPT_NOSIGNAL leaves SIGPIPE to us: a peer that closes under TLS must not end the process.
        sigset_t pipe;
        sigemptyset(&pipe);
        sigaddset(&pipe, SIGPIPE);
        pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
        for (;;) {
            bool stopping = take_inbox();
            if (stopping) break;
            start_waiting();
            int active = 0;
            curl_multi_perform(multi_, &active);
            bool finished = finish_done();
            waiting_gauge_.Set(static_cast<double>(queue_.waiting()));
            const int nap = stop_some();
            if (!finished) curl_multi_poll(multi_, nullptr, 0, nap, nullptr);
        }
        end_all();
    }

    bool take_inbox() {
        std::vector<std::unique_ptr<Transfer>> fresh;
        bool stopping = false;
        {
            std::lock_guard lock(mutex_);
            fresh.swap(inbox_);
            stopping = stopping_;
        }
        for (auto& transfer : fresh) {
            auto host = transfer->host();
            if (!host) {
                transfer->fail(host.error().message);
            } else {
                queue_.push(*host, Waiting{*host, std::move(transfer)});
            }
        }
        return stopping;
    }

    void start_waiting() {
        while (auto next = queue_.pop()) {
            EasyHandle handle;
            if (spare_.empty()) {
                handle.reset(curl_easy_init());
            } else {
                handle = std::move(spare_.back());
                spare_.pop_back();
            }
            next->transfer->prepare(std::move(handle));
            curl_multi_add_handle(multi_, next->transfer->handle());
            CURL* key = next->transfer->handle();
            running_.emplace(key, std::move(*next));
        }
    }

    /// True if any transfer has ended: its slot may be free for one that waits.
    bool finish_done() {
        bool any = false;
        int left = 0;
        while (CURLMsg* message = curl_multi_info_read(multi_, &left)) {
            if (message->msg != CURLMSG_DONE) continue;
            any = true;
            CURLcode code = message->data.result;
            Waiting ended = remove(message->easy_handle);
            ended.transfer->finish(code);
            recycle(*ended.transfer);
        }
        return any;
    }

    /// Ends what was given up and what has no first piece in time. Returns how long to wait at most, in milliseconds.
    int stop_some() {
        const auto now = std::chrono::steady_clock::now();
        auto next = now + std::chrono::milliseconds(kPollMs);
        std::vector<std::pair<CURL*, std::string>> ending;
        for (const auto& [handle, running] : running_) {
            if (std::string why = running.transfer->stop_reason(now, next); !why.empty())
                ending.emplace_back(handle, std::move(why));
        }
        for (auto& [handle, why] : ending) remove(handle).transfer->fail(std::move(why));
        if (!ending.empty()) return 0;
        return static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(next - now).count());
    }

    Waiting remove(CURL* handle) {
        auto found = running_.find(handle);
        Waiting ended = std::move(found->second);
        running_.erase(found);
        curl_multi_remove_handle(multi_, handle);
        queue_.done(ended.host);
        return ended;
    }

    /// A handle keeps its buffers for the next request; connections live in the multi handle.
    void recycle(Transfer& transfer) {
        EasyHandle handle = transfer.take_handle();
        curl_easy_reset(handle.get());
        spare_.push_back(std::move(handle));
    }

    void end_all() {
        while (!running_.empty()) remove(running_.begin()->first).transfer->fail("client closed");
        while (auto next = queue_.pop()) {
            queue_.done(next->host);
            next->transfer->fail("client closed");
        }
    }

    CURLM* multi_ = nullptr;
    HostQueue<Waiting> queue_;
    std::unordered_map<CURL*, Waiting> running_;
    std::vector<EasyHandle> spare_;
    prometheus::Gauge& waiting_gauge_ =
        metrics::gauge("tiller_http_client_queue_size", "Requests to other hosts that wait for a connection.");

    std::mutex mutex_;
    std::vector<std::unique_ptr<Transfer>> inbox_;
    bool stopping_ = false;

    std::thread thread_;
};

}  // namespace

std::unique_ptr<Client> Client::open(int max_connections, int max_per_host) {
    return std::make_unique<CurlClient>(max_connections, max_per_host);
}

}  // namespace tiller::http
