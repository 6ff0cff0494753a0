// Calls: searched, watched as they go on, hung up.
#include <chrono>

#include "base/log.h"
#include "web/management/call_story.h"
#include "web/management/days.h"
#include "web/management/filters.h"
#include "web/management/number_fields.h"
#include "web/management/resources.h"
#include "web/management/work_documents.h"

namespace tiller::management {
namespace {

using LiveById = std::map<std::string, store::Call>;

constexpr std::string_view kSchema = R"json({"type":"object","properties":{
"id":{"type":"string","pattern":"^[0-9a-f]{32}$"},"callee":{"type":"string"},
"state":{"enum":["dialing","ringing","talking","ended"]},"outcome":{"type":"string"},
"task":{"type":"string"},"task_name":{"type":"string"},"attempt":{"type":"integer"},"line":{"type":"string"},
"robot":{"type":"string"},"robot_version":{"type":"integer"},
"intended":{"type":"string","format":"date-time"},"rang":{"type":["string","null"],"format":"date-time"},
"answered":{"type":["string","null"],"format":"date-time"},"ended":{"type":["string","null"],"format":"date-time"},
"sip_code":{"type":"integer"},"hangup_by":{"type":"string"},"hangup_reason":{"type":"string"},
"answered_by":{"type":"string"},"intention":{"type":"string"},"recorded":{"type":"boolean"},
"talk_rounds":{"type":"integer"},
"answering":{"type":["object","null"],"description":"who answered, and why that is thought; null: not judged"},
"message_left":{"type":["boolean","null"],"description":"whether a machine got the robot's message whole; null: none was to get one"},
"answer_latency_ms":{"type":["integer","null"],"description":"from the 200 OK to the robot's first packet"},
"turn_latencies_ms":{"type":"array","items":{"type":"integer"},"description":"from the end of each answered turn of the callee to the first packet of the answer"},"labels":{"type":"array"},"slots":{"type":"object"},"transcript":{"type":"array"},
"recording":{"type":"string","description":"a link that works without a token until it expires"},
"earlier_attempts":{"type":"array","description":"of a single call: at the same row, oldest first","items":{"type":"object"}},
"guard":{"type":"object","description":"of a single call: the guard's verdict, and when it put the row off before"},
"deliveries":{"type":"array","description":"of a single call: what became of the events that tell it","items":{"type":"object"}}}})json";

constexpr std::string_view kTimelineSchema = R"json({"type":"object","properties":{
"call":{"type":"string"},"outcome":{"type":"string"},"answered_by":{"type":"string"},"intention":{"type":"string"},
"answer_latency_ms":{"type":["integer","null"]},"turn_latencies_ms":{"type":"array","items":{"type":"integer"}},
"slots":{"type":"object"},"transcript":{"type":"array"},
"entries":{"type":"array","description":"docs/management.md tells the kinds","items":{"type":"object","required":["at","kind"],"properties":{
"at":{"type":"integer","description":"ms since the answer"},"kind":{"type":"string"}}}}}})json";

LiveById live_calls(const SharedState& shared, int64_t account) {
    LiveById out;
    if (!shared.outside.running) return out;
    for (auto& call : shared.outside.running->live_calls(account)) {
        std::string id = call.id;
        out.emplace(std::move(id), std::move(call));
    }
    return out;
}

/// The store knows an intent and an end; what is between them is only known live.
const store::Call& freshest(const store::Call& stored, const LiveById& live) {
    auto found = live.find(stored.id);
    return stored.ended_state || found == live.end() ? stored : found->second;
}

/// The least CallID of an instant.
std::string first_call_id(Instant at) {
    return fmt::format("{:012x}", std::max<int64_t>(at.time_since_epoch().count(), 0));
}

std::optional<bool> parse_state(std::string_view word) {
    if (word == "live") return false;
    if (word == "ended") return true;
    return std::nullopt;
}

std::vector<Item> list_calls(store::Db& db, const RequestContext& ctx, const ListQuery& query) {
    store::CallSearch search{.outcome = filter(ctx, "outcome", parse_outcome, "an outcome, such as no_answer"),
                             .ended = filter(ctx, "state", parse_state, "live or ended"),
                             .text = query.q,
                             .before = query.after};
    if (auto id = text_filter(ctx, "task")) {
        auto task = store::find_task(db, ctx.account.key, *id);
        if (!task) return {};
        search.task = task->key;
    }
    Zone zone = zone_of(ctx);
    auto days = read_days_if_given(ctx, zone);
    // CallIDs begin with the time (base/ids.h): a period is a range of them.
    std::string first = days ? first_call_id(days->begin(zone)) : "", end = days ? first_call_id(days->end(zone)) : "";
    if (days && (search.before.empty() || search.before > end)) search.before = end;
    LiveById live = live_calls(ctx.shared, ctx.account.key);
    std::vector<Item> items;
    for (const auto& call : store::search_calls(db, ctx.account.key, search, query.limit)) {
        if (call.id < first) break;  // the newest come first
        items.push_back({call.id, to_document(db, freshest(call, live), {})});
    }
    return items;
}

http::Response hang_up(const RequestContext& ctx, const std::string& id) {
    const RunningParts& running = need_running(ctx);
    Resource resource = calls_resource();
    ctx.shared.outside.store.write([&](store::Tx& tx) {
        auto call = store::find_call(tx, ctx.account.key, id);
        if (!call) throw no_such(resource, id);
        if (call->ended_state) throw Refusal{problem(409, fmt::format("call \"{}\" is over", id))};
        audit(tx, ctx, "hung up", resource, id, "", "");
    });
    running.hang_up(id, "hung up by " + ctx.actor.name);
    return {.status = 202, .body = "{}"};
}

/// What was said and what happened, in one order.
http::Response timeline(const RequestContext& ctx, const std::string& id) {
    std::string body = ctx.shared.outside.store.read([&](store::Db& db) {
        auto call = store::find_call(db, ctx.account.key, id);
        if (!call) throw no_such(calls_resource(), id);
        return timeline_document(*call);
    });
    return {.body = std::move(body)};
}

/// Tells one client how the calls of an account go on: each change of a call once, an end when it is on disk.
class LiveStream {
  public:
    LiveStream(SharedStatePtr shared, const RequestContext& ctx)
        : shared_(std::move(shared)),
          actor_(ctx.actor),
          account_(ctx.account.key),
          until_(shared_->outside.clock.steady() + kLongest) {}

    /// Without news it breathes: so that a dead connection is noticed, and a right that is gone.
    static constexpr std::chrono::seconds kBreath{2};

    std::string next() {
        if (shared_->outside.clock.steady() >= until_ || !may_go_on(*shared_, actor_, store::Role::viewer)) return {};
        LiveById live = live_calls(*shared_, account_);
        std::string news = shared_->outside.store.read([&](store::Db& db) {
            std::string out;
            for (const auto& [id, call] : live) tell(out, db, call, "call");
            for (const auto& [id, state] : std::map(told_)) {
                if (live.contains(id)) continue;
                auto stored = store::find_call(db, account_, id);
                if (stored && !stored->ended_state) continue;  // its outcome is not on disk yet
                if (stored) tell(out, db, *stored, "ended");
                told_.erase(id);
            }
            return out;
        });
        return news.empty() ? ":\n\n" : news;  // a comment
    }

  private:
    static constexpr std::chrono::minutes kLongest{15};

    void tell(std::string& out, store::Db& db, const store::Call& call, std::string_view event) {
        std::string_view state = state_of(call);
        auto [told, is_new] = told_.emplace(call.id, state);
        if (!is_new && told->second == state) return;
        told->second = state;
        out += fmt::format("event: {}\ndata: {}\n\n", event, to_document(db, call, {}));
    }

    const SharedStatePtr shared_;
    const Actor actor_;
    const int64_t account_;
    const Millis until_;
    std::map<std::string, std::string_view> told_;  // CallID → the state that was told last
};

}  // namespace

Resource calls_resource() {
    return {.name = "calls",
            .noun = "call",
            .id_field = "id",
            .affects_calls = false,
            .schema = std::string(kSchema),
            .find = [](store::Db& db, const RequestContext& ctx, const std::string& id) -> std::optional<std::string> {
                auto call = store::find_call(db, ctx.account.key, id);
                if (!call) return std::nullopt;
                const auto& running = ctx.shared.outside.running;
                return to_document(db, freshest(*call, live_calls(ctx.shared, ctx.account.key)),
                                   {.with_transcript = true,
                                    .links = running ? &running->links : nullptr,
                                    .now = ctx.now(),
                                    .story = [&](JsonWriter& json) { write_story(json, db, ctx.account, *call); }});
            },
            .list = list_calls,
            .actions = {{.method = "GET",
                         .name = "timeline",
                         .role = store::Role::viewer,
                         .summary = "What happened in an answered call, moment by moment, with what was said.",
                         .run = timeline,
                         .answer = kTimelineSchema},
                        {.method = "POST",
                         .name = "hang-up",
                         .summary = "Ends a call that is up.",
                         .run = hang_up,
                         .while_draining = true,
                         .success = 202}},
            .filters = {{"task", "TaskID"},
                        {"outcome", "such as no_answer"},
                        {"state", "", R"({"enum":["live","ended"]})"},
                        {"from", "first day on which they began, in the account's zone, or today or yesterday"},
                        {"to", "last day; today unless given"}}};
}

void add_live_calls(http::Router& router, const SharedStatePtr& shared) {
    router.add("GET", "/admin/v1/calls/live",
               page_handler(shared, {.in_account = true}, [shared](const RequestContext& ctx) {
                   const RunningParts& running = need_running(ctx);
                   auto stream = std::make_shared<LiveStream>(shared, ctx);
                   return http::Response{.content_type = "text/event-stream",
                                         .headers = {{"Cache-Control", "no-store"}},
                                         .stream = [stream] { return stream->next(); },
                                         .stream_pause = LiveStream::kBreath,
                                         .bell = running.calls_changed};
               }));
}

}  // namespace tiller::management
