#include "dialogue/prompt.h"

#include <fmt/format.h>

#include "base/text.h"
#include "dialogue/shipment_words.h"
#include "dialogue/ssml.h"
#include "document/did_you_mean.h"
#include "model/wire_code.h"

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
    void move_to(Prompt& prompt, std::optional<Segment::Kind> kind) {
        if (!text_.empty()) prompt.pieces.push_back({std::move(text_), "", kind.value_or(Segment::Kind::text)});
        text_.clear();
    }

  private:
    std::string text_;
};

/// Reads one text of a prompt.
class PromptParser {
  public:
    PromptParser(const Scope& scope, Prompt& prompt, std::vector<Fault>& faults)
        : scope_(scope), prompt_(prompt), faults_(faults) {
        if (!prompt.empty()) fixed_.add(' ');
    }

    void read(std::string_view text) {
        is_markup_ = holds_markup(text);
        if (!is_markup_) return read_words({std::string(text)});
        Ssml ssml = read_ssml(text);
        for (SsmlPart& part : ssml.parts) {
            if (part.kind != Segment::Kind::pause) {
                read_words(part);
            } else {
                prompt_.pieces.push_back({std::move(part.text), "", Segment::Kind::pause});
            }
        }
        if (ssml.fault) faults_.push_back(std::move(*ssml.fault));
    }

  private:
    /// Words with places; `say-as` round them says how they are spoken.
    void read_words(const SsmlPart& part) {
        std::string_view text = part.text;
        for (size_t i = 0; i < text.size(); ++i) {
            char c = text[i];
            if (c != '{' && c != '}') {
                fixed_.add(c);
            } else if (i + 1 < text.size() && text[i + 1] == c) {
                fixed_.add(c);
                ++i;
            } else if (c == '}') {
                fault(part.offset + i, "a } without its {: write }} for a brace");
            } else {
                size_t end = text.find('}', i);
                if (end == std::string_view::npos) {
                    return fault(part.offset + i, "a { without its }: write {{ for a brace");
                }
                fixed_.move_to(prompt_, part.kind);
                read_place(text.substr(i + 1, end - i - 1), part, i);
                i = end;
            }
        }
        fixed_.move_to(prompt_, part.kind);
    }

    /// What stands between the braces.
    void read_place(std::string_view inside, const SsmlPart& part, size_t at) {
        size_t offset = part.offset + at, colon = inside.find(':');
        std::string_view name = trim(inside.substr(0, colon));
        if (!is_name(name)) {
            return fault(offset,
                         fmt::format("{{{}}} is not a place for a value: write {{Name}}, or {{{{ for a brace", inside));
        }
        auto kind = scope_.kind(name);
        if (!kind) {
            return fault(offset,
                         fmt::format("unknown variable \"{}\"{}", name, document::did_you_mean(name, scope_.names())));
        }
        Piece piece{"", std::string(name), part.kind.value_or(*kind)};
        piece.takes_markup = is_markup_;
        if (colon != std::string_view::npos) {
            std::string_view word = trim(inside.substr(colon + 1));
            auto wanted = parse_kind(word);
            if (!wanted) {
                return fault(offset,
                             fmt::format("\"{}\" is no way to speak a value: there are {}", word, kind_names()));
            }
            piece.kind = *wanted;
        }
        if (auto variable = scope_.variables.find(name);
            piece.kind == Segment::Kind::amount && variable != scope_.variables.end()) {
            piece.unit = variable->second.unit;
            piece.unit_variable = variable->second.unit_variable;
        }
        if (auto unit = scope_.slot_units.find(name);
            piece.kind == Segment::Kind::amount && unit != scope_.slot_units.end()) {
            (scope_.variables.contains(unit->second) ? piece.unit_variable : piece.unit) = unit->second;
        }
        prompt_.pieces.push_back(std::move(piece));
    }

    void fault(size_t offset, std::string message) {
        faults_.push_back({.message = std::move(message), .place = {.offset = offset}});
    }

    const Scope& scope_;
    Prompt& prompt_;
    std::vector<Fault>& faults_;
    FixedText fixed_;
    bool is_markup_ = false;
};

/// What a value that is SSML says. One that is wrong is said as it stands: a list is checked before, but not what
/// partners push and what is set in a call.
std::vector<Segment> spoken_markup(const std::string& value) {
    Ssml ssml = read_ssml_value(value);
    if (ssml.fault) return {{Segment::Kind::text, value, "", true}};
    std::vector<Segment> segments;
    for (SsmlPart& part : ssml.parts) {
        segments.push_back({part.kind.value_or(Segment::Kind::text), std::move(part.text), "", true});
    }
    return segments;
}

/// Joins what is said to one line of a transcript; a pause is a blank.
class Line {
  public:
    void add(Segment::Kind kind, std::string_view words) {
        if (kind == Segment::Kind::pause) words = " ";
        if (was_pause_ || kind == Segment::Kind::pause) {
            bool has_blank = text_.empty() || text_.ends_with(' ');
            if (has_blank && words.starts_with(' ')) words.remove_prefix(1);
        }
        was_pause_ = kind == Segment::Kind::pause;
        text_ += words;
    }
    std::string take() { return std::string(trim(text_)); }

  private:
    std::string text_;
    bool was_pause_ = false;
};

}  // namespace

void parse_prompt(std::string_view text, const Scope& scope, Prompt& prompt, std::vector<Fault>& faults) {
    PromptParser(scope, prompt, faults).read(text);
}

void add_pauses(std::vector<Segment>& segments) {
    constexpr std::string_view kAfterSentence = "700", kAfterPart = "350";
    std::vector<Segment> slow;
    for (Segment& segment : segments) {
        std::string_view text = segment.value;
        if (segment.kind != Segment::Kind::text) {
            slow.push_back(std::move(segment));
            continue;
        }
        for (size_t at = 0; at < text.size();) {
            size_t end = text.find_first_of(".?!,;:", at);
            while (end != text.npos && end + 1 < text.size() && text[end + 1] != ' ') {
                end = text.find_first_of(".?!,;:", end + 1);
            }
            size_t next = end == text.npos ? text.size() : end + 1;
            if (trim(text.substr(at, next - at)).empty()) break;
            slow.push_back({Segment::Kind::text, std::string(text.substr(at, next - at)), "", segment.of_call});
            if (end == text.npos) break;
            bool ends_sentence = std::string_view(".?!").find(text[end]) != std::string_view::npos;
            slow.push_back({Segment::Kind::pause, std::string(ends_sentence ? kAfterSentence : kAfterPart), ""});
            at = next;
        }
    }
    segments = std::move(slow);
}

std::vector<Segment> Prompt::segments(const Lookup& lookup) const {
    std::vector<Segment> segments;
    for (const Piece& piece : pieces) {
        if (piece.name.empty()) {
            segments.push_back({piece.kind, piece.text, "", piece.of_call});
            continue;
        }
        std::string value = lookup(piece.name);
        if (trim(value).empty()) continue;
        if (piece.takes_markup && holds_markup(value)) {
            for (Segment& segment : spoken_markup(value)) segments.push_back(std::move(segment));
            continue;
        }
        std::string unit = piece.unit_variable.empty() ? piece.unit : lookup(piece.unit_variable);
        bool of_call = piece.name != kShipmentWords;  // those are a few, and made before the first call
        segments.push_back({piece.kind, std::move(value), std::move(unit), of_call});
    }
    return segments;
}

std::string Prompt::plain(const Lookup& lookup) const {
    Line line;
    for (const Piece& piece : pieces) {
        if (piece.name.empty()) {
            line.add(piece.kind, piece.text);
            continue;
        }
        std::string value = lookup(piece.name);
        if (piece.takes_markup && holds_markup(value)) {
            for (const Segment& segment : spoken_markup(value)) line.add(segment.kind, segment.value);
        } else {
            line.add(piece.kind, value);
        }
    }
    return line.take();
}

}  // namespace tiller::dialogue
