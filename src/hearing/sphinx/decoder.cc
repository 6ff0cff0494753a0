#include "hearing/sphinx/decoder.h"

// What is C without a care for C++ stands in one file.
#include <fmt/format.h>
#include <pocketsphinx.h>
#include <sphinxbase/cmn.h>
#include <sphinxbase/err.h>
#include <sphinxbase/feat.h>

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <utility>

#include "base/audio.h"
#include "base/text.h"
#include "speech/flite_engine.h"

#ifdef TILLER_SANITIZED
// Debian's libsphinxbase never frees the rules of a grammar that it has read: some 4 KB each.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:libsphinxbase.so\n"; }
#endif

namespace tiller::hearing {
namespace {

constexpr size_t kMostGrammars = 200, kMostWords = 5'000;          // of a decoder; beyond, it is made afresh
constexpr size_t kFirst = Audio::kRate / 2;                        // samples that tell loudness and noise
constexpr double kLoud = 4'000, kLeastGain = 0.2, kMostGain = 10;  // root mean square of loud frames
constexpr const char* kLoop = "phones";
// How much less likely than any phones a phrase may be, a letter, as a power of ten: with 2 business people were heard to
// say what machines say, with 1 few machines were heard.
constexpr double kPhraseSlack = 1.5;
bool is_word(std::string_view word) { return !word.empty() && !word.starts_with('<') && !word.starts_with('['); }

std::string_view without_variant(std::string_view word) {
    return word.ends_with(')') ? word.substr(0, word.rfind('(')) : word;
}

/// Means of the cepstra of telephone speech at 45, 20 and 10 dB over its noise, as loud as kLoud: measured on
/// synthetic voices.
struct Means {
    double over_noise;
    std::array<double, 13> cepstra;
};
constexpr std::array kMeans{
    Means{45, {42.47, -4.87, 0.72, 4.16, 1.97, -5.71, -1.66, -3.75, -6.31, -0.69, -6.08, -0.98, 0.52}},
    Means{20, {45.23, -5.06, -0.04, 3.39, 1.76, -5.09, -1.52, -3.20, -5.51, -1.31, -5.65, -1.16, 0.56}},
    Means{10, {47.10, -5.61, -0.72, 2.91, 1.49, -4.68, -1.58, -2.86, -5.06, -1.67, -5.36, -1.28, 0.57}}};

std::array<mfcc_t, 13> means_at(double over_noise) {
    std::array<mfcc_t, 13> out{};
    const bool loud = over_noise > kMeans[1].over_noise;
    const Means &above = kMeans[loud ? 0 : 1], &below = kMeans[loud ? 1 : 2];
    const double part = std::clamp((over_noise - below.over_noise) / (above.over_noise - below.over_noise), 0.0, 1.0);
    for (size_t i = 0; i < out.size(); ++i) {
        out[i] = static_cast<mfcc_t>(below.cepstra[i] + part * (above.cepstra[i] - below.cepstra[i]));
    }
    return out;
}

std::string key_of(const Grammar& grammar) {
    std::string key = grammar.jsgf;
    for (const std::string& phrase : grammar.phrases) key += "\n" + phrase;
    return key;
}

/// A text that is read through a path, and stands in no folder.
class TextAsFile {
  public:
    explicit TextAsFile(const std::string& text) : file_(memfd_create("phrases", MFD_CLOEXEC)) {
        is_written_ = file_ >= 0 && write(file_, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    }
    ~TextAsFile() {
        if (file_ >= 0) close(file_);
    }
    TextAsFile(const TextAsFile&) = delete;
    TextAsFile& operator=(const TextAsFile&) = delete;
    bool is_written() const { return is_written_; }
    std::string path() const { return "/proc/self/fd/" + std::to_string(file_); }

  private:
    const int file_;
    bool is_written_ = false;
};

}  // namespace

void Decoder::Free::operator()(ps_decoder_s* decoder) const { ps_free(decoder); }

Decoder::Handle Decoder::make(const std::string& model) {
    static std::once_flag silenced;
    std::call_once(silenced, [] { err_set_logfp(nullptr); });
    // A search for any phones does with phones as such, without regard to their neighbours: it costs a third of one that
    // minds them, and tells as much. The beams are wider than usual: a small grammar has room for it, and in noise the
    // right words are far behind at first.
    cmd_ln_t* config = cmd_ln_init(nullptr, ps_args(), TRUE, "-hmm", model.c_str(), "-cmn", "live", "-beam", "1e-80",
                                   "-wbeam", "1e-60", "-allphone_ci", "yes", nullptr);
    if (config == nullptr) return nullptr;
    Handle decoder(ps_init(config));
    cmd_ln_free_r(config);
    return decoder;
}

Result<std::unique_ptr<Decoder>> Decoder::open(const std::string& model) {
    Handle grammars = make(model), phones = make(model);
    if (!grammars || !phones) return internal_error("pocketsphinx cannot use the model \"" + model + "\"");
    if (ps_set_allphone(phones.get(), kLoop, nullptr) != 0 || ps_set_search(phones.get(), kLoop) != 0) {
        return internal_error("pocketsphinx does not take the phones of the model \"" + model + "\"");
    }
    return std::unique_ptr<Decoder>(new Decoder(std::move(grammars), std::move(phones), model));
}

Decoder::Decoder(Handle grammars, Handle phones, std::string model)
    : grammars_(std::move(grammars)), phones_(std::move(phones)), model_(std::move(model)) {}

Decoder::~Decoder() = default;

/// A name, say, which no dictionary has: as it is spelled. A grammar is not refused for the sake of one word: what
/// cannot be spoken at all gets a sound that nobody makes alone, so that the others are heard.
void Decoder::add_guess(const std::string& word) {
    const std::string phones = speech::spelled_phones(word);
    if (!phones.empty() && ps_add_word(grammars_.get(), word.c_str(), phones.c_str(), FALSE) >= 0) return;
    ps_add_word(grammars_.get(), word.c_str(), "ZH ZH ZH", FALSE);
}

Result<void> Decoder::load(const Grammar& grammar, const Pronunciations& pronunciations) {
    if (names_.size() >= kMostGrammars || words_.size() >= kMostWords) {
        Handle fresh = make(model_);
        if (!fresh) return internal_error("pocketsphinx cannot use the model \"" + model_ + "\" any more");
        grammars_ = std::move(fresh);
        names_.clear();
        words_.clear();
    }
    for (const std::string& word : grammar.words) {
        if (words_.contains(word)) continue;
        const auto spoken = pronunciations.find(word);
        for (size_t i = 0; i < spoken.size(); ++i) {
            const std::string entry = i == 0 ? word : word + "(" + std::to_string(i + 1) + ")";
            ps_add_word(grammars_.get(), entry.c_str(), std::string(spoken[i]).c_str(), FALSE);
        }
        if (spoken.empty()) add_guess(word);
        words_.insert(word);
    }
    const std::string name = "g" + std::to_string(names_.size());
    if (!grammar.phrases.empty()) return set_phrases(name, grammar);
    if (ps_set_jsgf_string(grammars_.get(), name.c_str(), grammar.jsgf.c_str()) != 0) {
        return invalid("pocketsphinx does not take the grammar " + grammar.jsgf);
    }
    names_.emplace(key_of(grammar), name);
    return {};
}

/// How much worse than any phones a phrase may fit grows with the sounds that it has.
Result<void> Decoder::set_phrases(const std::string& name, const Grammar& grammar) {
    std::string list;
    for (const std::string& phrase : grammar.phrases) {
        list += fmt::format("{} /1e-{:.0f}/\n", phrase, kPhraseSlack * static_cast<double>(phrase.size()));
    }
    const TextAsFile file(list);
    if (!file.is_written() || ps_set_kws(grammars_.get(), name.c_str(), file.path().c_str()) != 0) {
        return invalid("pocketsphinx does not take the phrases " + list);
    }
    names_.emplace(key_of(grammar), name);
    return {};
}

Result<void> Decoder::begin(const Grammar& grammar, const Pronunciations& pronunciations) {
    if (under_way_) end();
    const std::string key = key_of(grammar);
    if (!names_.contains(key)) {
        if (auto loaded = load(grammar, pronunciations); !loaded) return loaded;
    }
    current_ = names_.at(key);
    looks_for_phrases_ = !grammar.phrases.empty();
    level_.reset();
    waiting_.clear();
    dice_ = 1;
    gain_ = 0;
    ps_start_stream(grammars_.get());
    ps_start_stream(phones_.get());
    if (ps_set_search(grammars_.get(), current_.c_str()) != 0 || ps_start_utt(grammars_.get()) != 0 ||
        (!looks_for_phrases_ && ps_start_utt(phones_.get()) != 0)) {
        return internal_error("pocketsphinx cannot begin");
    }
    under_way_ = true;
    return {};
}

/// Silence that is nothing but zeros, as some gateways send it, is like no sound that the model was made of: a little
/// noise is put over it.
std::span<const int16_t> Decoder::dithered(std::span<const int16_t> samples) {
    dithered_.resize(samples.size());
    for (size_t i = 0; i < samples.size(); ++i) {
        dice_ = dice_ * 1'664'525 + 1'013'904'223;
        const int noise = static_cast<int>(dice_ >> 28) - 8;
        dithered_[i] = static_cast<int16_t>(std::clamp(samples[i] + noise, -32'767, 32'767));
    }
    return dithered_;
}

void Decoder::feed(std::span<const int16_t> sound) {
    const auto samples = dithered(sound);
    level_.add(samples);
    if (gain_ > 0) return process(samples);
    waiting_.insert(waiting_.end(), samples.begin(), samples.end());
    if (waiting_.size() >= kFirst) adapt();
}

/// A model expects speech of a loudness and means of its cepstra. Those that a decoder would gather from one utterance to
/// the next are of other calls; so each utterance begins with what its own first sound tells.
void Decoder::adapt() {
    gain_ = std::clamp(kLoud / (level_.loud() + 1), kLeastGain, kMostGain);
    const auto means = means_at(level_.over_noise());
    for (ps_decoder_t* decoder : {grammars_.get(), phones_.get()}) {
        cmn_live_set(ps_get_feat(decoder)->cmn_struct, means.data());
    }
    process(std::exchange(waiting_, {}));
}

/// Raises to the model's rate, and badly on purpose: the images fill the band above 4 kHz, which telephone speech lacks
/// and the model was never without.
void Decoder::process(std::span<const int16_t> samples) {
    raised_.resize(2 * samples.size());
    for (size_t i = 0; i < samples.size(); ++i) {
        const double sample = std::clamp(gain_ * samples[i], -32'767.0, 32'767.0);
        raised_[2 * i] = static_cast<int16_t>(sample);
        raised_[2 * i + 1] = static_cast<int16_t>(sample / 2);
    }
    ps_process_raw(grammars_.get(), raised_.data(), raised_.size(), FALSE, FALSE);
    if (!looks_for_phrases_) ps_process_raw(phones_.get(), raised_.data(), raised_.size(), FALSE, FALSE);
}

Words Decoder::partial() const { return words(); }

Words Decoder::end() {
    if (gain_ == 0) adapt();
    ps_end_utt(grammars_.get());
    if (!looks_for_phrases_) ps_end_utt(phones_.get());
    under_way_ = false;
    return words();
}

/// Do these words lead from the grammar's beginning to its end?
bool Decoder::is_whole(std::string_view words) const {
    fsg_model_t* const grammar = ps_get_fsg(grammars_.get(), current_.c_str());
    if (grammar == nullptr) return false;
    const auto follow = [&](const std::set<int>& from, auto passes) {
        std::set<int> to;
        for (const int state : from) {
            for (fsg_arciter_t* arc = fsg_model_arcs(grammar, state); arc != nullptr; arc = fsg_arciter_next(arc)) {
                fsg_link_t* const link = fsg_arciter_get(arc);
                if (passes(fsg_link_wid(link))) to.insert(fsg_link_to_state(link));
            }
        }
        return to;
    };
    const auto widen = [&](std::set<int> states) {
        for (size_t before = 0; before != states.size();) {
            before = states.size();
            states.merge(follow(states, [](int word) { return word < 0; }));
        }
        return states;
    };
    std::set<int> states = widen({fsg_model_start_state(grammar)});
    while (!words.empty()) {
        const std::string_view word = words.substr(0, words.find(' '));
        words.remove_prefix(std::min(words.size(), word.size() + 1));
        states = widen(follow(states, [&](int id) { return id >= 0 && fsg_model_word_str(grammar, id) == word; }));
    }
    return states.contains(fsg_model_final_state(grammar));
}

Words Decoder::phrases() const {
    const char* const found = ps_get_hyp(grammars_.get(), nullptr);
    return {.text = std::string(trim(found ? found : "")), .confidence = 1};
}

Words Decoder::words() const {
    if (looks_for_phrases_) return phrases();
    Words out;
    int32 score = 0, loop_score = 0;
    if (ps_get_hyp(grammars_.get(), &score) == nullptr) return out;
    ps_get_hyp(phones_.get(), &loop_score);
    std::string text;
    int frames = 0;  // of 10 ms, of words
    for (ps_seg_t* part = ps_seg_iter(grammars_.get()); part != nullptr; part = ps_seg_next(part)) {
        const std::string_view word = ps_seg_word(part);
        if (!is_word(word)) continue;
        int first = 0, last = 0;
        ps_seg_frames(part, &first, &last);
        frames += last - first + 1;
        if (!text.empty()) text += ' ';
        text += without_variant(word);
    }
    if (text.empty()) return out;
    const double behind = static_cast<double>(loop_score - score) / std::max(1, frames);
    out.confidence = sureness(behind, level_.over_noise());
    out.is_whole_phrase = is_whole(text);
    (out.confidence >= kSure ? out.text : out.rejected) = std::move(text);
    return out;
}

}  // namespace tiller::hearing
