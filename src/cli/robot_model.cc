#include "cli/robot_model.h"

#include <fmt/format.h>

#include <future>

#include "base/json/json.h"
#include "base/text.h"
#include "engines/http_model.h"
#include "model/model_question.h"

namespace tiller::cli {
namespace {

class Waiter final : public engines::AnswerListener {
  public:
    void on_text(std::string_view) override {}
    void on_end(Result<engines::Answer> answer) override { end_.set_value(std::move(answer)); }
    Result<engines::Answer> wait() { return end_.get_future().get(); }

  private:
    std::promise<Result<engines::Answer>> end_;
};

/// What an engine needs, for as long as the conversation lasts.
struct Session {
    SystemClock clock;
    std::unique_ptr<http::Client> client = http::Client::open(1, 1);
    std::unique_ptr<engines::LanguageModel> model;
};

}  // namespace

Result<AnswerModel> model_at(const std::string& url, const std::string& model, const std::string& key) {
    engines::Engine engine{.name = "model",
                           .kind = engines::EngineKind::model,
                           .protocol = engines::EngineProtocol::openai_http,
                           .url = url,
                           .key = key,
                           .model = model,
                           .timeout = std::chrono::seconds(10)};
    if (std::string fault = engines::engine_fault(engine); !fault.empty()) return invalid("--model-url: " + fault);
    auto session = std::make_shared<Session>();
    session->model = engines::open_http_model(engine, *session->client, session->clock);
    return AnswerModel([session](const dialogue::AskModel& asked) {
        rehearsal::ModelLines lines;
        auto waiter = std::make_shared<Waiter>();
        auto asking = session->model->ask(asked.what, waiter);
        auto answer = asking ? waiter->wait() : Result<engines::Answer>(asking.error());
        if (!answer) {
            lines.fails = answer.error().message;
            return lines;
        }
        lines.text = std::move(answer->text);
        lines.calls = std::move(answer->calls);
        return lines;
    });
}

rehearsal::ModelLines typed_answer(std::string_view line) {
    constexpr std::string_view kCalls = "=>";
    rehearsal::ModelLines lines;
    size_t calls = line.find(kCalls);
    lines.text = trim(line.substr(0, calls));
    if (calls == line.npos) return lines;
    for (std::string_view typed : split(line.substr(calls + kCalls.size()), ',')) {
        ModelCall call{.id = fmt::format("call_{}", lines.calls.size()), .name = {}, .arguments = {}};
        JsonWriter json;
        json.begin_object();
        for (std::string_view word : split(trim(typed), ' ')) {
            size_t sign = word.find('=');
            if (call.name.empty()) {
                call.name = word;
            } else if (sign != word.npos) {
                json.field(word.substr(0, sign), word.substr(sign + 1));
            }
        }
        json.end_object();
        call.arguments = json.take();
        lines.calls.push_back(std::move(call));
    }
    return lines;
}

}  // namespace tiller::cli
