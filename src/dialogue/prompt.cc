#include "dialogue/prompt.h"

#include <fmt/format.h>

#include "base/text.h"

namespace tiller::dialogue {
namespace {

/// Fixed text so far, with runs of blanks folded into one.
class FixedText {
  public:
    void add(char c) {
        bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
        if (!blank) {
            text_ += c;
        } else if (!text_.ends_with(' ')) {
            text_ += ' ';
        }
    }
    void move_to(Prompt& prompt) {
        if (!text_.empty()) prompt.pieces.push_back({std::move(text_)});
        text_.clear();
    }

  private:
    std::string text_;
};

/// The piece for what stands between the braces, or nothing with a fault.
std::optional<Piece> parse_place(std::string_view inside, size_t offset, const Scope& scope,
                                 std::vector<PromptFault>& faults) {
    size_t colon = inside.find(':');
    std::string_view name = trim(inside.substr(0, colon));
    if (!is_name(name)) {
        faults.push_back(
            {offset, fmt::format("{{{}}} is not a place for a value: write {{Name}}, or {{{{ for a brace", inside)});
        return std::nullopt;
    }
    auto kind = scope.kind(name);
    if (!kind) {
        faults.push_back({offset, fmt::format("unknown variable \"{}\"{}", name, did_you_mean(name, scope.names()))});
        return std::nullopt;
    }
    Piece piece{"", std::string(name), *kind};
    if (colon != std::string_view::npos) {
        std::string_view word = trim(inside.substr(colon + 1));
        auto wanted = parse_kind(word);
        if (!wanted) {
            faults.push_back(
                {offset, fmt::format("\"{}\" is no way to speak a value: there are {}", word, kind_names())});
            return std::nullopt;
        }
        piece.kind = *wanted;
    }
    if (auto variable = scope.variables.find(name);
        piece.kind == Segment::Kind::amount && variable != scope.variables.end()) {
        piece.unit = variable->second.unit;
        piece.unit_variable = variable->second.unit_variable;
    }
    return piece;
}

}  // namespace

void parse_prompt(std::string_view text, const Scope& scope, Prompt& prompt, std::vector<PromptFault>& faults) {
    FixedText fixed;
    if (!prompt.empty()) fixed.add(' ');
    for (size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (c != '{' && c != '}') {
            fixed.add(c);
        } else if (i + 1 < text.size() && text[i + 1] == c) {
            fixed.add(c);
            ++i;
        } else if (c == '}') {
            faults.push_back({i, "a } without its {: write }} for a brace"});
        } else {
            size_t end = text.find('}', i);
            if (end == std::string_view::npos) {
                faults.push_back({i, "a { without its }: write {{ for a brace"});
                return;
            }
            fixed.move_to(prompt);
            if (auto piece = parse_place(text.substr(i + 1, end - i - 1), i, scope, faults)) {
                prompt.pieces.push_back(std::move(*piece));
            }
            i = end;
        }
    }
    fixed.move_to(prompt);
}

std::vector<Segment> Prompt::segments(const Lookup& lookup) const {
    std::vector<Segment> segments;
    for (const Piece& piece : pieces) {
        if (piece.name.empty()) {
            segments.push_back({Segment::Kind::text, piece.text, ""});
        } else if (std::string value = lookup(piece.name); !trim(value).empty()) {
            std::string unit = piece.unit_variable.empty() ? piece.unit : lookup(piece.unit_variable);
            segments.push_back({piece.kind, std::move(value), std::move(unit)});
        }
    }
    return segments;
}

std::string Prompt::plain(const Lookup& lookup) const {
    std::string text;
    for (const Piece& piece : pieces) text += piece.name.empty() ? piece.text : lookup(piece.name);
    return std::string(trim(text));
}

}  // namespace tiller::dialogue
