#include "hearing/ear.h"

#include <algorithm>

#include "base/log.h"
#include "base/metrics.h"
#include "base/text.h"
#include "hearing/vad/noise_gate.h"

namespace tiller::hearing {
namespace {

constexpr size_t kPreRoll = 15;       // frames before the speech that belong to it: 300 ms
constexpr size_t kPast = 64;          // frames that are kept
constexpr int kSurePartials = 2;      // one after the other, before words stop a prompt
constexpr double kEchoAtMost = 0.05;  // of what is said: what is fainter is no interruption

prometheus::Counter& utterances(const char* result) {
    return metrics::counter("tiller_hearing_utterances_total", "what callees said, by what became of it",
                            {{"result", result}});
}
prometheus::Histogram& stage(const char* name) {
    return metrics::histogram("tiller_hearing_stage_seconds",
                              "from the end of speech: to its end being known (pause), from there to its words (words)",
                              {0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1, 2, 5}, {{"stage", name}});
}
/// Whether a prompt that yields to words yields to these. Engines that know any words write down "uh-huh", too: half of
/// the words must be among those that the robot expects.
bool are_expected(const Listening& listening, std::string_view text) {
    if (text.empty() || listening.free_speech || !listening.grammar || listening.grammar->words.empty())
        return !text.empty();
    size_t all = 0, known = 0;
    for (std::string_view word : split(text, ' ')) {
        ++all;
        known += std::ranges::binary_search(listening.grammar->words, word);
    }
    return known * 2 >= all;
}
double seconds(Time::duration length) { return std::chrono::duration<double>(length).count(); }

}  // namespace

/// Brings what a recognizer tells to the ear's thread.
class EarState::Reply final : public RecognitionListener {
  public:
    Reply(std::weak_ptr<EarState> ear, std::shared_ptr<Errands> errands, uint64_t id, uint64_t attempt)
        : ear_(std::move(ear)), errands_(std::move(errands)), id_(id), attempt_(attempt) {}
    void on_partial(const Words& words) override {
        errands_->post([ear = ear_, id = id_, attempt = attempt_, words] {
            if (auto state = ear.lock()) state->on_partial(id, attempt, words);
        });
    }
    void on_words(Result<Words> words) override {
        errands_->post([ear = ear_, id = id_, attempt = attempt_, words = std::move(words)]() mutable {
            if (auto state = ear.lock()) state->on_words(id, attempt, std::move(words));
        });
    }

  private:
    const std::weak_ptr<EarState> ear_;
    const std::shared_ptr<Errands> errands_;
    const uint64_t id_, attempt_;
};

EarState::EarState(Surroundings around, std::unique_ptr<ActivityState> activity)
    : around_(std::move(around)), activity_(std::move(activity)) {}

void EarState::on_heard(media::SessionId, const int16_t* samples) {
    EarFrame* const frame = queue_.room();
    if (frame == nullptr) return;
    std::copy_n(samples, Audio::kFrame, frame->heard.begin());
    frame->said = said_;
    frame->at = std::chrono::steady_clock::now();
    queue_.put();
}

void EarState::on_said(media::SessionId, const int16_t* samples) { std::copy_n(samples, Audio::kFrame, said_.begin()); }

void EarState::listen(Listening listening) {
    spoken_.clear();
    turn_.listen(listening);
    listening_ = std::move(listening);
}

void EarState::watch(std::shared_ptr<FrameWatcher> watcher, const std::optional<Listening>& words) {
    watcher_ = std::move(watcher);
    following_.reset();
    if (!watcher_ || !words) return;
    std::vector<std::shared_ptr<Recognizer>> recognizers;
    for (const size_t place : recognizers_for(*words)) recognizers.push_back(around_.recognizers[place]);
    if (!recognizers.empty())
        following_ = std::make_shared<Following>(*words, std::move(recognizers), watcher_, around_.errands);
}

void EarState::stop() {
    spoken_.clear();
    turn_.drop();
    listening_.reset();
}

void EarState::take(const EarFrame& frame, bool is_speech) {
    if (watcher_) watcher_->on_frame(frame.heard, is_speech, frame.at);
    if (following_) following_->take(frame.heard, is_speech);
    echo_.add(frame.heard.data(), frame.said.data());
    past_.push_back({frame.heard, frame.at});
    if (past_.size() > kPast) past_.pop_front();
    if (!listening_) return;
    if (is_speech && robot_speaks_ && loudness(frame.heard) < kEchoAtMost * echo_.loudest()) is_speech = false;

    switch (turn_.frame(is_speech, robot_speaks_)) {
        case Turn::Step::began:
            if (echo_.is_there()) {
                turn_.drop();
                utterances("echo").Increment();
            } else {
                begin();
            }
            break;
        case Turn::Step::ended:
            finish();
            break;
        case Turn::Step::nothing:
            if (!turn_.is_speaking() || spoken_.empty()) break;
            spoken_.back().sound.insert(spoken_.back().sound.end(), frame.heard.begin(), frame.heard.end());
            if (spoken_.back().recognition) spoken_.back().recognition->feed(frame.heard);
            if (spoken_.back().over_robot && !robot_speaks_) tell_began(spoken_.back());
            break;
    }
}

void EarState::begin() {
    Spoken& spoken = spoken_.emplace_back();
    spoken.id = next_id_++;
    spoken.listening = *listening_;
    const auto since_start = static_cast<size_t>(turn_.now() - turn_.start() + 1);  // frames, this one included
    const size_t first = past_.size() - std::min(past_.size(), since_start);
    spoken.start = past_[first].at - Turn::kFrame;
    for (size_t i = first - std::min(first, kPreRoll); i < past_.size(); ++i) {
        spoken.sound.insert(spoken.sound.end(), past_[i].samples.begin(), past_[i].samples.end());
    }
    spoken.over_robot = robot_speaks_;
    const uint64_t id = spoken.id;
    spoken.recognizers = recognizers_for(spoken.listening);
    const bool asked = ask(spoken);
    const bool waits_for_words = robot_speaks_ && listening_->barge_in == BargeIn::words;
    if (!waits_for_words) tell_began(spoken);
    if (!asked) log::warn("nobody recognizes speech", {{"language", listening_->language}, {"utterance", id}});
}

/// Those that hear what is wanted, in their order; then, where any words are wanted, those that hear a grammar at least.
std::vector<size_t> EarState::recognizers_for(const Listening& listening) const {
    std::vector<size_t> best, others;
    for (size_t i = 0; i < around_.recognizers.size(); ++i) {
        const Recognizer& recognizer = *around_.recognizers[i];
        if (recognizer.hears(listening.language, listening.free_speech)) {
            best.push_back(i);
        } else if (recognizer.hears(listening.language, false)) {
            others.push_back(i);
        }
    }
    best.insert(best.end(), others.begin(), others.end());
    return best;
}

const Recognizer& EarState::recognizer_of(const Spoken& spoken) const {
    return *around_.recognizers[spoken.recognizers[spoken.asked - 1]];
}

/// Gives the sound to the next recognizer that takes it.
bool EarState::ask(Spoken& spoken) {
    spoken.recognition.reset();
    while (spoken.asked < spoken.recognizers.size()) {
        Recognizer& recognizer = *around_.recognizers[spoken.recognizers[spoken.asked++]];
        auto reply = std::make_shared<Reply>(weak_from_this(), around_.errands, spoken.id, ++spoken.attempt);
        auto started = recognizer.start(spoken.listening, std::move(reply));
        if (!started) {
            log::warn("recognizer", {{"name", recognizer.name()}, {"error", started.error().message}});
            continue;
        }
        spoken.recognition = std::move(*started);
        spoken.recognition->feed(spoken.sound);
        if (spoken.ended) {
            spoken.patience_ends += around_.longest_wait;
            spoken.recognition->end();
        }
        return true;
    }
    return false;
}

void EarState::tell_began(Spoken& spoken) {
    if (std::exchange(spoken.told, true)) return;
    around_.listener->on_speech_began(spoken.listening.turn, spoken.start);
}

void EarState::finish() {
    if (spoken_.empty()) return;
    Spoken& spoken = spoken_.back();
    const auto past_end = static_cast<size_t>(turn_.now() - turn_.end() + 1);  // frames after the speech
    const Time now = past_.back().at;
    spoken.end = now - past_end * Turn::kFrame;
    spoken.ended = true;
    spoken.patience_ends = now + around_.longest_wait;
    stage("pause").Observe(seconds(now - spoken.end));
    if (spoken.recognition) {
        spoken.recognition->end();
    } else {
        conclude(spoken.id, {});
    }
}

EarState::Spoken* EarState::find(uint64_t id) {
    const auto found = std::ranges::find(spoken_, id, &Spoken::id);
    return found == spoken_.end() ? nullptr : &*found;
}

void EarState::on_partial(uint64_t id, uint64_t attempt, const Words& words) {
    Spoken* const spoken = find(id);
    if (spoken == nullptr || spoken->attempt != attempt || spoken->ended) return;
    const auto& grammar = spoken->listening.grammar;
    const bool is_whole = words.is_whole_phrase || (grammar && grammar->is_whole && grammar->is_whole(words.text));
    turn_.heard_whole_phrase(is_whole && !words.text.empty());
    spoken->sure_partials = are_expected(spoken->listening, words.text) ? spoken->sure_partials + 1 : 0;
    if (spoken->sure_partials >= kSurePartials) tell_began(*spoken);
}

void EarState::on_words(uint64_t id, uint64_t attempt, Result<Words> words) {
    Spoken* const spoken = find(id);
    if (spoken == nullptr || spoken->attempt != attempt) return;
    const std::string name = recognizer_of(*spoken).name();
    if (words) {
        if (words->heard_by.empty()) words->heard_by = name;
        return conclude(id, std::move(*words));
    }
    log::warn("not recognized", {{"recognizer", name}, {"error", words.error().message}});
    metrics::counter("tiller_hearing_failures_total", "utterances that a recognizer did not recognize",
                     {{"recognizer", name}})
        .Increment();
    if (!ask(*spoken) && spoken->ended) conclude(id, {});
}

void EarState::conclude(uint64_t id, Words words) {
    Spoken spoken = std::move(*find(id));
    std::erase_if(spoken_, [&](const Spoken& s) { return s.id == id; });
    if (!spoken.ended) turn_.drop();  // the recognizer knew before us
    const Time now = std::chrono::steady_clock::now();
    if (!spoken.ended) spoken.end = now;
    const bool waits_for_words = spoken.over_robot && spoken.listening.barge_in == BargeIn::words;
    const bool counts =
        spoken.told || (waits_for_words ? are_expected(spoken.listening, words.text) : !words.text.empty());
    utterances(!counts                  ? "ignored"
               : !words.text.empty()    ? "words"
               : words.rejected.empty() ? "nothing"
                                        : "rejected")
        .Increment();
    if (!counts) return;
    if (!past_.empty()) stage("words").Observe(std::max(0.0, seconds(now - past_.back().at)));
    tell_began(spoken);
    around_.listener->on_heard({spoken.listening.turn, std::move(words), spoken.start, spoken.end});
}

void EarState::look_at_clock(Time now) {
    for (size_t i = 0; i < spoken_.size(); ++i) {
        const Spoken& spoken = spoken_[i];
        if (now < spoken.patience_ends) continue;
        on_words(spoken.id, spoken.attempt, unavailable("no answer in time"));
        return;  // the list may be another one now
    }
}

}  // namespace tiller::hearing
