#include "rehearsal/script.h"

#include <fmt/format.h>

#include "base/text.h"

namespace tiller::rehearsal {
namespace {

std::string join(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
    return text.empty() ? "nothing" : text;
}

/// One conversation as it goes.
class Stage {
  public:
    Stage(const dialogue::DefinitionPtr& robot, const Setting& setting) : rehearsal_(robot, setting) {}

    /// What goes another way than the step says; empty if nothing does.
    std::string take(const Step& step) {
        if (step.kind == Step::Kind::ends) return check_ending(step.ending);
        if (step.kind == Step::Kind::robot) return check_said(step.text);
        if (rehearsal_.ended()) return fmt::format("the call is over: {}", told_ending());
        if (step.kind == Step::Kind::model) return rehearsal_.model_answers(step.model) ? "" : "no model is asked here";
        heard_ = 0;
        switch (step.kind) {
            case Step::Kind::callee:
                if (!rehearsal_.say(step.text, step.confidence)) return "the robot does not listen here";
                if (step.means && *step.means != rehearsal_.meaning()) {
                    return fmt::format("\"{}\" means {}, not \"{}\"", step.text, quoted(rehearsal_.meaning()),
                                       *step.means);
                }
                break;
            case Step::Kind::press:
                rehearsal_.press(step.text);
                break;
            case Step::Kind::silence:
                rehearsal_.be_silent();
                break;
            default:
                rehearsal_.hang_up();
        }
        return "";
    }

  private:
    static std::string quoted(const std::string& text) { return text.empty() ? "nothing" : "\"" + text + "\""; }

    /// What the robot is to have said, in order, since the callee last did something.
    std::string check_said(const std::string& wanted) {
        std::string all;
        const std::vector<Said>& said = rehearsal_.said();
        for (size_t i = 0; i < said.size(); ++i) {
            bool holds =
                said[i].text.find(wanted) != std::string::npos || said[i].spelled.find(wanted) != std::string::npos;
            if (i >= heard_ && holds) {
                heard_ = i;
                return "";
            }
            all += (all.empty() ? "" : " | ") + said[i].text;
        }
        return fmt::format("the robot says {}, not \"{}\"{}", quoted(all), wanted,
                           rehearsal_.is_model_asked() ? "; it waits for {model: …}" : "");
    }

    std::string told_ending() const {
        dialogue::Report report = rehearsal_.report();
        return fmt::format("state {}, {}", report.end_state, report.reason);
    }

    std::string check_ending(const Ending& ending) const {
        dialogue::Report report = rehearsal_.report();
        if (!rehearsal_.ended()) return fmt::format("the call goes on, in state {}", report.end_state);
        auto differs = [](std::string_view what, const std::string& is, const std::optional<std::string>& wanted) {
            if (!wanted || *wanted == is) return std::string();
            return fmt::format("{} is {}, not {}", what, quoted(is), quoted(*wanted));
        };
        if (auto told = differs("intention", report.intention, ending.intention); !told.empty()) return told;
        if (auto told = differs("state", report.end_state, ending.state); !told.empty()) return told;
        if (auto told = differs("reason", report.reason, ending.reason); !told.empty()) return told;
        if (ending.labels && *ending.labels != report.labels) {
            return fmt::format("labels are {}, not {}", join(report.labels), join(*ending.labels));
        }
        for (const auto& [slot, value] : ending.slots) {
            if (auto told = differs("slot " + slot, report.slots[slot], value); !told.empty()) return told;
        }
        if (ending.opt_out && *ending.opt_out != report.opt_out) {
            return report.opt_out ? "the callee is not called again (opt_out)"
                                  : "the callee is called again (no opt_out)";
        }
        return "";
    }

    Rehearsal rehearsal_;
    size_t heard_ = 0;  // of what was said, the part that a step was about
};

}  // namespace

std::vector<Fault> play(const Script& script, std::string_view yaml, const dialogue::DefinitionPtr& robot) {
    document::SourceText source(yaml);
    document::Faults faults(source);
    for (const Conversation& conversation : script) {
        Stage stage(robot, conversation.setting);
        for (const Step& step : conversation.steps) {
            std::string wrong = stage.take(step);
            if (wrong.empty()) continue;
            faults.add(step.at, fmt::format("{}: {}", conversation.name, wrong));
            break;
        }
    }
    return faults.take();
}

}  // namespace tiller::rehearsal
