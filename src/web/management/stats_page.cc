// How the calls of an account went, by hour or day, or by plan, task, robot or line.
#include "web/management/stats_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "base/json/json.h"
#include "campaign/line.h"
#include "model/outcome.h"
#include "store/setup.h"
#include "store/stats.h"
#include "store/tasks.h"
#include "web/management/days.h"
#include "web/management/filters.h"
#include "web/management/number_fields.h"
#include "web/management/resources.h"

namespace tiller::management {
namespace {

constexpr size_t kMostSpans = 750;  // a month of hours, two years of days
constexpr int kDaysUnlessGiven = 7;

struct Span {
    Instant from, to;
};

struct LineUse {
    int64_t calls = 0;
    Millis busy{0};
};

/// What was counted in one span.
struct Figures {
    int64_t calls = 0, live = 0, connected = 0, answered = 0;
    Millis talk{0};
    store::Latencies latencies;
    std::map<Outcome, int64_t> outcomes;
    std::map<std::string, int64_t> intentions;
    std::map<int64_t, LineUse> lines;

    void add(const store::CallCount& count) {
        calls += count.calls;
        talk += count.talk;
        lines[count.line].calls += count.calls;
        lines[count.line].busy += count.busy;
        if (count.outcome == Outcome::none) {
            live += count.calls;
            return;
        }
        outcomes[count.outcome] += count.calls;
        if (!count.intention.empty()) intentions[count.intention] += count.calls;
        if (count.outcome == Outcome::answered) answered += count.calls;
        if (count.outcome == Outcome::answered || count.outcome == Outcome::voicemail) connected += count.calls;
    }
};

struct StatsQuestion {
    Zone zone;
    std::string by;  // as it was asked
    bool by_hour = false;
    std::optional<store::CallGroup> group;  // instead of spans
    Days days;
    Span span;
    std::optional<int64_t> task;
};

constexpr std::pair<std::string_view, store::CallGroup> kGroups[] = {{"plan", store::CallGroup::plan},
                                                                     {"task", store::CallGroup::task},
                                                                     {"robot", store::CallGroup::robot},
                                                                     {"line", store::CallGroup::line}};

std::optional<std::string> parse_by(std::string_view word) {
    bool is_group =
        std::ranges::find(kGroups, word, [](const auto& group) { return group.first; }) != std::end(kGroups);
    if (is_group || word == "hour" || word == "day") return std::string(word);
    return std::nullopt;
}

StatsQuestion read_question(const RequestContext& ctx) {
    StatsQuestion question{.zone = zone_of(ctx)};
    const Zone& zone = question.zone;
    question.days = read_days(ctx, zone, kDaysUnlessGiven);
    question.span = {question.days.begin(zone), question.days.end(zone)};
    question.by = filter(ctx, "by", parse_by, "hour, day, plan, task, robot or line").value_or("day");
    for (const auto& [word, group] : kGroups) {
        if (question.by == word) question.group = group;
    }
    question.by_hour = question.by == "hour";
    auto [from, to] = question.days;
    size_t spans = static_cast<size_t>(question.days.count()) * (question.by_hour ? 24 : 1);
    if (spans > kMostSpans && !question.group) {
        throw Refusal{problem(400, fmt::format("from \"{}\" to \"{}\" is {} spans: at most {}", format_date(from),
                                               format_date(to), spans, kMostSpans))};
    }
    if (auto id = text_filter(ctx, "task")) {
        auto task =
            ctx.shared.outside.store.read([&](store::Db& db) { return store::find_task(db, ctx.account.key, *id); });
        if (!task) throw no_such(tasks_resource(), *id);
        question.task = task->key;
    }
    return question;
}

std::vector<Span> spans_of(const StatsQuestion& question) {
    std::vector<Span> spans;
    for (Instant at = question.span.from; at < question.span.to;) {
        // Days by the calendar: two a year are not 24 hours long.
        Instant next =
            question.by_hour ? at + std::chrono::hours(1) : question.zone.at(question.zone.date_of(at) + 1, 0);
        spans.push_back({at, std::min(next, question.span.to)});
        at = next;
    }
    return spans;
}

double in_seconds(Millis time) { return static_cast<double>(time.count()) / 1000; }

void write_lines(JsonWriter& json, const Figures& figures, const Span& span, Instant now,
                 const std::vector<store::Line>& lines) {
    // Of the span that is not over yet, so far.
    Millis length = std::chrono::duration_cast<Millis>(std::min(span.to, std::max(now, span.from)) - span.from);
    json.key("lines");
    json.begin_object();
    for (const auto& [key, use] : figures.lines) {
        auto line = std::ranges::find(lines, key, &store::Line::key);
        json.key(line == lines.end() ? fmt::format("deleted line {}", key) : line->name);
        json.begin_object();
        json.field("calls", use.calls);
        json.field("channels", length.count() > 0 ? in_seconds(use.busy) / in_seconds(length) : 0.0);
        auto config = line == lines.end() ? Result<campaign::LineConfig>(not_found("line"))
                                          : campaign::line_from_json(line->config);
        if (config) json.field("max_channels", config->max_channels);
        json.end_object();
    }
    json.end_object();
}

void write_latency(JsonWriter& json, std::string_view name, const store::DurationCounts& durations) {
    json.key(name);
    json.begin_object();
    json.field("count", durations.total());
    for (int percent : {50, 95, 99}) {
        json.key(fmt::format("p{}_ms", percent));
        durations.total() > 0 ? json.value(durations.percentile(percent).count()) : json.null();
    }
    json.end_object();
}

void write_figures(JsonWriter& json, const Figures& figures) {
    int64_t ended = figures.calls - figures.live;
    json.field("calls", figures.calls);
    json.field("live", figures.live);
    json.field("connected", figures.connected);
    json.field("answered", figures.answered);
    json.key("answer_rate");
    double rate = static_cast<double>(figures.answered) / static_cast<double>(std::max<int64_t>(ended, 1));
    ended > 0 ? json.value(std::round(rate * 1e4) / 1e4) : json.null();
    json.field("talk_seconds", in_seconds(figures.talk));
    write_latency(json, "answer_latency", figures.latencies.answers);
    write_latency(json, "turn_latency", figures.latencies.turns);
    json.key("outcomes");
    json.begin_object();
    for (const auto& [outcome, calls] : figures.outcomes) json.field(to_name(outcome), calls);
    json.end_object();
    json.key("intentions");
    json.begin_object();
    for (const auto& [intention, calls] : figures.intentions) json.field(intention, calls);
    json.end_object();
}

/// Adds all that it writes to `sum`.
void write_spans(JsonWriter& json, store::Db& db, const RequestContext& ctx, const StatsQuestion& question,
                 Figures& sum) {
    auto lines = store::list_lines(db, ctx.account.key);
    for (const Span& span : spans_of(question)) {
        Figures figures;
        for (const auto& count : store::count_calls(db, ctx.account.key, span.from, span.to, question.task)) {
            figures.add(count);
            sum.add(count);
        }
        figures.latencies = store::count_latencies(db, ctx.account.key, span.from, span.to, question.task);
        sum.latencies.add(figures.latencies);
        json.begin_object();
        json.field("start", question.zone.format(span.from));
        write_figures(json, figures);
        write_lines(json, figures, span, ctx.now(), lines);
        json.end_object();
    }
}

void write_groups(JsonWriter& json, store::Db& db, const RequestContext& ctx, const StatsQuestion& question,
                  Figures& sum) {
    const auto& [from, to] = question.span;
    std::map<std::string, Figures> groups;
    for (const auto& [name, count] :
         store::count_calls_by(db, ctx.account.key, *question.group, from, to, question.task)) {
        groups[name].add(count);
        sum.add(count);
    }
    for (auto& [name, latencies] :
         store::count_latencies_by(db, ctx.account.key, *question.group, from, to, question.task)) {
        sum.latencies.add(latencies);
        groups[name].latencies = std::move(latencies);
    }
    for (const auto& [name, figures] : groups) {
        json.begin_object();
        json.field("name", name);
        write_figures(json, figures);
        json.end_object();
    }
}

http::Response tell(const RequestContext& ctx) {
    StatsQuestion question = read_question(ctx);
    JsonWriter json;
    json.begin_object();
    json.field("zone", question.zone.name());
    json.field("by", question.by);
    json.key("items");
    json.begin_array();
    Figures sum;
    ctx.shared.outside.store.read(
        [&](store::Db& db) { (question.group ? write_groups : write_spans)(json, db, ctx, question, sum); });
    json.end_array();
    json.key("sum");
    json.begin_object();
    write_figures(json, sum);
    json.end_object();
    json.end_object();
    return {.body = json.take()};
}

}  // namespace

void add_stats(http::Router& router, const SharedStatePtr& shared) {
    router.add("GET", "/admin/v1/stats", page_handler(shared, {.in_account = true}, tell));
}

}  // namespace tiller::management
