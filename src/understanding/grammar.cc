// The grammar of an Expectation (JSGF 1.0). A rule for each intent, and those that the question needs.
#include <algorithm>
#include <set>

#include "base/text.h"
#include "understanding/shapes.h"
#include "understanding/understand.h"
#include "understanding/words.h"

namespace tiller::understanding {
namespace {

class GrammarWriter {
  public:
    explicit GrammarWriter(const Expectation& expectation)
        : expectation_(expectation), language_(find_language(expectation.language)) {}

    GrammarPtr write() {
        for (const Intent& intent : expectation_.intents) add_intent(intent);
        if (expectation_.question) add_question(*expectation_.question);
        std::string said;
        for (const std::string& rule : public_) said += (said.empty() ? "" : " | ") + rule;
        auto grammar = std::make_shared<Grammar>();
        grammar->jsgf =
            "#JSGF V1.0 UTF-8;\ngrammar tiller;\npublic <said> = " + (said.empty() ? "<VOID>" : said) + ";\n" + rules_;
        add_words(rules_);
        grammar->words.assign(words_.begin(), words_.end());
        // Of a value more may come: "twenty", "twenty four".
        grammar->is_whole = [expectation = Expectation{expectation_.language, expectation_.intents}](auto words) {
            Understood understood = understand(expectation, words, 1.0, std::nullopt);
            return understood.intent >= 0 && understood.confidence >= 1.0;
        };
        return grammar;
    }

  private:
    void add_intent(const Intent& intent) {
        if (intent.jsgf.empty()) return;
        public_.push_back("<i" + std::to_string(public_.size()) + ">");  // names of intents may be no names of rules
        rules_ += public_.back() + " = " + intent.jsgf + ";\n";
    }

    void add_question(const Question& question) {
        for (const Intent& choice : question.choices) add_intent(choice);
        if (!language_) return;
        switch (question.type) {
            case ValueType::date:
                return add_shapes("date", language_->dates);
            case ValueType::time:
                return add_shapes("time", language_->times);
            case ValueType::number:
                add_numbers();
                return add("number", "<whole>");
            case ValueType::amount:
                add_numbers();
                return add("amount", "<whole> [" + any_of(language_->usual_currencies) + "]");
            case ValueType::digits:
                return add("digits", "(" + digits() + ")+");
            default:
                return;
        }
    }

    void add(const std::string& name, const std::string& right) {
        public_.push_back("<" + name + ">");
        rules_ += public_.back() + " = " + right + ";\n";
    }

    void add_shapes(const std::string& name, std::span<const Shape> shapes) {
        std::string right;
        for (const Shape& shape : shapes) right += (right.empty() ? "" : " | ") + shape_to_jsgf(shape);
        add(name, right);
        auto place = [&](std::string_view rule, const std::string& what) {
            std::string named = "<" + std::string(rule) + ">";
            if (right.find(named) != right.npos) rules_ += named + " = " + what + ";\n";
        };
        place("n", small_numbers(1, 31));
        place("weekday", any_of(language_->weekdays));
        place("month", any_of(language_->months));
        place("day", days());
        place("year", years());
        place("hour", small_numbers(0, 23));
        place("minute", small_numbers(1, 59));
        std::string parts;
        for (const DayPart& part : language_->parts) parts += (parts.empty() ? "" : " | ") + std::string(part.text);
        place("part", parts);
    }

    void add_numbers() {
        rules_ += "<below_hundred> = " + small_numbers(0, 99) + ";\n" + std::string(language_->number_rules);
    }

    std::string small_numbers(int from, int to) const {
        std::string right;
        for (int n = from; n <= to; ++n) right += (n == from ? "" : " | ") + language_->small_number(n);
        return right;
    }
    /// As ordinals too, where the language has them.
    std::string days() const {
        std::string right = small_numbers(1, 31);
        for (const auto& [word, day] : language_->ordinals) {
            right += " | " + std::string(word);
            bool has_all = language_->ordinals.size() > 9;
            if (!has_all || day > 9) continue;
            right += " | " + language_->small_number(20) + " " + std::string(word);
            if (day == 1) right += " | " + language_->small_number(30) + " " + std::string(word);
        }
        return right;
    }
    /// This century's, as far as an answer names one.
    std::string years() const {
        std::string tens = "(" + small_numbers(20, 49) + ")";
        if (language_->years_in_pairs) return language_->small_number(20) + " " + tens;
        return language_->small_number(2) + " " + (language_->code == "es" ? "mil " : "ribu ") + tens;
    }
    std::string digits() const {
        std::string right = small_numbers(0, 9);
        for (const auto& [word, digit] : language_->digits) right += " | " + std::string(word);
        return right;
    }
    static std::string any_of(std::span<const NamedNumber> names) {
        std::string right;
        for (const auto& [word, number] : names) right += (right.empty() ? "" : " | ") + std::string(word);
        return right;
    }
    static std::string any_of(std::span<const std::string_view> names) {
        std::string right;
        for (std::string_view word : names) right += (right.empty() ? "" : " | ") + std::string(word);
        return right;
    }

    /// Those on the right sides.
    void add_words(std::string_view rules) {
        bool in_rule_name = false;
        std::string word;
        auto flush = [&] {
            if (!word.empty()) words_.insert(word);
            word.clear();
        };
        for (char c : rules) {
            if (c == '<') in_rule_name = true;
            bool of_word = !in_rule_name && std::string_view(" |()[]=;+\n<>").find(c) == std::string_view::npos;
            of_word ? word += c, void() : flush();
            if (c == '>') in_rule_name = false;
        }
        flush();
    }

    const Expectation& expectation_;
    const Language* language_;
    std::vector<std::string> public_;
    std::string rules_;
    std::set<std::string> words_;
};

}  // namespace

GrammarPtr make_grammar(const Expectation& expectation) { return GrammarWriter(expectation).write(); }

bool fits_grammar(const Expectation& expectation) {
    auto any = [](const std::vector<Intent>& intents) { return std::ranges::any_of(intents, &Intent::has_any); };
    if (any(expectation.intents)) return false;
    if (!expectation.question) return true;
    return expectation.question->type != ValueType::name && !any(expectation.question->choices);
}

}  // namespace tiller::understanding
