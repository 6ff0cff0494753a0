#include "dialogue/model_talk.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "dialogue/model_question.h"
#include "dialogue/model_values.h"

namespace tiller::dialogue {
namespace {

using Role = ModelMessage::Role;

constexpr size_t kLongestAnswer = 1'500;  // bytes: about a minute and a half of speech
constexpr size_t kLongestWords = 1'000;   // characters, of what the callee said at once
constexpr int kMostRounds = 4;            // questions for one turn of the callee
constexpr int kMostTokens = 300;
/// Beyond what the engine is given: its own failure is told sooner.
constexpr Millis kGrace{1'000};
constexpr std::string_view kCutOff = " —";

int64_t tokens_in(size_t bytes) { return static_cast<int64_t>(bytes / 4) + 1; }

int64_t estimate(const ModelQuestion& question) {
    size_t bytes = 0;
    for (const ModelMessage& message : question.messages) {
        bytes += message.text.size();
        for (const ModelCall& call : message.calls) bytes += call.name.size() + call.arguments.size();
    }
    for (const ModelTool& tool : question.tools)
        bytes += tool.name.size() + tool.description.size() + tool.parameters.size();
    return tokens_in(bytes);
}

void append(std::string& text, std::string_view more) {
    if (!text.empty() && !more.empty()) text += ' ';
    text += more;
}

}  // namespace

void ModelTalk::enter(const Definition& definition, const State& state, std::string began_with, Millis now) {
    if (state_) used().time += now - entered_at_;
    give_up();
    definition_ = &definition;
    state_ = state.model ? &state : nullptr;
    entered_at_ = now;
    opening_ = std::move(began_with);
    messages_.clear();
    noted_.clear();
    calls_.clear();
    results_.clear();
    said_.clear(), latest_.clear();
    unanswered_ = was_cut_ = false;
    saying_ = state_ && !opening_.empty() ? Saying::opening : Saying::nothing;
    stopped_ = Saying::nothing;
}

void ModelTalk::heard(std::string_view words) {
    commit();
    words = utf8_prefix(words, kLongestWords);
    unanswered_ = true;
    rounds_ = 0;
    // What was said before its answer came belongs to it.
    if (!messages_.empty() && messages_.back().role == Role::user) return append(messages_.back().text, words);
    messages_.push_back({Role::user, std::string(words)});
    ++used().turns;
}

std::string_view ModelTalk::bound_reached(Millis now) const {
    auto used = used_.find(state_);
    Used so_far = used == used_.end() ? Used{} : used->second;
    if (so_far.turns > rules().turns) return "turns";
    if (so_far.time + (now - entered_at_) >= rules().time) return "time";
    if (so_far.tokens >= rules().tokens) return "tokens";
    if (rounds_ >= kMostRounds) return "questions";
    return "";
}

AskModel ModelTalk::ask(const Lookup& lookup, Millis now) {
    commit();
    ModelQuestion question;
    question.messages.push_back({Role::system, model_instructions(*definition_, rules(), lookup, today_, opening_)});
    question.messages.insert(question.messages.end(), messages_.begin(), messages_.end());
    question.tools = model_tools(rules());
    question.most_tokens = kMostTokens;
    estimated_ = estimate(question);
    used().tokens += estimated_;
    open_ = true;
    anew_ = was_cut_ = false;
    written_ = 0;
    cutter_ = {};
    asked_at_ = heard_from_at_ = now;
    ++rounds_;
    latest_.clear();
    return {++question_, rules().engine, std::move(question)};
}

Millis ModelTalk::patience_ends() const {
    const ModelQuestion bounds;
    return std::min(heard_from_at_ + bounds.first_within, asked_at_ + bounds.all_within) + kGrace;
}

bool ModelTalk::give_up() {
    bool was_open = std::exchange(open_, false);
    if (was_open && state_) used().tokens += tokens_in(written_);
    was_cut_ |= was_open || !waiting_.empty();
    anew_ = false;
    cutter_ = {};
    waiting_.clear();
    prepared_ = 0;
    return was_open;
}

bool ModelTalk::wrote(std::string_view piece, Millis now) {
    heard_from_at_ = now;
    written_ += piece.size();
    unanswered_ = false;
    if (written_ > kLongestAnswer) return false;
    for (std::string& sentence : cutter_.take(piece)) {
        append(latest_, sentence);
        waiting_.push_back(std::move(sentence));
    }
    return true;
}

ModelWish ModelTalk::finish(const ModelTold& told) {
    open_ = false;
    int64_t counted = told.answer ? told.answer->tokens_in + told.answer->tokens_out : 0;
    used().tokens += counted > 0 ? counted - estimated_ : tokens_in(written_);
    ModelWish wish;
    auto fail = [&](std::string why) {
        wish.kind = ModelWish::Kind::fail;
        wish.why = std::move(why);
        return std::move(wish);
    };
    if (!told.answer) return fail(told.why);
    std::vector<std::string> rest = cutter_.rest();
    bool is_cut = told.answer->end == ModelAnswer::End::too_long;  // its last sentence has no end
    for (std::string& sentence : rest) {
        if (is_cut) continue;
        append(latest_, sentence);
        waiting_.push_back(std::move(sentence));
    }
    if (latest_.empty() && told.answer->calls.empty()) return fail("its answer is empty");
    bool has_erred = false;
    for (const ModelCall& call : told.answer->calls) follow(call, wish, has_erred);
    if (wish.kind == ModelWish::Kind::nothing && (has_erred || latest_.empty())) {
        wish.kind = ModelWish::Kind::anew;
        anew_ = true;
    }
    unanswered_ = false;
    return wish;
}

void ModelTalk::follow(const ModelCall& call, ModelWish& wish, bool& has_erred) {
    if (wish.kind != ModelWish::Kind::nothing) return;  // it has left, or given up
    std::string result;
    if (call.name == kNoteTool) {
        result = note(call, wish, has_erred);
    } else if (call.name == kOffTopicTool) {
        wish.kind = ModelWish::Kind::fail;
        wish.why = "the callee speaks of something else";
    } else {
        result = take_way(call, wish, has_erred);
    }
    calls_.push_back(call);
    results_.push_back({Role::tool, std::move(result), {}, call.id});
}

std::string ModelTalk::note(const ModelCall& call, ModelWish& wish, bool& has_erred) {
    auto values = read_slots(rules().slots, call.arguments, today_);
    if (!values) {
        has_erred = true;
        return "error: " + values.error().message;
    }
    for (auto& [name, value] : *values) {
        noted_.insert(name);
        wish.slots.emplace_back(name, std::move(value));
    }
    return "noted";
}

std::string ModelTalk::take_way(const ModelCall& call, ModelWish& wish, bool& has_erred) {
    auto way = std::ranges::find(rules().ways, call.name, &ModelWay::name);
    if (way == rules().ways.end()) {
        has_erred = true;
        return "error: there is no such tool";
    }
    for (const std::string& slot : way->needs) {
        if (noted_.contains(slot)) continue;
        has_erred = true;
        return fmt::format("error: first {} {}", kNoteTool, slot);
    }
    wish.kind = ModelWish::Kind::leave;
    wish.way = &*way;
    return "done";
}

void ModelTalk::commit() {
    if (said_.empty() && calls_.empty()) return;
    if (was_cut_ && !said_.empty()) said_ += kCutOff;
    messages_.push_back({Role::assistant, std::exchange(said_, {}), std::exchange(calls_, {})});
    for (ModelMessage& result : results_) messages_.push_back(std::move(result));
    results_.clear();
    was_cut_ = false;
}

std::optional<std::string> ModelTalk::next_sentence() {
    if (waiting_.empty()) return std::nullopt;
    now_said_ = std::move(waiting_.front());
    waiting_.pop_front();
    prepared_ -= prepared_ > 0;
    saying_ = Saying::sentence;
    return now_said_;
}

std::optional<std::string> ModelTalk::next_to_prepare(size_t ahead) {
    if (prepared_ >= std::min(ahead, waiting_.size())) return std::nullopt;
    return waiting_[prepared_++];
}

void ModelTalk::said() {
    if (std::exchange(saying_, Saying::nothing) == Saying::sentence) append(said_, now_said_);
}

void ModelTalk::stopped() {
    stopped_ = std::exchange(saying_, Saying::nothing);
    was_cut_ |= stopped_ == Saying::sentence;
    if (stopped_ == Saying::opening) opening_ += kCutOff;
}

void ModelTalk::heard_of_it(std::string_view heard) {
    Saying what = std::exchange(stopped_, Saying::nothing);
    if (what == Saying::sentence) append(said_, heard);
    if (what == Saying::opening) opening_ = std::string(heard) + std::string(kCutOff);
}

Prompt ModelTalk::last_words() const { return spoken(latest_); }

Prompt ModelTalk::spoken(std::string_view text) {
    Prompt prompt;
    if (!text.empty()) prompt.pieces.push_back({.text = std::string(text), .of_call = true});
    return prompt;
}

}  // namespace tiller::dialogue
