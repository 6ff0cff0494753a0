#pragma once
// The client of 17TRACK's API, version 2.2 (its public documentation: asset.17track.net/api/document/v2.2_en): a number
// is registered once, and then asked for as often as one likes.
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "http/client.h"
#include "shipments/shipment.h"

namespace tiller::shipments {

/// Thread rule: one thread; `post` may answer on it only, and not from inside its own call.
///
/// Invariants:
///  1. A call carries at most kMostNumbers numbers, none twice; at most kMostCalls calls leave within a second.
///  2. A number that is asked for again while it is under way is not asked for twice: the answer goes to both.
///  3. Every `ask` is told exactly once, at the latest by the first `step` that is kPatience later.
class SeventeenTrack {
  public:
    static constexpr size_t kMostNumbers = 40, kMostCalls = 3;
    static constexpr Millis kGather{20};       // a call waits so long for company
    static constexpr Millis kPatience{8'000};  // of whoever asks
    static constexpr Millis kPause{1'000};     // after "too many requests"

    using Answered = std::function<void(http::ClientResponse)>;
    /// POST <url>/<path> with the key.
    using Post = std::function<void(std::string path, std::string body, Answered answered)>;
    /// Nothing: 17TRACK knows no such number. Error: `unavailable`.
    using Told = std::function<void(Result<std::optional<Shipment>>)>;

    SeventeenTrack(Post post, const Clock& clock) : post_(std::move(post)), clock_(clock) {}
    /// Tells what is open that there is no answer.
    ~SeventeenTrack();

    struct Number {
        std::string number;
        int64_t carrier = 0;  // 0: 17TRACK finds it out
        std::string param;
    };
    void ask(const Number& number, bool registered, Told told);
    /// Sends what is due, gives up what took too long. Returns when it wants to be called again, by the steady clock.
    std::optional<Millis> step();

  private:
    using Key = std::pair<std::string, int64_t>;  // number and carrier as they were asked for
    enum Call { registering, getting };
    struct Pending {
        Number number;
        std::vector<Told> told;
        Millis asked, queued;
        bool was_registered_here = false;
    };

    std::optional<Millis> send_due(Call call, Millis now);
    void send(Call call, Millis now);
    void queue(Call call, const Key& key);
    void take(Call call, const std::vector<Key>& batch, const http::ClientResponse& response);
    void take_registered(const Key& key, const std::string* accepted, int64_t rejected);
    void take_info(const Key& key, const std::string* accepted, int64_t rejected);
    void finish(const Key& key, const Result<std::optional<Shipment>>& result);

    const Post post_;
    const Clock& clock_;
    std::map<Key, Pending> pending_;
    std::deque<Key> queues_[2];
    std::deque<Millis> sent_;  // the calls of the last second
    Millis paused_until_{0};
};

/// How long an answer is good without asking again: minutes on the day of delivery, a day for what is over.
Millis good_for(const Shipment& shipment);

/// The signature of a push: hex SHA-256 of the body, "/" and the key.
std::string push_signature(std::string_view body, std::string_view key);

}  // namespace tiller::shipments
