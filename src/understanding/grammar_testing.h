#pragma once
// For tests: reads a grammar as GrammarWriter writes it, and says something that it allows.
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "base/text.h"

namespace tiller::understanding {

class GrammarSpeaker {
  public:
    explicit GrammarSpeaker(std::string_view jsgf) {
        size_t at = 0;
        while (at < jsgf.size()) {
            size_t end = jsgf.find(";\n", at);
            if (end == jsgf.npos) throw std::invalid_argument("a rule without its end");
            std::string_view line = jsgf.substr(at, end - at);
            if (size_t is = line.find(" = "); is != line.npos) {
                std::string_view name = line.substr(0, is);
                if (name.starts_with("public ")) name.remove_prefix(7);
                rules_[std::string(name)] = line.substr(is + 3);
            }
            at = end + 2;
        }
    }

    /// A sentence of the public rule; throws if the grammar is not well formed.
    std::string say(Random& random) const { return say_rule("<said>", random, 0); }

  private:
    using Text = std::string;

    std::string say_rule(const std::string& name, Random& random, int depth) const {
        if (name == "<NULL>") return "";
        auto rule = rules_.find(name);
        if (rule == rules_.end() || depth > 20) throw std::invalid_argument("no rule " + name);
        size_t at = 0;
        std::string said, chosen = choice(rule->second, at, random);
        if (at != rule->second.size()) throw std::invalid_argument("stops in " + name + ": " + rule->second.substr(at));
        for (std::string_view word : split(chosen, ' ')) {
            std::string part =
                word.starts_with('<') ? say_rule(std::string(word), random, depth + 1) : std::string(word);
            if (!part.empty()) said += (said.empty() ? "" : " ") + part;
        }
        return said;
    }

    static void blanks(const Text& text, size_t& at) {
        while (at < text.size() && (text[at] == ' ' || text[at] == '\n')) ++at;
    }
    std::string choice(const Text& text, size_t& at, Random& random) const {
        std::vector<std::string> ways{sequence(text, at, random)};
        while (at < text.size() && text[at] == '|') ways.push_back(sequence(text, ++at, random));
        return ways[random.below(ways.size())];
    }
    std::string sequence(const Text& text, size_t& at, Random& random) const {
        std::string said;
        for (blanks(text, at); at < text.size() && text[at] != '|' && text[at] != ')' && text[at] != ']';
             blanks(text, at)) {
            std::string part = one(text, at, random);
            if (!part.empty()) said += (said.empty() ? "" : " ") + part;
        }
        return said;
    }
    std::string one(const Text& text, size_t& at, Random& random) const {
        char opening = text[at];
        if (opening == '(' || opening == '[') {
            std::string said = choice(text, ++at, random);
            if (at >= text.size() || text[at] != (opening == '(' ? ')' : ']')) throw std::invalid_argument(text);
            ++at;
            if (at < text.size() && text[at] == '+') ++at;
            return opening == '[' && random.below(2) ? "" : said;
        }
        size_t end = text.find_first_of(opening == '<' ? ">" : " |()[]\n", at);
        end = end == text.npos ? text.size() : end + (opening == '<');
        std::string word = text.substr(at, end - at);
        at = end;
        return word;
    }

    std::map<std::string, std::string> rules_;
};

}  // namespace tiller::understanding
