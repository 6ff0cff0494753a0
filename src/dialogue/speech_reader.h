#pragma once
// What a robot understands, from the YAML: `intents`, `globals` and `not_understood` at the top; `answers`, `ask`,
// `globals` and `not_understood` of a state, and what is understood beside a model.
#include <map>
#include <set>
#include <string>

#include "dialogue/way_reader.h"

namespace tiller::dialogue {

/// Whether a state of the file waits for words. Then each state that waits for keys hears what can be said at any moment.
bool hears_words(const document::Node& root);

class SpeechReader {
  public:
    /// `root`: the whole file. Of a file that hears no words nothing is read but what is out of place there.
    SpeechReader(const document::Node& root, std::string language, WayReader& ways);

    /// The speech of a state that has keys, or waits for words; `state.keys` and `state.collect` have been read.
    void read(const document::Node& node, State& state);
    /// `between` of a value, by its type.
    static void read_between(const document::Node& node, understanding::Question& question, document::Faults& faults);
    /// Faults of what no state has made use of.
    void check_use();

  private:
    using Intent = understanding::Intent;
    struct OwnIntent {
        size_t at = 0;  // of its name
        std::vector<understanding::Phrase> phrases;
        bool is_used = false;
    };
    struct Global {
        Answer answer;
        size_t at = 0;
        bool is_off = false;
    };
    using Globals = std::map<std::string, Global, std::less<>>;

    void read_intents(const document::Node& node);
    void read_phrases(const document::Node& node, std::string_view name, OwnIntent& intent);
    void read_phrase(const document::Node& node, std::string_view name, std::vector<understanding::Phrase>& phrases);
    void read_globals(const document::Node& node, Globals& globals);
    Global read_global(const document::Field& field);
    Global default_global(std::string_view name) const;
    std::vector<Rung> read_ladder(const document::Node& node, bool has_keys, const Globals& globals);
    std::optional<Rung> read_rung(const document::Node& node, const Globals& globals);
    void read_answers(const document::Node& node, Speech& speech, std::vector<size_t>& places);
    void read_ask(const document::Node& node, Speech& speech);
    void read_choices(const document::Node& node, understanding::Question& question);
    void add_globals(Speech& speech, const Globals& globals);
    void add_confirming(Ask& ask, const Hearing& hearing);
    /// The phrases of an intent, built in and of the file; a fault at `at` if there are none.
    std::optional<Intent> find_intent(std::string_view name, size_t at);
    void check_collisions(const Speech& speech, const std::vector<size_t>& places);
    Prompt built_in_prompt(std::string_view text) const;

    WayReader& ways_;
    document::Faults& faults_;
    const std::string language_;
    bool hears_ = false;
    std::map<std::string, OwnIntent, std::less<>> own_;
    std::map<std::string, Intent, std::less<>> made_;
    std::map<std::pair<std::string, std::string>, std::optional<std::string>> common_;  // phrases of two intents
    Globals globals_;
    const document::Node* ladder_ = nullptr;  // at the top
    const document::Node* free_speech_ = nullptr;
};

}  // namespace tiller::dialogue
