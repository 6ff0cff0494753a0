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

class Conversation {
  public:
    Conversation(const dialogue::DefinitionPtr& robot, const rehearsal::Setting& setting, const Terminal& terminal)
        : rehearsal_(robot, setting), terminal_(terminal) {}

    void run() {
        tell_said();
        for (; !rehearsal_.ended(); tell_said()) {
            tell("> ");
            auto line = terminal_.read_line();
            if (!line) {
                tell("\n");
                rehearsal_.hang_up();
                break;
            }
            take(std::string(trim(*line)));
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
            tell("{}\n", kTalkHelp);
        }
    }

    void say(const std::string& words) {
        if (!rehearsal_.say(words)) {
            told_ = true;
            tell("  (the robot does not listen here: it waits for keys)\n");
            return;
        }
        std::string meaning = rehearsal_.meaning();
        tell("  ({})\n", meaning.empty() ? "not understood" : meaning);
    }

    /// What the robot said since the last time, and where it is.
    void tell_said() {
        if (told_) return;
        for (const rehearsal::Said& said : rehearsal_.said()) tell("robot: {}\n", said.spelled);
        if (!rehearsal_.ended()) tell("[{}]\n", rehearsal_.report().end_state);
    }

    void tell_state() {
        dialogue::Report report = rehearsal_.report();
        tell("state: {}\n", report.end_state);
        tell_results(report);
    }

    void tell_results(const dialogue::Report& report) {
        if (!report.intention.empty()) tell("intention: {}\n", report.intention);
        std::string labels;
        for (const std::string& label : report.labels) labels += (labels.empty() ? "" : ", ") + label;
        if (!labels.empty()) tell("labels: {}\n", labels);
        for (const auto& [slot, value] : report.slots) tell("{}: {}\n", slot, value);
        if (report.opt_out) tell("not to be called again\n");
    }

    void tell_end() {
        dialogue::Report report = rehearsal_.report();
        tell("-- the {} hung up: {}, in state {}\n", report.robot_hung_up ? "robot" : "callee", report.reason,
             report.end_state);
        tell_results(report);
    }

    template <class... Args>
    void tell(fmt::format_string<Args...> form, Args&&... args) {
        terminal_.write(fmt::format(form, std::forward<Args>(args)...));
    }

    rehearsal::Rehearsal rehearsal_;
    const Terminal& terminal_;
    bool told_ = false;  // nothing new was said
};

}  // namespace

Result<void> talk(const dialogue::DefinitionPtr& robot, const TalkOptions& options, const Terminal& terminal) {
    auto setting = read_setting(options);
    if (!setting) return setting.error();
    Conversation(robot, *setting, terminal).run();
    return {};
}

}  // namespace tiller::cli
