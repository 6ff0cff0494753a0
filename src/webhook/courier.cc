#include "webhook/courier.h"

#include "base/log.h"
#include "base/loggable_url.h"
#include "webhook/delivery_metrics.h"
#include "webhook/post.h"

namespace tiller::webhook {
namespace {

constexpr std::chrono::seconds kSaveAgainAfter{1};
constexpr std::chrono::seconds kClockTolerance{1};  // small corrections of the clock need no care

double seconds(Millis duration) { return std::chrono::duration<double>(duration).count(); }

void tell(const store::Endpoint& endpoint, const store::Outgoing& sent, const store::Delivery& result,
          const Answer& answer, Instant now) {
    DeliveryMetrics& all = delivery_metrics();
    all.answer_seconds.Observe(seconds(answer.elapsed));
    if (result.state == store::DeliveryState::delivered) {
        all.delivered.Increment();
        all.delay_seconds.Observe(seconds(now - sent.created));
        log::debug(
            "webhook delivered",
            {{"event", sent.id}, {"endpoint", endpoint.key}, {"status", answer.status}, {"tries", result.tries}});
        return;
    }
    all.failed.Increment();
    bool exhausted = result.state == store::DeliveryState::exhausted;
    if (exhausted) all.exhausted.Increment();
    (exhausted ? log::warn : log::info)(exhausted ? "webhook given up" : "webhook failed",
                                        {{"event", sent.id},
                                         {"endpoint", endpoint.key},
                                         {"url", loggable_url(endpoint.url)},
                                         {"status", answer.status},
                                         {"error", result.last_error},
                                         {"tries", result.tries}});
}

}  // namespace

Courier::Courier(store::Store& store, Sender& sender, const nodes::Membership& node, const Clock& clock,
                 CourierOptions options)
    : store_(store),
      sender_(sender),
      clock_(clock),
      options_(std::move(options)),
      mail_(std::make_shared<CourierMail>(options_.wake)),
      share_(store, node, clock, store::HoldingKind::endpoint) {}

Instant Courier::step(Instant now) {
    if (last_step_ != Instant::min() && now + kClockTolerance < last_step_) {
        for (auto& [key, queue] : queues_) queue.clock_set_back(now);
        save_after_ = std::min(save_after_, now);
    }
    last_step_ = now;

    CourierMail::Contents news = mail_->take();
    all_changed_ |= news.all_accounts;
    changed_accounts_.merge(news.accounts);
    for (const auto& answered : news.answers) take_answer(answered, now);
    if (news.committed) batch_saved(now);
    if (news.commit_failed) batch_refused(now);
    save(now);
    if (!stopped_ && !held_) {
        read(now);
        send(now);
    }
    return next_step(now);
}

size_t Courier::unsettled() const {
    size_t sum = 0;
    for (const auto& [key, queue] : queues_) sum += queue.unsettled();
    return sum;
}

void Courier::take_answer(const CourierMail::Answered& answered, Instant now) {
    auto found = queues_.find(answered.endpoint);
    if (found == queues_.end()) return;  // the endpoint was removed meanwhile
    EndpointQueue& queue = found->second;
    const store::Outgoing* out = queue.find_out(answered.sequence);
    if (!out) return;  // it was removed, and is there again
    store::Outgoing sent = *out;
    store::Delivery result = queue.settle(answered.sequence, answered.answer, now);
    tell(queue.endpoint(), sent, result, answered.answer, now);
    note_health(queue, result, now);
    batch_.tries.push_back({.endpoint = answered.endpoint,
                            .sequence = answered.sequence,
                            .at = now,
                            .duration = answered.answer.elapsed,
                            .status = answered.answer.status,
                            .error = result.last_error,
                            .answer = excerpt(answered.answer.body)});
    batch_.results.push_back(std::move(result));
}

void Courier::note_health(EndpointQueue& queue, const store::Delivery& result, Instant now) {
    bool accepted = result.state == store::DeliveryState::delivered;
    Health& health = queue.health();
    bool changed = accepted ? health.succeeded() : health.failed(now);
    if (!accepted && queue.endpoint().enabled && health.is_hopeless(now)) {
        queue.switch_off(now, "failed for 5 days: " + result.last_error);
        changed = true;
        delivery_metrics().switched_off.Increment();
        log::warn("webhook endpoint switched off: it failed for 5 days", {{"endpoint", queue.endpoint().key},
                                                                          {"account", queue.endpoint().account},
                                                                          {"url", loggable_url(queue.endpoint().url)},
                                                                          {"error", result.last_error}});
    }
    if (!changed) return;
    store::Endpoint& noted = batch_.health[queue.endpoint().key];
    noted.key = queue.endpoint().key;
    noted.enabled = queue.endpoint().enabled;
    noted.off_since = queue.endpoint().off_since;
    noted.off_reason = queue.endpoint().off_reason;
    noted.failing_since = health.failing_since();
}

void Courier::save(Instant now) {
    if (saving_ || batch_.empty() || now < save_after_) return;
    saving_ = std::make_shared<const Batch>(std::exchange(batch_, {}));
    std::map<int64_t, store::Holdable> things;
    for (const auto& [key, queue] : queues_) things.emplace(key, thing_of(queue));
    auto work = [batch = saving_, things = std::move(things), run = share_.run(), now](store::Tx& tx) {
        write(tx, *batch, things, run, now);
    };
    try {
        store_.write_async(std::move(work), [mail = mail_](std::exception_ptr error) { mail->batch_ended(!error); });
    } catch (const store::StoreError&) {
        mail_->batch_ended(false);  // the store is closing
    }
}

/// What concerns endpoints that are another node's by now is its business.
void Courier::write(store::Tx& tx, const Batch& batch, const std::map<int64_t, store::Holdable>& things, int64_t run,
                    Instant now) {
    std::map<int64_t, bool> asked;
    auto is_held = [&](int64_t endpoint) {
        auto [answer, is_new] = asked.try_emplace(endpoint, false);
        auto thing = things.find(endpoint);
        if (is_new && thing != things.end())
            answer->second = store::is_held(tx, store::HoldingKind::endpoint, thing->second, run);
        return answer->second;
    };
    for (const auto& result : batch.results) {
        if (is_held(result.endpoint)) store::update_delivery(tx, result, now);
    }
    for (const auto& tried : batch.tries) store::insert_try(tx, tried);
    for (const auto& moved : batch.moved) {
        if (is_held(moved.endpoint)) store::set_delivery_due(tx, moved.endpoint, moved.sequence, moved.due);
    }
    for (const auto& [key, endpoint] : batch.health) {
        if (!is_held(key)) continue;
        store::set_endpoint_failing(tx, key, endpoint.failing_since);
        if (!endpoint.enabled) store::switch_endpoint_off(tx, key, *endpoint.off_since, endpoint.off_reason);
    }
}

void Courier::batch_saved(Instant now) {
    auto saved = std::exchange(saving_, nullptr);
    for (const auto& result : saved->results) {
        auto found = queues_.find(result.endpoint);
        if (found != queues_.end()) found->second.saved(result, now);
    }
    for (const auto& moved : saved->moved) {
        auto found = queues_.find(moved.endpoint);
        if (found != queues_.end()) found->second.look_from(moved.due);
    }
    // Until now keep_only overruled the store, which may have been told otherwise meanwhile.
    for (const auto& [key, endpoint] : saved->health) all_changed_ |= !endpoint.enabled;
}

/// The results stay known, so that nothing is sent twice meanwhile, and are offered again a little later.
void Courier::batch_refused(Instant now) {
    log::error("webhook results could not be saved", {{"results", saving_->results.size()}});
    Batch again = *std::exchange(saving_, nullptr);
    again.results.insert(again.results.end(), batch_.results.begin(), batch_.results.end());
    again.tries.insert(again.tries.end(), batch_.tries.begin(), batch_.tries.end());
    again.moved.insert(again.moved.end(), batch_.moved.begin(), batch_.moved.end());
    batch_.health.merge(again.health);  // what was noted later wins
    again.health.swap(batch_.health);
    batch_ = std::move(again);
    save_after_ = now + kSaveAgainAfter;
}

bool Courier::is_switch_off_unsaved(int64_t endpoint) const {
    auto off_in = [&](const Batch& batch) {
        auto noted = batch.health.find(endpoint);
        return noted != batch.health.end() && !noted->second.enabled;
    };
    return off_in(batch_) || (saving_ && off_in(*saving_));
}

void Courier::read(Instant now) {
    if (!share_.is_alone() && clock_.steady() >= ask_others_at_) {
        ask_others_at_ = clock_.steady() + nodes::Share::kLookAgain;
        all_changed_ = true;
    }
    auto wants = [&](const auto& entry) { return is_ours(entry.second) && entry.second.next_look() <= now; };
    bool is_changed = all_changed_ || !changed_accounts_.empty();
    if (!is_changed && !to_share_ && std::none_of(queues_.begin(), queues_.end(), wants)) return;
    to_share_ |= is_changed;
    if (is_changed) store_.read([&](store::Db& db) { read_endpoints(db); });
    if (to_share_) share_endpoints();
    to_share_ = false;
    store_.read([&](store::Db& db) {
        for (auto& [key, queue] : queues_) {
            if (queue.next_look() > now || !is_ours(queue)) continue;
            for (const auto& later : queue.look(db, now)) {
                store::Delivery moved;
                moved.endpoint = key;
                moved.sequence = later.sequence;
                moved.due = later.due;
                batch_.moved.push_back(std::move(moved));
            }
        }
    });
    save(now);
}

/// Which endpoints this node delivers to from now on. Of those that it has lost it forgets what it knew.
void Courier::share_endpoints() {
    std::vector<store::Holdable> things;
    for (const auto& [key, queue] : queues_) things.push_back(thing_of(queue));
    auto before = share_.held();
    int64_t run = share_.run();
    auto may_give = [&](store::Holdable thing) { return queues_.at(thing.key).unsettled() == 0; };
    if (!share_.look(things, may_give)) return;
    for (const store::Holdable& thing : before) {
        bool is_kept = share_.holds(thing) && share_.run() == run;
        auto found = queues_.find(thing.key);
        if (is_kept || found == queues_.end()) continue;
        store::Endpoint endpoint = found->second.endpoint();
        queues_.erase(found);
        queues_.try_emplace(thing.key, std::move(endpoint), options_.parallel_per_endpoint);
    }
}

void Courier::read_endpoints(store::Db& db) {
    if (all_changed_) {
        auto listed = store::list_endpoints(db);
        for (const auto& endpoint : listed) read_cipher(db, endpoint.account);
        keep_only(listed, std::nullopt);
    } else {
        for (int64_t account : changed_accounts_) {
            read_cipher(db, account);
            keep_only(store::endpoints_of(db, account), account);
        }
    }
    all_changed_ = false;
    changed_accounts_.clear();
}

void Courier::read_cipher(store::Db& db, int64_t account) {
    if (options_.cipher_of) ciphers_[account] = options_.cipher_of(db, account);
}

void Courier::keep_only(const std::vector<store::Endpoint>& listed, std::optional<int64_t> account) {
    std::set<int64_t> keys;
    for (store::Endpoint endpoint : listed) {
        keys.insert(endpoint.key);
        if (is_switch_off_unsaved(endpoint.key)) endpoint.enabled = false;
        auto found = queues_.find(endpoint.key);
        if (found == queues_.end()) {
            queues_.try_emplace(endpoint.key, std::move(endpoint), options_.parallel_per_endpoint);
        } else {
            found->second.redefine(std::move(endpoint));
        }
    }
    std::erase_if(queues_, [&](const auto& entry) {
        bool asked = !account || entry.second.endpoint().account == *account;
        return asked && !keys.contains(entry.first);
    });
}

/// Endpoints that fail share the probes; they take turns, so that none is left out.
void Courier::send(Instant now) {
    int probes = 0;
    for (auto& [key, queue] : queues_) probes += queue.health().failing_since() ? queue.out() : 0;
    auto turn = queues_.upper_bound(last_probed_);
    for (size_t seen = 0; seen < queues_.size(); ++seen, ++turn) {
        if (turn == queues_.end()) turn = queues_.begin();
        EndpointQueue& queue = turn->second;
        if (!is_ours(queue) || share_.is_leaving(thing_of(queue))) continue;
        while (queue.next_take() <= now) {
            if (queue.health().failing_since()) {
                if (probes >= options_.max_probes) break;
                ++probes;
                last_probed_ = turn->first;
            }
            send_one(queue, now);
        }
    }
    delivery_metrics().out.Set(static_cast<double>(unsettled()));
}

void Courier::send_one(EndpointQueue& queue, Instant now) {
    store::Outgoing outgoing = queue.take();
    auto done = [mail = mail_, endpoint = queue.endpoint().key, sequence = outgoing.delivery.sequence](Answer answer) {
        mail->answered(endpoint, sequence, std::move(answer));
    };
    auto cipher = ciphers_.find(queue.endpoint().account);
    sender_.send(make_post(queue.endpoint(), std::move(outgoing), now,
                           cipher == ciphers_.end() ? nullptr : cipher->second.get()),
                 std::move(done));
}

Instant Courier::next_step(Instant now) const {
    if (!mail_->empty()) return now;
    Instant next = Instant::max();
    if (!saving_ && !batch_.empty()) next = std::min(next, save_after_);
    if (stopped_ || held_) return next;
    if (!share_.is_alone()) next = now + std::max(ask_others_at_ - clock_.steady(), Millis(1));
    for (const auto& [key, queue] : queues_) {
        if (!is_ours(queue)) continue;
        next = std::min(next, queue.next_look());
        // A try that could go and did not waits for a probe of another endpoint: its answer brings the next step.
        if (queue.next_take() > now) next = std::min(next, queue.next_take());
    }
    return next;
}

}  // namespace tiller::webhook
