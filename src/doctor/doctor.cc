#include "doctor/doctor.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/json/json.h"
#include "doctor/doctor_checks.h"

namespace tiller::doctor {
namespace {

std::string_view to_name(Grade grade) {
    if (grade == Grade::ok) return "ok";
    return grade == Grade::warning ? "warning" : "error";
}

void append(Checks& all, Checks more) {
    all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

}  // namespace

std::vector<Check> examine(const DoctorOptions& options, const Clock& clock) {
    auto start = read_clock(clock);
    Checks checks = check_ports(options);
    append(checks, check_data_folder(options.data_dir));
    append(checks, check_database(options.data_dir));
    checks.push_back(check_master_key(options.data_dir));
    append(checks, check_plain_copies(options.data_dir));
    append(checks, check_hold(options.data_dir));
    checks.push_back(check_zones());
    checks.push_back(check_file_limit());
    checks.push_back(check_real_time_priority());
    append(checks, check_speech(options));
    append(checks, check_hearing(options));
    append(checks, check_engines(options, clock));
    append(checks, check_models(options));
    append(checks, check_lines(options));
    // Last, so that all the time that the others took is compared.
    checks.push_back(judge_clock(start, read_clock(clock)));
    return checks;
}

Grade worst(const std::vector<Check>& checks) {
    Grade grade = Grade::ok;
    for (const Check& check : checks) grade = std::max(grade, check.grade);
    return grade;
}

std::string to_text(const std::vector<Check>& checks) {
    std::string text;
    for (const Check& check : checks) {
        text += fmt::format("{:<8} {}: {}\n", to_name(check.grade), check.name, check.found);
        if (!check.advice.empty()) text += fmt::format("{:<8} → {}\n", "", check.advice);
    }
    return text;
}

std::string to_json(const std::vector<Check>& checks) {
    JsonWriter json;
    json.begin_object();
    json.field("ok", worst(checks) != Grade::error);
    json.key("checks");
    json.begin_array();
    for (const Check& check : checks) {
        json.begin_object();
        json.field("name", check.name);
        json.field("grade", to_name(check.grade));
        json.field("found", check.found);
        json.field("advice", check.advice);
        json.end_object();
    }
    json.end_array();
    json.end_object();
    return json.take();
}

}  // namespace tiller::doctor
