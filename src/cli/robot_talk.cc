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
    Conversation(const dialogue::DefinitionPtr& robot, const rehearsal::Setting& setting, const AnswerModel& model,
                 const Terminal& terminal)
        : rehearsal_(robot, setting), model_(model), terminal_(terminal) {}

    void run() {
        tell_said();
        for (; !rehearsal_.ended(); tell_said()) {
            const bool is_model_asked = rehearsal_.is_model_asked();
            if (is_model_asked && model_) {
                answer(model_(rehearsal_.asked_model()));
                continue;
            }
            tell("{}", is_model_asked ? "model> " : "> ");
            auto line = terminal_.read_line();
            if (!line) {
                tell("\n");
                rehearsal_.hang_up();
                break;
            }
            is_model_asked ? take_models(std::string(trim(*line))) : take(std::string(trim(*line)));
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

    /// A line of the language model.
    void take_models(const std::string& line) {
        told_ = false;
        if (line == "/wait") return rehearsal_.be_silent();
        if (line == "/hangup") return rehearsal_.hang_up();
        if (line == "/fails") return answer({.text = "", .fails = "it fails"});
        answer(typed_answer(line));
    }

    void answer(rehearsal::ModelLines lines) {
        for (const ModelCall& call : lines.calls) tell("  (calls {} {})\n", call.name, call.arguments);
        if (!lines.fails.empty()) tell("  (the model fails: {})\n", lines.fails);
        shown_ = rehearsal_.said().size();
        rehearsal_.model_answers(std::move(lines));
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
        const std::vector<rehearsal::Said>& said = rehearsal_.said();
        for (size_t i = std::min(shown_, said.size()); i < said.size(); ++i) tell("robot: {}\n", said[i].spelled);
        shown_ = 0;
        if (!rehearsal_.ended() && !rehearsal_.is_model_asked()) tell("[{}]\n", rehearsal_.report().end_state);
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
    const AnswerModel& model_;
    const Terminal& terminal_;
    bool told_ = false;  // nothing new was said
    size_t shown_ = 0;   // of what was said: before the model answered
};

}  // namespace

Result<void> talk(const dialogue::DefinitionPtr& robot, const TalkOptions& options, const Terminal& terminal) {
    auto setting = read_setting(options);
    if (!setting) return setting.error();
    Conversation(robot, *setting, options.model, terminal).run();
    return {};
}

}  // namespace tiller::cli
