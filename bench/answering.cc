// How well the detector of machines does on generated calls (docs/answering.md):
//     answering [--held-out] [--calls N of each kind] [--seed N] [--espeak PATH] [--only KIND] [--show] [--no-words] [SETTING=MS …]
#include <fmt/format.h>

#include <cstdlib>
#include <ctime>
#include <map>

#include "answering/trial/generated.h"
#include "answering/trial/listener.h"
#include "answering/trial/score.h"

namespace {

using namespace tiller;
using namespace tiller::answering;
using namespace tiller::answering::trial;

struct Options {
    bool held_out = false;
    size_t calls = 100;
    uint64_t seed = 1;
    std::string espeak, only;
    bool show = false, words = true;
    Settings settings;
};

Options read(int argc, char** argv) {
    Options options;
    const std::map<std::string, Millis*> settings = {{"short_greeting", &options.settings.short_greeting},
                                                     {"silence", &options.settings.silence},
                                                     {"long_silence", &options.settings.long_silence},
                                                     {"longest_greeting", &options.settings.longest_greeting},
                                                     {"nobody", &options.settings.nobody},
                                                     {"watch", &options.settings.watch}};
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        const std::string next = i + 1 < argc ? argv[i + 1] : "";
        const size_t equals = word.find('=');
        if (word == "--held-out") {
            options.held_out = true;
        } else if (word == "--calls") {
            options.calls = std::strtoul(next.c_str(), nullptr, 10), ++i;
        } else if (word == "--seed") {
            options.seed = std::strtoul(next.c_str(), nullptr, 10), ++i;
        } else if (word == "--espeak") {
            options.espeak = next, ++i;
        } else if (word == "--only") {
            options.only = next, ++i;
        } else if (word == "--no-words") {
            options.words = false;
        } else if (word == "--show") {
            options.show = true;
        } else if (settings.contains(word.substr(0, equals))) {
            *settings.at(word.substr(0, equals)) = Millis(std::strtoul(word.c_str() + equals + 1, nullptr, 10));
        } else {
            fmt::print(stderr, "answering: \"{}\" is no option\n", word);
            std::exit(2);
        }
    }
    return options;
}

void show(const JudgedCall& call) {
    fmt::print("{} ({}):", call.kind, call.name);
    for (const Verdict& v : call.evidence.verdicts)
        fmt::print(" {} at {} ({});", to_name(v.who), v.at.count(), v.because);
    for (const std::string_view phrase : call.evidence.phrases) fmt::print(" \"{}\"", phrase);
    for (const Heard& h : call.evidence.signals)
        fmt::print(" [{} {:.0f} Hz {}-{}]", to_name(h.signal), h.hertz, h.from.count(), h.to.count());
    const Features& f = call.evidence.at_last;
    fmt::print(" lead {} voiced {} span {} segments {}\n", f.lead ? f.lead->count() : -1, f.voiced.count(),
               f.span.count(), f.segments);
}

/// People taken for machines, machines that were not found.
bool is_wrong(const JudgedCall& call) { return call.is_taken_for_machine() != (call.truth == Truth::machine); }

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

}  // namespace

int main(int argc, char** argv) {
    const Options options = read(argc, argv);
    Cast cast(options.held_out, options.espeak);
    Dice dice(options.seed);
    std::vector<JudgedCall> all, counted;
    double heard = 0, cost = 0;
    std::unique_ptr<Listener> listener;
    if (options.words) {
        auto opened = Listener::open();
        if (!opened) {
            fmt::print(stderr, "answering: {}\n", opened.error().message);
            return 1;
        }
        listener = std::move(*opened);
    }
    for (const Recipe& recipe : all_recipes()) {
        if (!options.only.empty() && options.only != recipe.kind) continue;
        for (size_t i = 0; i < options.calls; ++i) {
            auto call = make_call(recipe, cast, dice);
            if (!call) {
                fmt::print(stderr, "answering: {}\n", call.error().message);
                return 1;
            }
            if (listener) listener->hear(*call);
            const double before = cpu_seconds();
            all.push_back(judge(*call, options.settings));
            cost += cpu_seconds() - before;
            heard += static_cast<double>(call->audio->samples.size()) / Audio::kRate;
            if (recipe.counts) counted.push_back(all.back());
            if (options.show && is_wrong(all.back())) show(all.back());
        }
    }
    const Score score = score_of(counted);
    fmt::print("{}\n", table_of(all));
    fmt::print("{} voices and texts\n", options.held_out ? "held-out" : "tuning");
    fmt::print("people taken for machines  {} of {}: {:.2f} %, at most {:.2f} %\n", score.people_as_machines,
               score.people, 100 * score.false_share(), 100 * upper_bound(score.people_as_machines, score.people));
    fmt::print("machines found             {} of {}: {:.1f} %\n", score.machines_found, score.machines,
               100 * score.found_share());
    fmt::print("verdict on people          {:.2f} s median, {:.2f} s at p95\n",
               static_cast<double>(score.person_median.count()) / 1000,
               static_cast<double>(score.person_p95.count()) / 1000);
    fmt::print("machines told              {:.2f} s median, {:.2f} s at p95\n",
               static_cast<double>(score.machine_median.count()) / 1000,
               static_cast<double>(score.machine_p95.count()) / 1000);
    fmt::print("cost                       {:.1f} us for 20 ms\n", 1e6 * cost / (heard * 50));
}
