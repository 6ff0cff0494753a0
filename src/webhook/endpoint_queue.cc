#include "webhook/endpoint_queue.h"

#include "webhook/ladder.h"
#include "webhook/post.h"

namespace tiller::webhook {
namespace {

constexpr int kBatchPerTry = 16;          // deliveries read ahead for each that may be out
constexpr size_t kBatchBytes = 1u << 20;  // bodies of a batch: many endpoints, little memory
constexpr size_t kMaxUnsaved = 1024;      // results that wait for the disk; no try goes out beyond
constexpr std::chrono::minutes kAuditEvery{1};

/// How long a delivery may have to wait at most.
Millis longest_wait(int tries) { return delay_after(tries).value_or(Millis(0)); }

}  // namespace

EndpointQueue::EndpointQueue(store::Endpoint endpoint, int parallel)
    : endpoint_(std::move(endpoint)), parallel_(parallel), health_(endpoint_.failing_since) {}

void EndpointQueue::redefine(store::Endpoint fresh) {
    bool again = fresh.enabled && !endpoint_.enabled;
    if (again) health_ = Health(fresh.failing_since);
    endpoint_ = std::move(fresh);
    if (!endpoint_.enabled) forget_ready();
    look_from(Instant::min());
}

void EndpointQueue::switch_off(Instant now, std::string reason) {
    endpoint_.enabled = false;
    endpoint_.off_since = now;
    endpoint_.off_reason = std::move(reason);
    forget_ready();
}

void EndpointQueue::forget_ready() {
    for (const auto& outgoing : ready_) known_.erase(outgoing.delivery.sequence);
    ready_.clear();
    look_from(Instant::min());
}

void EndpointQueue::clock_set_back(Instant now) {
    health_.clock_set_back(now);
    audit_at_ = Instant::min();
    look_from(Instant::min());
}

Instant EndpointQueue::next_look() const {
    if (!endpoint_.enabled || ready_.size() >= static_cast<size_t>(parallel_)) return Instant::max();
    bool something_waits = look_at_ != Instant::max() || !held_.empty();
    return something_waits ? std::min(look_at_, audit_at_) : Instant::max();
}

std::vector<store::LaterDelivery> EndpointQueue::look(store::Db& db, Instant now) {
    std::vector<store::LaterDelivery> put_off;
    if (audit_at_ <= now) {
        release_all();
        put_off = put_off_too_far(db, now);
        audit_at_ = now + kAuditEvery;
    }
    size_t wanted = static_cast<size_t>(parallel_ * kBatchPerTry);
    size_t limit = known_.size() + wanted;
    auto sequences = store::due_sequences(db, endpoint_.key, now, static_cast<int64_t>(limit));
    bool more = sequences.size() == limit;
    size_t bytes = 0;
    for (int64_t sequence : sequences) {
        if (known_.contains(sequence)) continue;
        if (wanted == 0 || bytes > kBatchBytes) {
            more = true;
            break;
        }
        if (!read_one(db, sequence)) continue;
        --wanted;
        bytes += ready_.back().body.size();
    }
    look_at_ = more ? Instant::min() : store::next_delivery_due(db, endpoint_.key, now).value_or(Instant::max());
    return put_off;
}

/// False if the delivery is held back. One without its event cannot be sent: it stays known, and is passed over from
/// now on.
bool EndpointQueue::read_one(store::Db& db, int64_t sequence) {
    auto outgoing = store::find_outgoing(db, endpoint_.key, sequence);
    known_.insert(sequence);
    if (!outgoing) return false;
    if (auto awaited = journal::held_back_by(db, outgoing->delivery)) {
        held_[*awaited].push_back(sequence);
        return false;
    }
    ready_.push_back(std::move(*outgoing));
    return true;
}

std::vector<store::LaterDelivery> EndpointQueue::put_off_too_far(store::Db& db, Instant now) const {
    std::vector<store::LaterDelivery> found;
    for (store::LaterDelivery& later : store::later_deliveries(db, endpoint_.key, now)) {
        if (known_.contains(later.sequence) || later.due <= now + longest_wait(later.tries)) continue;
        later.due = now + longest_wait(later.tries);
        found.push_back(later);
    }
    return found;
}

void EndpointQueue::release(const journal::Awaited& awaited) {
    auto found = held_.find(awaited);
    if (found == held_.end()) return;
    for (int64_t sequence : found->second) known_.erase(sequence);
    held_.erase(found);
    look_from(Instant::min());
}

void EndpointQueue::release_all() {
    while (!held_.empty()) release(journal::Awaited(held_.begin()->first));
}

Instant EndpointQueue::next_take() const {
    if (!endpoint_.enabled || ready_.empty() || unsaved_.size() >= kMaxUnsaved) return Instant::max();
    if (out() >= health_.parallel(parallel_)) return Instant::max();
    return health_.next_probe();
}

store::Outgoing EndpointQueue::take() {
    store::Outgoing outgoing = std::move(ready_.front());
    ready_.pop_front();
    out_.emplace(outgoing.delivery.sequence, store::Outgoing{outgoing.delivery, outgoing.id, outgoing.created, {}});
    return outgoing;
}

const store::Outgoing* EndpointQueue::find_out(int64_t sequence) const {
    auto found = out_.find(sequence);
    return found == out_.end() ? nullptr : &found->second;
}

store::Delivery EndpointQueue::settle(int64_t sequence, const Answer& answer, Instant now) {
    auto found = out_.find(sequence);
    store::Delivery result = std::move(found->second.delivery);
    out_.erase(found);
    unsaved_.insert(sequence);
    ++result.tries;
    result.last_status = answer.status;
    result.last_error.clear();
    if (is_accepted(answer)) {
        result.state = store::DeliveryState::delivered;
        return result;
    }
    result.last_error = failure_of(answer);
    if (auto delay = delay_after(result.tries)) {
        result.due = now + *delay;
    } else {
        result.state = store::DeliveryState::exhausted;
    }
    return result;
}

void EndpointQueue::saved(const store::Delivery& result, Instant now) {
    if (unsaved_.erase(result.sequence) == 0) return;  // of an endpoint that was removed, and is there again
    known_.erase(result.sequence);
    if (result.state == store::DeliveryState::waiting) {
        look_from(result.due);
        if (result.due > now + longest_wait(result.tries)) audit_at_ = Instant::min();
        return;
    }
    for (const auto& awaited : journal::waiting_for(result)) release(awaited);
}

}  // namespace tiller::webhook
