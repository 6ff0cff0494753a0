#include "shipments/seventeen_track.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/crypto/crypto.h"
#include "base/json/json.h"
#include "base/log.h"
#include "base/text.h"
#include "model/shipment_status.h"
#include "shipments/seventeen_track_answer.h"

namespace tiller::shipments {
namespace {

using namespace std::chrono_literals;

// Codes of rejected numbers.
constexpr int64_t kAlreadyRegistered = -18019901, kNotRegistered = -18019902, kDailyLimit = -18019907,
                  kQuotaExhausted = -18019908, kNothingYet = -18019909;

}  // namespace

SeventeenTrack::~SeventeenTrack() {
    while (!pending_.empty()) finish(pending_.begin()->first, unavailable("the server stops"));
}

void SeventeenTrack::ask(const Number& number, bool registered, Told told) {
    Key key{number.number, number.carrier};
    auto [pending, is_new] = pending_.try_emplace(key);
    pending->second.told.push_back(std::move(told));
    if (!is_new) return;
    pending->second.number = number;
    pending->second.asked = clock_.steady();
    queue(registered ? getting : registering, key);
}

void SeventeenTrack::queue(Call call, const Key& key) {
    pending_.at(key).queued = clock_.steady();
    queues_[call].push_back(key);
}

std::optional<Millis> SeventeenTrack::step() {
    Millis now = clock_.steady();
    std::vector<Key> late;
    std::optional<Millis> next;
    for (const auto& [key, pending] : pending_) {
        Millis until = pending.asked + kPatience;
        if (until <= now) {
            late.push_back(key);
        } else {
            next = std::min(next.value_or(until), until);
        }
    }
    for (const Key& key : late) finish(key, unavailable("17TRACK has not answered in time"));
    for (Call call : {getting, registering}) {
        if (auto due = send_due(call, now)) next = std::min(next.value_or(*due), *due);
    }
    return next;
}

/// Returns when the next call of this kind is due.
std::optional<Millis> SeventeenTrack::send_due(Call call, Millis now) {
    auto& waiting = queues_[call];
    for (;;) {
        while (!waiting.empty() && !pending_.contains(waiting.front())) waiting.pop_front();  // given up meanwhile
        if (waiting.empty()) return std::nullopt;
        while (!sent_.empty() && sent_.front() + 1s <= now) sent_.pop_front();
        Millis due = waiting.size() >= kMostNumbers ? now : pending_.at(waiting.front()).queued + kGather;
        Millis free = sent_.size() < kMostCalls ? paused_until_ : std::max(sent_.front() + 1s, paused_until_);
        if (std::max(due, free) > now) return std::max(due, free);
        send(call, now);
    }
}

void SeventeenTrack::send(Call call, Millis now) {
    std::vector<Key> batch;
    std::set<std::string> numbers;  // answers are told apart by them
    std::deque<Key> others;
    JsonWriter json;
    json.begin_array();
    for (const Key& key : queues_[call]) {
        auto pending = pending_.find(key);
        if (pending == pending_.end()) continue;
        if (batch.size() == kMostNumbers || !numbers.insert(key.first).second) {
            others.push_back(key);
            continue;
        }
        batch.push_back(key);
        const Number& number = pending->second.number;
        json.begin_object();
        json.field("number", number.number);
        if (number.carrier != 0) json.field("carrier", number.carrier);
        if (call == registering && !number.param.empty()) json.field("param", number.param);
        json.end_object();
    }
    json.end_array();
    queues_[call] = std::move(others);
    sent_.push_back(now);
    post_(call == registering ? "register" : "gettrackinfo", json.take(),
          [this, call, batch](const http::ClientResponse& response) { take(call, batch, response); });
}

void SeventeenTrack::take(Call call, const std::vector<Key>& batch, const http::ClientResponse& response) {
    if (response.status == 429) {
        paused_until_ = clock_.steady() + kPause;
        for (const Key& key : batch) {
            if (pending_.contains(key)) queue(call, key);
        }
        return;
    }
    auto answer = response.status == 200
                      ? read_answer(response.body)
                      : Result<SeventeenTrackAnswer>(unavailable(
                            response.status == 0 ? response.error : fmt::format("HTTP status {}", response.status)));
    if (!answer) {
        log::error("17TRACK did not answer as it should", {{"error", answer.error().message}});
        for (const Key& key : batch) finish(key, unavailable("17TRACK: " + answer.error().message));
        return;
    }
    for (const Key& key : batch) {
        if (!pending_.contains(key)) continue;
        auto accepted = answer->accepted.find(key.first);
        auto rejected = answer->rejected.find(key.first);
        const std::string* item = accepted == answer->accepted.end() ? nullptr : &accepted->second;
        int64_t code = rejected == answer->rejected.end() ? 0 : rejected->second;
        call == registering ? take_registered(key, item, code) : take_info(key, item, code);
    }
}

void SeventeenTrack::take_registered(const Key& key, const std::string* accepted, int64_t rejected) {
    Pending& pending = pending_.at(key);
    pending.was_registered_here = true;
    if (accepted) {
        // It may have found out another carrier than the one that was named.
        if (auto shipment = read_shipment(*accepted); shipment && shipment->carrier != 0)
            pending.number.carrier = shipment->carrier;
        return queue(getting, key);
    }
    if (rejected == kAlreadyRegistered) return queue(getting, key);
    if (rejected == kDailyLimit || rejected == kQuotaExhausted) {
        log::error("17TRACK takes no further numbers", {{"code", rejected}});
        return finish(key, unavailable("17TRACK: the quota is used up"));
    }
    finish(key, std::optional<Shipment>());
}

void SeventeenTrack::take_info(const Key& key, const std::string* accepted, int64_t rejected) {
    Pending& pending = pending_.at(key);
    if (accepted) {
        auto shipment = read_shipment(*accepted);
        if (!shipment) return finish(key, unavailable("17TRACK: " + shipment.error().message));
        if (!shipment->status) shipment->status = to_name(ShipmentState::not_found);
        return finish(key, std::optional(std::move(*shipment)));
    }
    if (rejected == kNotRegistered && !pending.was_registered_here) return queue(registering, key);
    if (rejected == kNothingYet)
        return finish(key, std::optional(unknown_shipment(key.first, pending.number.carrier, pending.number.param)));
    finish(key, std::optional<Shipment>());
}

void SeventeenTrack::finish(const Key& key, const Result<std::optional<Shipment>>& result) {
    auto node = pending_.extract(key);
    if (node.empty()) return;
    for (const Told& told : node.mapped().told) told(result);
}

Millis good_for(const Shipment& shipment) {
    auto* known = shipment.sub_status ? find_sub_status(*shipment.sub_status) : nullptr;
    if (!known) return 15min;
    if (known->is_final) return 24h;
    switch (known->state) {
        case ShipmentState::out_for_delivery:
        case ShipmentState::delivery_failure:
            return 10min;
        case ShipmentState::not_found:
        case ShipmentState::info_received:
            return 15min;
        default:
            return 1h;
    }
}

std::string push_signature(std::string_view body, std::string_view key) {
    return to_hex(sha256(fmt::format("{}/{}", body, key)));
}

}  // namespace tiller::shipments
