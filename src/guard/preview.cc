#include "guard/preview.h"

#include "base/emergency_number.h"
#include "base/json/json.h"

namespace tiller::guard {
namespace {

using Decision = Verdict::Decision;

void write_counts(JsonWriter& json, std::string_view name, const std::map<std::string, size_t>& counts) {
    json.key(name);
    json.begin_object();
    for (const auto& [rule, rows] : counts) json.field(rule, rows);
    json.end_object();
}

}  // namespace

Preview preview(store::Db& db, const Rules& rules, const PreviewQuestion& question, std::span<const PreviewRow> rows) {
    Preview out{.rows = rows.size()};
    for (size_t i = 0; i < rows.size(); ++i) {
        Verdict verdict;
        if (question.account.guard || is_emergency_number(rows[i].callee)) {
            Question one{question.account, rows[i].callee, rows[i].fields, question.dnc_switch, question.first_words};
            verdict = evaluate(rules, look_up(db, one, question.at), question.at);
        }
        for (const Warning& warning : verdict.warnings) ++out.warnings[warning.rule];
        if (verdict.allowed()) {
            ++out.callable;
            continue;
        }
        if (question.window_end && verdict.earliest >= *question.window_end) verdict.decision = Decision::never;
        ++(verdict.decision == Decision::later ? out.later : out.never);
        ++out.by_rule[verdict.rule];
        if (out.skipped.size() < Preview::kMostSkipped) out.skipped.push_back({i + 1, std::move(verdict)});
    }
    return out;
}

std::string to_json(const Preview& preview, const Zone& zone) {
    JsonWriter json;
    json.begin_object();
    json.field("rows", preview.rows);
    json.field("callable", preview.callable);
    json.field("later", preview.later);
    json.field("never", preview.never);
    write_counts(json, "by_rule", preview.by_rule);
    write_counts(json, "warnings", preview.warnings);
    json.key("skipped");
    json.begin_array();
    for (const auto& skipped : preview.skipped) {
        const Verdict& verdict = skipped.verdict;
        bool later = verdict.decision == Decision::later;
        json.begin_object();
        json.field("row", skipped.row);
        json.field("outcome", later ? "" : to_name(verdict.outcome));
        json.field("rule", verdict.rule);
        json.field("version", verdict.version);
        json.field("reason", verdict.reason);
        json.field("earliest", later ? zone.format(verdict.earliest) : std::string());
        json.end_object();
    }
    json.end_array();
    json.end_object();
    return json.take();
}

}  // namespace tiller::guard
