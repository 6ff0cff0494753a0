// What can be asked of a webhook itself: a new secret, a test event, how it does, events again.
#include <fmt/format.h>

#include "base/json/json.h"
#include "base/text.h"
#include "setup/forms.h"
#include "store/delivery_log.h"
#include "store/replay.h"
#include "web/management/resources.h"
#include "web/management/webhooks.h"

namespace tiller::management {
namespace {

constexpr int64_t kLongestRotation = 30 * 24;  // hours
constexpr int kTestsAtOnce = 4;

constexpr std::pair<std::string_view, store::ReplayOf> kReplayWords[] = {
    {"exhausted", store::ReplayOf::exhausted},     {"waiting", store::ReplayOf::waiting},
    {"delivered", store::ReplayOf::delivered},     {"missed", store::ReplayOf::missed},
    {"undelivered", store::ReplayOf::undelivered},
};

constexpr std::string_view kRotation = R"json({"type":"object","properties":{
"secret":{"type":"string","description":"made up unless given"},
"old_valid_hours":{"type":"integer","minimum":0,"maximum":720,"default":24}}})json";
constexpr std::string_view kRotated = R"json({"type":"object","required":["secret","old_secret_until"],"properties":{
"secret":{"type":"string"},"old_secret_until":{"type":"string","format":"date-time"}}})json";
constexpr std::string_view kTested =
    R"json({"type":"object","required":["accepted","status","error","duration_ms","answer"],"properties":{
"accepted":{"type":"boolean"},"status":{"type":"integer","description":"HTTP; 0: no answer"},"error":{"type":"string"},
"duration_ms":{"type":"integer"},"answer":{"type":"string","description":"the start of its body"}}})json";
constexpr std::string_view kHealth =
    R"json({"type":"object","required":["state","since","reason","waiting","exhausted"],"properties":{
"state":{"enum":["good","failing","off"]},"since":{"type":["string","null"],"format":"date-time"},"reason":{"type":"string"},
"waiting":{"type":"integer"},"exhausted":{"type":"integer"}}})json";
constexpr std::string_view kReplay = R"json({"type":"object","properties":{
"event_id":{"type":"string","description":"one event; stands alone"},
"of":{"enum":["exhausted","waiting","delivered","missed","undelivered"],"default":"exhausted"},
"event":{"enum":["call","task","plan","line"]},"task":{"type":"string","description":"TaskID"},"plan":{"type":"string","description":"PlanName"},
"since":{"type":"string"},"until":{"type":"string"}}})json";

/// {"secret","old_valid_hours"}, both optional.
http::Response rotate(const RequestContext& ctx, const std::string& id) {
    const AdminContext& outside = ctx.shared.outside;
    std::string secret;
    std::chrono::hours old_valid{0};
    read_body(ctx, [&](setup::SetupContext& context, const document::Node& node) {
        setup::MapReader map(context, node, "", {"secret", "old_valid_hours"});
        const form::Field& field = *form::find(setup::webhook_form().fields(), "secret");
        secret = map.find("secret") ? map.text_of("secret", field) : make_webhook_secret(outside.random);
        old_valid = std::chrono::hours(map.integer("old_valid_hours", 0, kLongestRotation, store::kRotation.count()));
    });
    Instant old_until = ctx.now() + old_valid;
    outside.store.write([&](store::Tx& tx) {
        store::Endpoint endpoint = need_webhook(tx, ctx, id);
        if (endpoint.secret == secret) throw Refusal{problem(409, "secret is the one that it has already")};
        store::rotate_endpoint_secret(tx, endpoint.key, secret, old_until);
        audit(tx, ctx, "secret changed", webhooks_resource(), std::to_string(endpoint.key), to_document(endpoint),
              to_document(need_webhook(tx, ctx, id)));
    });
    if (outside.deliveries_due) outside.deliveries_due();
    JsonWriter json;
    json.begin_object();
    json.field("secret", secret);
    json.field("old_secret_until", to_rfc3339_ms(old_until));
    json.end_object();
    return {.body = json.take(), .headers = {{"Cache-Control", "no-store"}}};
}

http::Response test(const RequestContext& ctx, const std::string& id) {
    const AdminContext& outside = ctx.shared.outside;
    auto endpoint = outside.store.read([&](store::Db& db) { return need_webhook(db, ctx, id); });
    if (!outside.try_webhook) return problem(503, "only a running server sends: start it with tiller serve");
    AtOnce place(ctx.shared.webhook_trials, kTestsAtOnce);
    WebhookAnswer answer = outside.try_webhook(endpoint);
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

http::Response tell_health(const RequestContext& ctx, const std::string& id) {
    JsonWriter json;
    json.begin_object();
    ctx.shared.outside.store.read([&](store::Db& db) {
        store::Endpoint endpoint = need_webhook(db, ctx, id);
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

ReplayWish read_replay_wish(const RequestContext& ctx) {
    ReplayWish wish;
    std::string event, task, plan;
    auto zone = Zone::find(ctx.account.zone);
    if (!zone) throw Refusal{problem(500, zone.error().message)};
    read_body(ctx, [&](setup::SetupContext& context, const document::Node& node) {
        setup::MapReader map(context, node, "", {"event_id", "of", "event", "task", "plan", "since", "until"});
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
    ctx.shared.outside.store.read([&](store::Db& db) {
        wish.filter.task = read_task(db, ctx, task);
        wish.filter.plan = read_plan(db, ctx, plan);
    });
    return wish;
}

http::Response replay(const RequestContext& ctx, const std::string& id) {
    const AdminContext& outside = ctx.shared.outside;
    ReplayWish wish = read_replay_wish(ctx);
    auto endpoint = outside.store.read([&](store::Db& db) { return need_webhook(db, ctx, id); });
    int64_t count = 1;
    if (!wish.event_id.empty()) {
        outside.store.write([&](store::Tx& tx) { need(store::replay_event(tx, endpoint, wish.event_id, ctx.now())); });
    } else {
        auto done = store::replay_events(outside.store, endpoint.account, endpoint.key, wish.filter, ctx.now());
        if (!done) return to_response(done.error());
        count = *done;
    }
    std::string answer = fmt::format(R"({{"replayed":{}}})", count);
    outside.store.write([&](store::Tx& tx) {
        audit(tx, ctx, "replayed", webhooks_resource(), std::to_string(endpoint.key), "", answer);
    });
    if (outside.deliveries_due) outside.deliveries_due();
    return {.body = answer};
}

}  // namespace

std::vector<Action> webhook_actions() {
    using enum store::Role;
    return {
        {.method = "POST",
         .name = "rotate",
         .role = operating,
         .summary = "Gives it a new secret; the old one signs beside it for a while.",
         .run = rotate,
         .body = kRotation,
         .answer = kRotated},
        {.method = "POST",
         .name = "test",
         .role = operating,
         .summary = "Sends a test event, and tells the answer.",
         .run = test,
         .answer = kTested},
        {.method = "GET",
         .name = "health",
         .role = viewer,
         .summary = "Whether it takes what is sent, since when not, and why.",
         .run = tell_health,
         .answer = kHealth},
        {.method = "POST",
         .name = "replay",
         .role = operating,
         .summary = "Sends events again: those that a filter means, or one.",
         .run = replay,
         .body = kReplay,
         .answer = R"json({"type":"object","required":["replayed"],"properties":{"replayed":{"type":"integer"}}})json"},
    };
}

}  // namespace tiller::management
