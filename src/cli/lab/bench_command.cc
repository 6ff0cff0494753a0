#include "cli/lab/bench_command.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <filesystem>
#include <fstream>
#include <iostream>

#include "base/json/json.h"
#include "base/random.h"
#include "cli/exit_code.h"
#include "cli/lab/api_client.h"
#include "cli/lab/lab_programs.h"

namespace tiller::cli {
namespace {

using std::chrono::seconds;

constexpr int64_t kMostCalls = 10'000;  // of one plan (docs/contract/README.md rule 9)
constexpr double kKept = 0.9;           // of the rate that was asked for, as bench/run.sh counts it
constexpr Millis kBetweenLooks{200};

struct Wanted {
    int rate = 20;
    int64_t length_ms = 10'000;
    bool no_recording = false, as_json = false;

    int64_t calls() const { return rate * length_ms / 1000; }
};

struct Figures {
    int64_t calls = 0, answered = 0, recordings = 0;
    double reached = 0;  // new calls a second, between the first and the last INVITE at the carrier
    Millis server_cpu{0}, carrier_cpu{0};
};

std::string number(int64_t i) { return fmt::format("+62812{:07}", i); }

/// Everybody answers at once, and hangs up after a second of the robot's prompt.
std::string people(int64_t count) {
    std::string csv = "number,name,attempt,behaviour,ring_ms,steps\n";
    for (int64_t i = 0; i < count; ++i) csv += number(i) + ",,*,answer,1,hangup@1000\n";
    return csv;
}

std::string setup(const Wanted& wanted, const Zone& zone, int carrier_port, Instant now) {
    return fmt::format(
        R"(accounts:
  - name: bench
    zone: {}
    country: ID
    keys: [{{app_key: bench, app_secret: bench}}]
    lines:
      - {{name: L, server: "sip:127.0.0.1:{}", country: ID, max_channels: 10000, max_calls_per_second: {}}}
    robots:
      - name: bench
        definition: |
          robot: bench
          language: en
          opening_pause: 0s
          start: hello
          states:
            hello:
              say: Hello, this is a call with a prompt that is longer than a second, so that the other side ends the call.
              hang_up: true
    strategies:
      - {{name: now, rounds: [{{robot: bench, start: "{}", end: "23:59"}}]}}
)",
        zone.name(), carrier_port, wanted.rate, format_time_of_day(zone.time_of_day(now)));
}

std::string plan(int64_t calls) {
    JsonWriter json;
    json.begin_object();
    json.field("PlanName", "bench");
    json.field("Strategy", "now");
    json.field("Perform", 3);
    json.field("SIPLine", "L");
    json.key("Details");
    json.begin_array();
    for (int64_t i = 0; i < calls; ++i) {
        json.begin_object();
        json.field("Debtor", fmt::format("Smith {}", i));
        json.field("Mobile", number(i));
        json.field("LoanDate", "2025-05-24");
        json.field("DueDate", "2025-06-17");
        json.field("LoanAmount", 65);
        json.field("Arrears", 84.5);
        json.field("Unit", "IDR");
        json.field("Platform", "AIRUDDER");
        json.end_object();
    }
    json.end_array();
    json.end_object();
    return json.take();
}

/// Of the carrier's journal: new calls a second between the first and the last INVITE.
double rate_of(const std::string& journal) {
    std::ifstream in(journal);
    int64_t first = 0, last = 0, count = 0;
    simdjson::dom::parser parser;
    for (std::string line; std::getline(in, line);) {
        simdjson::dom::element entry;
        std::string_view what;
        int64_t at = 0;
        if (parser.parse(line).get(entry) || entry["what"].get(what) || entry["at_ms"].get(at) || what != "invite")
            continue;
        if (count++ == 0) first = at;
        last = at;
    }
    return count > 1 && last > first ? static_cast<double>(count - 1) * 1000 / static_cast<double>(last - first) : 0;
}

Result<void> count_calls(ApiClient& client, const std::string& task, Figures& figures) {
    auto detail = client.get("/detail", {{"TaskID", task}});
    if (!detail) return detail.error();
    simdjson::dom::parser parser;
    simdjson::dom::array records;
    if (parser.parse(*detail)["Details"].get(records)) return internal_error("the task has no Details");
    for (simdjson::dom::element record : records) {
        std::string_view outcome, link;
        bool is_answered = !record["Outcome"].get(outcome) && outcome == "answered";
        figures.answered += is_answered ? 1 : 0;
        figures.recordings += !record["Link"].get(link) && !link.empty() ? 1 : 0;
    }
    return {};
}

Result<Figures> measure(const Wanted& wanted, const std::string& folder, StopSignals& stop) {
    SystemClock clock;
    std::string journal = folder + "/journal.jsonl";
    auto started = LabPrograms::start(
        {.folder = folder,
         .people = people(wanted.calls()),
         .carrier_options = {"--journal", journal},
         .server_options = {"--record-calls", wanted.no_recording ? "off" : "on", "--log-level", "warn"}},
        stop);
    if (!started) return started.error();
    LabPrograms& programs = **started;
    Zone zone = zone_of_daylight(clock.now());
    if (auto set = programs.apply(setup(wanted, zone, programs.carrier_port(), clock.now())); !set) return set.error();
    ApiClient client(programs.url());
    if (auto in = client.log_in("bench", "bench"); !in) return in.error();
    Millis server_before = programs.server().cpu_time(), carrier_before = programs.carrier().cpu_time();
    auto made = client.post("/v2/plan", plan(wanted.calls()));
    if (!made) return made.error();
    simdjson::dom::parser parser;
    std::string_view task;
    if (parser.parse(*made)["TaskID"].get(task)) return internal_error("the plan has no TaskID");

    Millis deadline = clock.steady() + 3 * Millis(wanted.length_ms) + seconds(60);
    for (bool is_over = false; !is_over;) {
        if (stop.wait(kBetweenLooks)) return internal_error("stopped");
        if (auto runs = programs.check(); !runs) return runs.error();
        if (clock.steady() > deadline) return internal_error("the calls have not ended in three times their time");
        auto told = client.get("/plan", {{"PlanName", "bench"}});
        if (!told) return told.error();
        simdjson::dom::parser plan_parser;
        std::string_view status;
        if (plan_parser.parse(*told)["Status"].get(status)) return internal_error("the plan has no Status");
        is_over = status == "finished";
    }
    Figures figures{.calls = wanted.calls(),
                    .reached = rate_of(journal),
                    .server_cpu = programs.server().cpu_time() - server_before,
                    .carrier_cpu = programs.carrier().cpu_time() - carrier_before};
    if (auto counted = count_calls(client, std::string(task), figures); !counted) return counted.error();
    programs.stop(stop);
    return figures;
}

bool is_kept(const Wanted& wanted, const Figures& f) {
    return f.answered == f.calls && f.recordings == (wanted.no_recording ? 0 : f.calls) &&
           f.reached >= kKept * wanted.rate;
}

void tell(const Wanted& wanted, const Figures& f) {
    double server_ms = static_cast<double>(f.server_cpu.count()) / static_cast<double>(f.calls);
    double carrier_ms = static_cast<double>(f.carrier_cpu.count()) / static_cast<double>(f.calls);
    if (wanted.as_json) {
        JsonWriter json;
        json.begin_object();
        json.field("kept", is_kept(wanted, f));
        json.field("calls_per_second_asked", wanted.rate);
        json.field("calls_per_second_reached", f.reached);
        json.field("calls", f.calls);
        json.field("answered", f.answered);
        json.field("recordings", f.recordings);
        json.field("server_cpu_ms_per_call", server_ms);
        json.field("carrier_cpu_ms_per_call", carrier_ms);
        json.end_object();
        std::cout << json.take() << "\n";
        return;
    }
    std::cout << fmt::format("new calls a second   {} asked, {:.1f} reached (first to last INVITE, at the carrier)\n",
                             wanted.rate, f.reached)
              << fmt::format("answered             {} of {}\n", f.answered, f.calls)
              << fmt::format("recordings           {}\n",
                             wanted.no_recording ? "off" : fmt::format("{} of {}", f.recordings, f.calls))
              << fmt::format("CPU time of a call   {:.2f} ms the server, {:.2f} ms the simulated carrier beside it\n",
                             server_ms, carrier_ms)
              << (is_kept(wanted, f)
                      ? "The rate was kept.\n"
                      : "The rate was not kept: all calls answered and recorded, at 90 % of it at least.\n");
}

int bench(const Wanted& wanted) {
    if (wanted.calls() < 2 || wanted.calls() > kMostCalls) {
        return fail(invalid(fmt::format("--rate {} for {} s: {} calls, must be 2 to {}", wanted.rate,
                                        wanted.length_ms / 1000, wanted.calls(), kMostCalls)));
    }
    StopSignals stop;
    SystemRandom random;
    std::string folder = std::filesystem::temp_directory_path() / ("tiller-bench-" + random.hex(8));
    std::filesystem::create_directories(folder);
    auto figures = measure(wanted, folder, stop);
    std::error_code ignored;
    if (!figures) return fail(Error{figures.error().kind, figures.error().message + "\nlogs: " + folder});
    std::filesystem::remove_all(folder, ignored);
    tell(wanted, *figures);
    return is_kept(wanted, *figures) ? kDone : kFailed;
}

}  // namespace

std::function<int()> add_bench(CLI::App& program) {
    auto wanted = std::make_shared<Wanted>();
    auto* command = program.add_subcommand(
        "bench", "Measure calls: a server of its own calls simulated people, who answer and hang up after a second.");
    command->add_option("--rate", wanted->rate, "New calls a second. Default: 20")->check(CLI::Range(1, 5000));
    std::map<std::string, int64_t> units{{"s", 1'000}, {"m", 60'000}};
    command->add_option("--for", wanted->length_ms, "How long: 10s, 1m. Default: 10s")
        ->transform(CLI::AsNumberWithUnit(units, CLI::AsNumberWithUnit::UNIT_REQUIRED, "TIME"));
    command->add_flag("--no-recording", wanted->no_recording, "Record nothing.");
    command->add_flag("--json", wanted->as_json, "Tell it as JSON.");
    command->footer(
        "Ends with 0 only if every call was answered and recorded, at 90 % of the rate at least. The carrier runs on "
        "this\n"
        "machine too: a server that has it for itself does more. Nothing of a data folder is touched.");
    return [wanted] { return bench(*wanted); };
}

}  // namespace tiller::cli
