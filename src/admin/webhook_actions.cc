// What can be asked of a webhook itself: a new secret, a test event, how it does, events again.
#include <fmt/format.h>

#include "admin/resources.h"
#include "admin/webhooks.h"
#include "base/json.h"
#include "base/text.h"
#include "store/delivery_log.h"
#include "store/replay.h"

namespace tiller::admin {
namespace {

constexpr int64_t kLongestRotation = 30 * 24;  // hours
constexpr int kTestsAtOnce = 4;

constexpr std::pair<std::string_view, store::ReplayOf> kReplayWords[] = {
    {"exhausted", store::ReplayOf::exhausted},     {"waiting", store::ReplayOf::waiting},
    {"delivered", store::ReplayOf::delivered},     {"missed", store::ReplayOf::missed},
    {"undelivered", store::ReplayOf::undelivered},
};

/// {"secret","old_valid_hours"}, both optional.
http::Response rotate(const Visit& visit, const std::string& id) {
    const AdminContext& outside = visit.desk.context;
    std::string secret;
    std::chrono::hours old_valid{0};
    read_body(visit, [&](SetupContext& context, const dialogue::Node& node) {
        MapReader map(context, node, "", {"secret", "old_valid_hours"});
        secret = map.find("secret") ? map.secret("secret", true) : make_webhook_secret(outside.random);
        check_webhook_secret(map, "secret", secret);
        old_valid = std::chrono::hours(map.integer("old_valid_hours", 0, kLongestRotation, store::kRotation.count()));
    });
    Instant old_until = visit.now() + old_valid;
    outside.store.write([&](store::Tx& tx) {
        store::Endpoint endpoint = need_webhook(tx, visit, id);
        if (endpoint.secret == secret) throw Refusal{problem(409, "secret is the one that it has already")};
        store::rotate_endpoint_secret(tx, endpoint.key, secret, old_until);
        audit(tx, visit, "secret changed", webhooks_resource(), std::to_string(endpoint.key), to_document(endpoint),
              to_document(need_webhook(tx, visit, id)));
    });
    if (outside.deliveries_due) outside.deliveries_due();
    JsonWriter json;
    json.begin_object();
    json.field("secret", secret);
    json.field("old_secret_until", to_rfc3339_ms(old_until));
    json.end_object();
    return {.body = json.take(), .headers = {{"Cache-Control", "no-store"}}};
}

http::Response test(const Visit& visit, const std::string& id) {
    const AdminContext& outside = visit.desk.context;
    auto endpoint = outside.store.read([&](store::Db& db) { return need_webhook(db, visit, id); });
    if (!outside.test_webhook) return problem(503, "only a running server sends: start it with tiller serve");
    struct Place {
        std::atomic<int>& taken;
        const int number = ++taken;
        ~Place() { --taken; }
    } place{visit.desk.webhook_tests};
    if (place.number > kTestsAtOnce) return problem(503, "other tests are under way: try again in some seconds");
    WebhookAnswer answer = outside.test_webhook(endpoint);
    JsonWriter json;
    json.begin_object();
    json.field("accepted", answer.accepted);
    json.field("status", answer.status);
    json.field("error", answer.failure);
    json.field("duration_ms", answer.elapsed.count());
    json.field("answer", answer.answer);
    json.end_object();
    return {.body = json.take()};
}

http::Response tell_health(const Visit& visit, const std::string& id) {
    JsonWriter json;
    json.begin_object();
    visit.desk.context.store.read([&](store::Db& db) {
        store::Endpoint endpoint = need_webhook(db, visit, id);
        auto since = endpoint.enabled ? endpoint.failing_since : endpoint.off_since;
        json.field("state", !endpoint.enabled ? "off" : endpoint.failing_since ? "failing" : "good");
        json.key("since");
        since ? json.value(to_rfc3339_ms(*since)) : json.null();
        json.field("reason", !endpoint.enabled        ? endpoint.off_reason
                             : endpoint.failing_since ? store::last_failure(db, endpoint.key)
                                                      : "");
        store::DeliveryCounts counts = store::count_deliveries(db, endpoint.key);
        json.field("waiting", counts.waiting);
        json.field("exhausted", counts.exhausted);
    });
    json.end_object();
    return {.body = json.take()};
}

struct ReplayWish {
    std::string event_id;  // one event, whatever became of it
    store::ReplayFilter filter;
};

ReplayWish read_replay_wish(const Visit& visit) {
    ReplayWish wish;
    std::string event, task, plan;
    auto zone = Zone::find(visit.account.zone);
    if (!zone) throw Refusal{problem(500, zone.error().message)};
    read_body(visit, [&](SetupContext& context, const dialogue::Node& node) {
        MapReader map(context, node, "", {"event_id", "of", "event", "task", "plan", "since", "until"});
        auto text = [&](std::string_view key) { return map.find(key) ? map.text(key, 64) : std::string(); };
        auto time = [&](std::string_view key) -> std::optional<Instant> {
            std::string given = text(key);
            auto at = given.empty() ? std::nullopt : zone->parse(given);
            if (!given.empty() && !at) {
                map.fault(*map.find(key), fmt::format("{} \"{}\" must be YYYY-MM-DD HH:MM:SS or RFC 3339", key, given));
            }
            return at;
        };
        wish.event_id = text("event_id");
        if (!wish.event_id.empty() && map.node().fields.size() > 1) {
            map.fault(*map.find("event_id"), "event_id names one event: it stands alone");
        }
        if (std::string of = text("of"); !of.empty()) {
            auto found = std::ranges::find(kReplayWords, of, [](const auto& word) { return word.first; });
            if (found != std::end(kReplayWords)) {
                wish.filter.of = found->second;
            } else {
                map.fault(*map.find("of"),
                          fmt::format("of \"{}\" must be exhausted, waiting, delivered, missed or undelivered", of));
            }
        }
        event = text("event");
        task = text("task");
        plan = text("plan");
        wish.filter.since = time("since");
        wish.filter.until = time("until");
    });
    wish.filter.kind = read_event_kind(event);
    visit.desk.context.store.read([&](store::Db& db) {
        wish.filter.task = read_task(db, visit, task);
        wish.filter.plan = read_plan(db, visit, plan);
    });
    return wish;
}

http::Response replay(const Visit& visit, const std::string& id) {
    const AdminContext& outside = visit.desk.context;
    ReplayWish wish = read_replay_wish(visit);
    auto endpoint = outside.store.read([&](store::Db& db) { return need_webhook(db, visit, id); });
    int64_t count = 1;
    if (!wish.event_id.empty()) {
        outside.store.write(
            [&](store::Tx& tx) { need(store::replay_event(tx, endpoint, wish.event_id, visit.now())); });
    } else {
        auto done = store::replay_events(outside.store, endpoint.account, endpoint.key, wish.filter, visit.now());
        if (!done) return to_response(done.error());
        count = *done;
    }
    std::string answer = fmt::format(R"({{"replayed":{}}})", count);
    outside.store.write([&](store::Tx& tx) {
        audit(tx, visit, "replayed", webhooks_resource(), std::to_string(endpoint.key), "", answer);
    });
    if (outside.deliveries_due) outside.deliveries_due();
    return {.body = answer};
}

}  // namespace

std::vector<Action> webhook_actions() {
    using enum store::Role;
    return {
        {"POST", "rotate", operating, "Gives it a new secret; the old one signs beside it for a while.", rotate},
        {"POST", "test", operating, "Sends a test event, and tells the answer.", test},
        {"GET", "health", viewer, "Whether it takes what is sent, since when not, and why.", tell_health},
        {"POST", "replay", operating, "Sends events again.", replay},
    };
}

}  // namespace tiller::admin
