// How well a robot hears, and how soon it knows what was said (docs/listening.md):
//     hearing [--tuning | --british] [--espeak PATH] [--speech FOLDER] [--model FOLDER] [--line NAME] [--show]
//
// Callers of voices that nothing was tuned on, unless `--tuning`. Without Silero's files in `--speech` WebRTC's detector
// tells speech from the rest, as in the server.
#include <fmt/format.h>

#include <cstring>

#include "heard_call.h"

namespace {

using namespace tiller;
using namespace tiller::bench;

struct Options {
    Cast cast = Cast::held_out;
    std::string espeak, speech, model = "/usr/share/pocketsphinx/model/en-us", line;
    bool show = false;
};

Options read(int argc, char** argv) {
    Options options;
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        auto value = [&] { return i + 1 < argc ? argv[++i] : ""; };
        if (word == "--tuning") {
            options.cast = Cast::tuning;
        } else if (word == "--british") {
            options.cast = Cast::british;
        } else if (word == "--show") {
            options.show = true;
        } else if (word == "--espeak") {
            options.espeak = value();
        } else if (word == "--speech") {
            options.speech = value();
        } else if (word == "--model") {
            options.model = value();
        } else if (word == "--line") {
            options.line = value();
        } else {
            fmt::print(stderr, "hearing: \"{}\" is no option\n", word);
            std::exit(2);
        }
    }
    return options;
}

struct Tally {
    int known = 0, right = 0, wrong = 0, others = 0, accepted = 0;
    std::vector<double> latency;  // ms from the end of speech, of what was understood right
    double at(double share) {
        if (latency.empty()) return 0;
        std::ranges::sort(latency);
        return latency[static_cast<size_t>(share * static_cast<double>(latency.size() - 1))];
    }
};

double percent(int part, int whole) { return whole == 0 ? 0 : 100.0 * part / whole; }

class Trial {
  public:
    explicit Trial(const Options& options)
        : options_(options),
          callers_(options.espeak),
          listener_(options.model,
                    {.silero_model = file("/silero_vad.onnx"), .onnx_runtime = file("/libonnxruntime.so")}) {}

    void run() {
        fmt::print("{} voices; {} tells what is speech\n",
                   options_.cast == Cast::tuning    ? "tuning"
                   : options_.cast == Cast::british ? "British"
                                                    : "held-out",
                   listener_.detector());
        fmt::print("{:18} {:>7} {:>7} {:>9} {:>10} {:>10}\n", "line", "right", "wrong", "accepted", "known p50",
                   "known p95");
        for (const Line& line : kLines) {
            if (!options_.line.empty() && options_.line != line.name) continue;
            Tally tally = hear(line);
            fmt::print("{:18} {:6.1f}% {:6.1f}% {:8.1f}% {:7.0f} ms {:7.0f} ms\n", line.name,
                       percent(tally.right, tally.known), percent(tally.wrong, tally.known),
                       percent(tally.accepted, tally.others), tally.at(0.5), tally.at(0.95));
        }
    }

  private:
    std::string file(const char* name) const { return options_.speech.empty() ? "" : options_.speech + name; }

    Tally hear(const Line& line) {
        std::mt19937 dice(7);
        Tally tally;
        for (const std::string& voice : voices(options_.cast)) {
            for (const Meant& meant : bench::meant()) {
                const Call call =
                    over_the_line(callers_.say(meant.phrase, voice, options_.cast), line, 8'000, 12'000, dice);
                const Answer answer = listener_.hear(moment_, call.sound);
                ++tally.known;
                tally.right += answer.intent == meant.intent;
                tally.wrong += !answer.intent.empty() && answer.intent != meant.intent;
                if (answer.intent == meant.intent) {
                    tally.latency.push_back(static_cast<double>(answer.known->count()) -
                                            static_cast<double>(call.end) / 8);
                } else {
                    show(line, voice, meant.phrase, answer);
                }
            }
            for (const char* sentence : unknown_sentences(options_.cast)) {
                const Call call =
                    over_the_line(callers_.say(sentence, voice, options_.cast), line, 8'000, 12'000, dice);
                const Answer answer = listener_.hear(moment_, call.sound);
                ++tally.others;
                tally.accepted += !answer.intent.empty();
                if (!answer.intent.empty()) show(line, voice, sentence, answer);
            }
        }
        return tally;
    }

    void show(const Line& line, const std::string& voice, const char* said, const Answer& answer) const {
        if (!options_.show) return;
        fmt::print("  {} {}: \"{}\" -> \"{}\" rejected \"{}\" {:.2f}{}\n", line.name, voice, said, answer.text,
                   answer.rejected, answer.confidence, answer.known ? "" : ", not heard");
    }

    const Options options_;
    const Moment moment_ = Moment::usual();
    Callers callers_;
    Listener listener_;
};

}  // namespace

int main(int argc, char** argv) { Trial(read(argc, argv)).run(); }
