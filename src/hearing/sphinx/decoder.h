#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "hearing/recognizer.h"
#include "hearing/sphinx/pronunciations.h"
#include "hearing/sphinx/signal_level.h"
#include "hearing/sphinx/sureness.h"

struct ps_decoder_s;
struct fsg_model_s;

namespace tiller::hearing {

/// What is heard of one utterance at a time by pocketsphinx: words of a grammar, and how sure that is.
///
/// A grammar is always answered with something. So a second search runs over the same audio that may put any phones one
/// after the other: where the grammar's words explain the sound much worse than any phones do, they were not said.
///
/// Phrases are looked for by a search of their own, which ignores what is said around them.
///
/// Thread rule: one thread at a time.
class Decoder {
  public:
    /// `model`: folder of the acoustic model (Debian: /usr/share/pocketsphinx/model/en-us/en-us).
    static Result<std::unique_ptr<Decoder>> open(const std::string& model);
    ~Decoder();
    Decoder(const Decoder&) = delete;
    Decoder& operator=(const Decoder&) = delete;

    /// The next utterance, of these words. A grammar that is known already costs nothing. Words that the
    /// dictionary lacks are guessed from their spelling. Error: invalid (no JSGF).
    Result<void> begin(const Grammar& grammar, const Pronunciations& pronunciations);
    /// Linear audio at Audio::kRate.
    void feed(std::span<const int16_t> sound);
    bool is_under_way() const { return under_way_; }
    /// What it is so far.
    Words partial() const;
    /// What it was.
    Words end();

  private:
    struct Free {
        void operator()(ps_decoder_s* decoder) const;
    };
    using Handle = std::unique_ptr<ps_decoder_s, Free>;

    Decoder(Handle grammars, Handle phones, std::string model);
    static Handle make(const std::string& model);
    void add_guess(const std::string& word);
    Result<void> load(const Grammar& grammar, const Pronunciations& pronunciations);
    Result<void> set_phrases(const std::string& name, const Grammar& grammar);
    Words phrases() const;
    std::span<const int16_t> dithered(std::span<const int16_t> samples);
    void adapt();
    void process(std::span<const int16_t> samples);
    Words words() const;
    bool is_whole(std::string_view words) const;

    Handle grammars_, phones_;
    const std::string model_;
    std::map<std::string, std::string> names_;  // of the searches, by key_of their grammar
    std::set<std::string, std::less<>> words_;  // in the dictionary of `grammars_`
    std::string current_;                       // the search in use
    bool under_way_ = false;
    bool looks_for_phrases_ = false;
    uint32_t dice_ = 1;
    std::vector<int16_t> dithered_;  // of `feed`, kept for its memory
    double gain_ = 0;                // 0: not known yet
    std::vector<int16_t> waiting_;   // until it is known
    std::vector<int16_t> raised_;    // of `feed`, kept for its memory
    SignalLevel level_;
};

}  // namespace tiller::hearing
