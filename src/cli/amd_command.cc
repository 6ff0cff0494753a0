// `tiller amd measure`: what the detector of machines makes of recordings of which the truth is known.
#include "cli/amd_command.h"

#include <fmt/format.h>

#include <iostream>
#include <memory>

#include "answering/trial/folder.h"
#include "answering/trial/listener.h"
#include "answering/trial/proposal.h"
#include "answering/trial/score.h"
#include "base/json/json.h"
#include "cli/exit_code.h"

namespace tiller::cli {
namespace {

using namespace answering;
using namespace answering::trial;

struct Wanted {
    std::string folder;
    bool as_json = false, propose = true;
};

double in_seconds(Millis time) { return static_cast<double>(time.count()) / 1000; }

/// All recordings that can be read; the others are told on standard error.
Result<std::vector<SampleCall>> read_calls(const std::string& folder) {
    auto recordings = list_recordings(folder);
    if (!recordings) return recordings.error();
    std::vector<SampleCall> calls;
    for (const Labelled& recording : *recordings) {
        auto audio = read_recording(recording.path);
        if (!audio) {
            std::cerr << "left out: " << audio.error().message << "\n";
            continue;
        }
        calls.push_back({.name = recording.name,
                         .kind = std::string(to_name(recording.truth)),
                         .truth = recording.truth,
                         .audio = *audio});
    }
    auto listener = Listener::open();
    if (!listener) std::cerr << "without words: " << listener.error().message << "\n";
    for (SampleCall& call : calls) {
        if (listener) (*listener)->hear(call);
    }
    if (calls.empty()) return invalid(fmt::format("no recording in \"{}\" can be read", folder));
    return calls;
}

std::vector<JudgedCall> judge_all(const std::vector<SampleCall>& calls, const Settings& settings) {
    std::vector<JudgedCall> judged;
    for (const SampleCall& call : calls) judged.push_back(judge(call, settings));
    return judged;
}

/// People taken for machines, and machines that were not found.
bool is_wrong(const JudgedCall& call) { return call.is_taken_for_machine() != (call.truth == Truth::machine); }

std::string said_of(const Score& score) {
    return fmt::format(
        "people taken for machines  {} of {}: {:.2f} %; with 95 % certainty no more than {:.2f} %\n"
        "machines found             {} of {}: {:.1f} %\n"
        "verdict on people          {:.2f} s median, {:.2f} s at p95\n"
        "machines told              {:.2f} s median, {:.2f} s at p95\n",
        score.people_as_machines, score.people, 100 * score.false_share(),
        100 * upper_bound(score.people_as_machines, score.people), score.machines_found, score.machines,
        100 * score.found_share(), in_seconds(score.person_median), in_seconds(score.person_p95),
        in_seconds(score.machine_median), in_seconds(score.machine_p95));
}

std::string yaml_of(const Settings& s) {
    return fmt::format(
        "answering:\n  detect: true\n  short_greeting: {}ms\n  silence: {}ms\n  long_silence: {}ms\n"
        "  longest_greeting: {}ms\n  nobody: {}ms\n",
        s.short_greeting.count(), s.silence.count(), s.long_silence.count(), s.longest_greeting.count(),
        s.nobody.count());
}

void print(const std::vector<JudgedCall>& judged, const std::optional<Proposal>& proposal) {
    const auto line = [](auto name, auto truth, auto verdict, auto at, auto because, auto wrong) {
        std::cout << fmt::format("{:<40} {:<8} {:<13} {:>7}  {}{}\n", name, truth, verdict, at, because, wrong);
    };
    line("recording", "is", "taken for", "s", "because", "");
    for (const JudgedCall& call : judged) {
        line(call.name, to_name(call.truth), to_name(call.last.who), fmt::format("{:.2f}", in_seconds(call.last.at)),
             call.last.because, is_wrong(call) ? "  <- wrong" : "");
    }
    std::cout << "\n" << said_of(score_of(judged));
    if (!proposal) return;
    std::cout << "\nproposed for a robot, from these recordings alone:\n\n"
              << yaml_of(proposal->settings) << "\nwith which they give\n\n"
              << said_of(proposal->score);
}

void write(JsonWriter& json, std::string_view name, const Score& score) {
    json.key(name);
    json.begin_object();
    json.field("people", score.people);
    json.field("people_as_machines", score.people_as_machines);
    json.field("people_as_machines_at_most", upper_bound(score.people_as_machines, score.people));
    json.field("machines", score.machines);
    json.field("machines_found", score.machines_found);
    json.field("person_median_s", in_seconds(score.person_median));
    json.field("person_p95_s", in_seconds(score.person_p95));
    json.field("machine_median_s", in_seconds(score.machine_median));
    json.field("machine_p95_s", in_seconds(score.machine_p95));
    json.end_object();
}

void print_json(const std::vector<JudgedCall>& judged, const std::optional<Proposal>& proposal) {
    JsonWriter json;
    json.begin_object();
    json.key("recordings");
    json.begin_array();
    for (const JudgedCall& call : judged) {
        json.begin_object();
        json.field("recording", call.name);
        json.field("is", to_name(call.truth));
        json.field("taken_for", to_name(call.last.who));
        json.field("at_s", in_seconds(call.last.at));
        json.field("because", call.last.because);
        json.field("wrong", is_wrong(call));
        json.end_object();
    }
    json.end_array();
    write(json, "score", score_of(judged));
    if (proposal) {
        const Settings& s = proposal->settings;
        json.key("proposed");
        json.begin_object();
        json.field("short_greeting_ms", s.short_greeting.count());
        json.field("silence_ms", s.silence.count());
        json.field("long_silence_ms", s.long_silence.count());
        json.field("longest_greeting_ms", s.longest_greeting.count());
        json.field("nobody_ms", s.nobody.count());
        json.end_object();
        write(json, "proposed_score", proposal->score);
    }
    json.end_object();
    std::cout << json.take() << "\n";
}

int measure(const Wanted& wanted) {
    auto calls = read_calls(wanted.folder);
    if (!calls) return fail(calls.error());
    const auto judged = judge_all(*calls, {});
    std::optional<Proposal> proposal;
    if (wanted.propose) {
        proposal = propose({}, [&](const Settings& settings) { return score_of(judge_all(*calls, settings)); });
        if (proposal->settings == Settings{}) proposal.reset();
    }
    wanted.as_json ? print_json(judged, proposal) : print(judged, proposal);
    return kDone;
}

}  // namespace

std::function<int()> add_amd(CLI::App& program) {
    auto wanted = std::make_shared<Wanted>();
    auto* command = program.add_subcommand("amd", "Who answered: what is told of people and machines.");
    command->require_subcommand(1);
    auto* of_folder =
        command->add_subcommand("measure", "Judge recordings of which you know who answered, and propose settings.");
    of_folder
        ->add_option(
            "FOLDER", wanted->folder,
            "Recordings (WAV, MP3, FLAC; callee left) in its folders person/, machine/, nobody/, or listed in its "
            "truth.csv with the columns file and who.")
        ->required();
    of_folder->add_flag("!--no-proposal", wanted->propose, "Propose no settings, which takes most of the time.");
    of_folder->add_flag("--json", wanted->as_json, "Tell it as JSON.");
    return [wanted] { return measure(*wanted); };
}

}  // namespace tiller::cli
