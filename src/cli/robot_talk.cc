#include "cli/robot_talk.h"

#include <fmt/format.h>

#include "base/clock.h"
#include "base/text.h"
#include "rehearsal/rehearsal.h"

namespace tiller::cli {
namespace {

Result<rehearsal::Setting> read_setting(const TalkOptions& options) {
    rehearsal::Setting setting{{}, Zone::utc().date_of(SystemClock().now()), {}};
    for (const std::string& value : options.values) {
        size_t sign = value.find('=');
        if (sign == std::string::npos || sign == 0) {
            return invalid(fmt::format("\"{}\": a value must be NAME=TEXT, such as Debtor=Ani", value));
        }
        setting.row[value.substr(0, sign)] = value.substr(sign + 1);
    }
    if (!options.today.empty()) {
        auto date = parse_date(options.today);
        if (!date) return invalid(fmt::format("--today \"{}\": must be YYYY-MM-DD", options.today));
        setting.today = *date;
    }
    if (!options.parcel.empty()) {
        setting.parcel = dialogue::ShipmentTold{0, dialogue::ShipmentTold::Result::found, options.parcel};
    }
    return setting;
}

class Terminal {
  public:
    Terminal(const dialogue::DefinitionPtr& robot, const rehearsal::Setting& setting, std::istream& in,
             std::ostream& out)
        : rehearsal_(robot, setting), in_(in), out_(out) {}

    void run() {
        tell_said();
        for (std::string line; !rehearsal_.ended(); tell_said()) {
            out_ << "> " << std::flush;
            if (!std::getline(in_, line)) {
                out_ << "\n";
                rehearsal_.hang_up();
                break;
            }
            take(std::string(trim(line)));
        }
        tell_end();
    }

  private:
    void take(const std::string& line) {
        told_ = true;
        if (line.empty()) return;
        if (line == "/state") return tell_state();
        told_ = false;
        if (line == "/wait") return rehearsal_.be_silent();
        if (line == "/hangup") return rehearsal_.hang_up();
        if (line == "/unknown") return say("");
        if (line[0] != '/' && line[0] != '#') return say(line);
        if (!rehearsal_.press(line.substr(1))) {
            told_ = true;
            out_ << kTalkHelp << "\n";
        }
    }

    void say(const std::string& words) {
        if (!rehearsal_.say(words)) {
            told_ = true;
            out_ << "  (the robot does not listen here: it waits for keys)\n";
            return;
        }
        std::string meaning = rehearsal_.meaning();
        out_ << "  (" << (meaning.empty() ? "not understood" : meaning) << ")\n";
    }

    /// What the robot said since the last time, and where it is.
    void tell_said() {
        if (told_) return;
        for (const rehearsal::Said& said : rehearsal_.said()) out_ << "robot: " << said.spelled << "\n";
        if (!rehearsal_.ended()) out_ << "[" << rehearsal_.report().end_state << "]\n";
    }

    void tell_state() {
        dialogue::Report report = rehearsal_.report();
        out_ << "state: " << report.end_state << "\n";
        tell_results(report);
    }

    void tell_results(const dialogue::Report& report) {
        if (!report.intention.empty()) out_ << "intention: " << report.intention << "\n";
        std::string labels;
        for (const std::string& label : report.labels) labels += (labels.empty() ? "" : ", ") + label;
        if (!labels.empty()) out_ << "labels: " << labels << "\n";
        for (const auto& [slot, value] : report.slots) out_ << fmt::format("{}: {}\n", slot, value);
        if (report.opt_out) out_ << "not to be called again\n";
    }

    void tell_end() {
        dialogue::Report report = rehearsal_.report();
        out_ << fmt::format("-- the {} hung up: {}, in state {}\n", report.robot_hung_up ? "robot" : "callee",
                            report.reason, report.end_state);
        tell_results(report);
    }

    rehearsal::Rehearsal rehearsal_;
    std::istream& in_;
    std::ostream& out_;
    bool told_ = false;  // nothing new was said
};

}  // namespace

Result<void> talk(const dialogue::DefinitionPtr& robot, const TalkOptions& options, std::istream& in,
                  std::ostream& out) {
    auto setting = read_setting(options);
    if (!setting) return setting.error();
    Terminal(robot, *setting, in, out).run();
    return {};
}

}  // namespace tiller::cli
