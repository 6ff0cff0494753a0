#include "carrier/report.h"

#include "base/json/json.h"

namespace tiller::carrier {

std::string to_json(const CallReport& report) {
    JsonWriter out;
    out.begin_object();
    out.field("number", report.number);
    out.field("name", report.name);
    out.field("attempt", report.attempt);
    out.field("behaviour", to_name(report.behaviour));
    out.field("caller", report.caller);
    out.field("call_id", report.call_id);
    out.field("invited_ms", to_ms(report.invited));
    out.key("answered_ms");
    if (report.answered)
        out.value(to_ms(*report.answered));
    else
        out.null();
    out.field("ended_ms", to_ms(report.ended));
    out.field("ended_by", report.ended_by);
    out.field("code", report.code);
    out.field("digits", report.digits);
    out.field("packets_received", report.packets_received);
    out.field("sound_heard_seconds", static_cast<double>(report.sound_heard.count()) / 1000);
    out.field("recording", report.recording);
    out.end_object();
    return out.take();
}

std::string journal_line(std::string_view what, const CallReport& call, Instant at) {
    JsonWriter out;
    out.begin_object();
    out.field("what", what);
    out.field("at_ms", to_ms(at));
    out.field("number", call.number);
    out.field("call_id", call.call_id);
    out.end_object();
    return out.take();
}

Result<ReportFile> ReportFile::open(const std::string& path) {
    ReportFile out;
    if (path.empty()) return out;
    out.file_.open(path, std::ios::app);
    if (!out.file_) return invalid("this file cannot be written: " + path);
    return out;
}

void ReportFile::write(std::string_view line) {
    if (file_.is_open()) file_ << line << '\n' << std::flush;
}

}  // namespace tiller::carrier
