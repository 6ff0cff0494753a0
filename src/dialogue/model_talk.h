#pragma once
// The conversation of a state that a language model runs: what the model is asked, what it wants, what of it was said.
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/zone.h"
#include "dialogue/definition.h"
#include "dialogue/model_words.h"

namespace tiller::dialogue {

/// What follows from a whole answer.
struct ModelWish {
    enum class Kind {
        nothing,  // it is the callee's turn, once all is said
        anew,     // the model is to be asked again, once all is said
        leave,    // `way`, once all is said
        fail,     // `why`
    };
    Kind kind = Kind::nothing;
    const ModelWay* way = nullptr;
    std::string why{};
    std::vector<std::pair<std::string, std::string>> slots{};  // noted, and checked
};

/// Thread rule: that of the run that it is part of.
/// Invariants:
///  1. One question is open at most.
///  2. What the model is told that it said is what the callee heard of it; roles alternate as chat templates want it.
///  3. A value that is none of its slot's, and a way whose slots are not noted, are told to the model as errors and
///     never taken.
///  4. The bounds of a state count over all its visits in a call; what the engine does not count is estimated.
class ModelTalk {
  public:
    explicit ModelTalk(std::optional<Date> today) : today_(today) {}

    /// A state is entered, which a model runs or not; `began_with` are its first words.
    void enter(const Definition& definition, const State& state, std::string began_with, Millis now);
    /// The callee's words, which the next question tells.
    void heard(std::string_view words);
    /// The callee said something that no question has been answered for.
    bool has_unanswered() const { return unanswered_; }
    /// Why the model is not to be asked any more; empty if it is.
    std::string_view bound_reached(Millis now) const;
    AskModel ask(const Lookup& lookup, Millis now);
    bool is_open() const { return open_; }
    bool is_about(uint64_t question) const { return open_ && question == question_; }
    /// When a question that is open counts as failed.
    Millis patience_ends() const;
    /// Nothing more is awaited, and what waits to be said is forgotten. True: a question was open.
    bool give_up();

    /// Sentences that are whole now wait to be said. False: it writes without end.
    bool wrote(std::string_view piece, Millis now);
    /// The end of an answer, or its failure.
    ModelWish finish(const ModelTold& told);
    bool wants_anew() const { return anew_; }

    /// The next sentence, which is being said from now on.
    std::optional<std::string> next_sentence();
    /// One of the sentences that wait, each once, `ahead` of what is being said at most.
    std::optional<std::string> next_to_prepare(size_t ahead);
    /// What was being said was said to its end, or stopped.
    void said();
    void stopped();
    /// How much of what was stopped was heard.
    void heard_of_it(std::string_view heard);
    /// What was written last, to be said again; empty: nothing yet.
    Prompt last_words() const;

    /// `said` of the model, in the callee's language, as text that only this call says.
    static Prompt spoken(std::string_view text);

  private:
    enum class Saying { nothing, opening, sentence };
    struct Used {
        int turns = 0;
        Millis time{0};
        int64_t tokens = 0;
    };

    const ModelState& rules() const { return *state_->model; }
    Used& used() { return used_[state_]; }
    /// The answer that was said so far becomes part of the messages.
    void commit();
    void follow(const ModelCall& call, ModelWish& wish, bool& has_erred);
    std::string note(const ModelCall& call, ModelWish& wish, bool& has_erred);
    std::string take_way(const ModelCall& call, ModelWish& wish, bool& has_erred);

    const std::optional<Date> today_;
    const Definition* definition_ = nullptr;
    const State* state_ = nullptr;  // null: none that a model runs
    std::map<const State*, Used> used_;
    Millis entered_at_{0};
    std::string opening_;
    std::vector<ModelMessage> messages_;
    std::set<std::string, std::less<>> noted_;

    uint64_t question_ = 0;
    bool open_ = false, unanswered_ = false, anew_ = false;
    Millis asked_at_{0}, heard_from_at_{0};  // the last question; the last piece of its answer, or itself
    int rounds_ = 0;                         // questions since the callee's last words
    int64_t estimated_ = 0;                  // tokens, of the open question
    size_t written_ = 0;                     // bytes of the answer so far
    SentenceCutter cutter_;
    std::deque<std::string> waiting_;
    size_t prepared_ = 0;  // of them, from the front

    // The answer that is being said.
    std::string now_said_, said_, latest_;
    Saying saying_ = Saying::nothing, stopped_ = Saying::nothing;
    bool was_cut_ = false;
    std::vector<ModelCall> calls_;
    std::vector<ModelMessage> results_;
};

}  // namespace tiller::dialogue
