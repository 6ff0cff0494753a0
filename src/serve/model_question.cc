#include "serve/model_question.h"

#include <fmt/format.h>

namespace tiller::serve {
namespace {

class Listener final : public engines::AnswerListener {
  public:
    Listener(uint64_t question, std::function<void(dialogue::ModelTold)> tell)
        : question_(question), tell_(std::move(tell)) {}

    void on_text(std::string_view piece) override { tell_({.question = question_, .text = std::string(piece)}); }
    void on_end(Result<engines::Answer> answer) override {
        dialogue::ModelTold told{.question = question_, .is_over = true};
        if (answer) {
            told.answer = std::move(*answer);
        } else {
            told.why = answer.error().message;
        }
        tell_(std::move(told));
    }

  private:
    const uint64_t question_;
    const std::function<void(dialogue::ModelTold)> tell_;
};

}  // namespace

std::shared_ptr<void> ask_model(const engines::Engines& engines, dialogue::AskModel question,
                                std::function<void(dialogue::ModelTold)> tell) {
    auto fail = [&](std::string why) {
        tell({.question = question.question, .is_over = true, .why = std::move(why)});
        return nullptr;
    };
    auto model = engines.model(question.engine);
    if (!model)
        return fail(question.engine.empty() ? "no language model is set up"
                                            : fmt::format("no language model \"{}\" is set up", question.engine));
    auto asking = model->ask(std::move(question.what), std::make_shared<Listener>(question.question, tell));
    if (!asking) return fail(asking.error().message);
    // The model lives as long as what was asked of it.
    struct Held {
        std::shared_ptr<engines::LanguageModel> model;
        std::unique_ptr<engines::Asking> asking;
    };
    return std::make_shared<Held>(std::move(model), std::move(*asking));
}

}  // namespace tiller::serve
