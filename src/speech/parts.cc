#include "speech/parts.h"

#include <algorithm>

#include "base/text.h"
#include "speech/characters.h"
#include "speech/script.h"
#include "speech/spell/spell.h"

namespace tiller::speech {
namespace {

using std::chrono::milliseconds;

// Every part has some quiet at its edges already (mastering.h); this comes on top.
constexpr milliseconds kComma{120}, kSentence{300};
/// Between the groups of a number or a code: for a listener to write the last one down.
constexpr milliseconds kDigitGroup{450};
constexpr std::string_view kBetweenGroups = ", ";  // as spell.h sets them

/// What a mark is worth at the border of two parts.
milliseconds pause_of(char32_t c) {
    switch (c) {
        case ',':
        case ';':
        case ':':
        case 0x2013:
        case 0x2014:
        case 0x3001:
        case 0xFF0C:
        case 0x60C:
            return kComma;
        case '.':
        case '!':
        case '?':
        case 0x2026:
        case 0x3002:
        case 0xFF01:
        case 0xFF1F:
        case 0x61F:
        case 0x964:
            return kSentence;
        default:
            return milliseconds(0);
    }
}

/// Marks without sound at the edge of a text: pauses, brackets, quotes, spaces. A minus or "$" has a sound.
bool is_edge(char32_t c) {
    return pause_of(c) > milliseconds(0) || c == ' ' || c == '"' || c == '(' || c == ')' || c == 0x201C || c == 0x201D;
}

struct Trimmed {
    milliseconds before{0}, after{0};
    std::string text;  // keeps the mark at its end: it tells the engine how to end the melody
};

Trimmed trim_marks(const std::string& line) {
    std::u32string all = to_characters(line);
    size_t from = 0, to = all.size();
    Trimmed out;
    while (from < to && is_edge(all[from])) out.before = std::max(out.before, pause_of(all[from++]));
    while (to > from && is_edge(all[to - 1])) out.after = std::max(out.after, pause_of(all[--to]));
    for (size_t i = from; i < to; i++) append_utf8(out.text, all[i]);
    bool speakable = std::any_of(all.begin() + static_cast<ptrdiff_t>(from), all.begin() + static_cast<ptrdiff_t>(to),
                                 [](char32_t c) {
                                     return is_letter(c) || (c >= '0' && c <= '9') || (c >= 0x660 && c <= 0x669) ||
                                            std::u32string_view(U"$%&@#+=€£").find(c) != std::u32string_view::npos;
                                 });
    if (!speakable) {
        out.before = std::max(out.before, out.after);
        out.after = milliseconds(0);
        out.text.clear();
    } else if (to < all.size() && out.after > milliseconds(0)) {
        size_t mark = to;
        while (pause_of(all[mark]) != out.after) mark++;
        append_utf8(out.text, all[mark]);
    }
    return out;
}

class PartList {
  public:
    void pause(milliseconds length) {
        if (length <= milliseconds(0) || parts_.empty()) return;
        if (parts_.back().text.empty()) {
            if (!parts_.back().asked) parts_.back().pause = std::max(parts_.back().pause, length);
        } else {
            parts_.push_back({.pause = length});
        }
    }
    /// Takes the place of what punctuation asked for.
    void asked_pause(milliseconds length) {
        drop_last_pause();
        parts_.push_back({.pause = length, .asked = true});
    }
    void speak(Part part) { parts_.push_back(std::move(part)); }
    std::vector<Part> take() {
        drop_last_pause();
        return std::move(parts_);
    }

  private:
    void drop_last_pause() {
        if (!parts_.empty() && parts_.back().text.empty() && !parts_.back().asked) parts_.pop_back();
    }

    std::vector<Part> parts_;
};

void add_line(PartList& parts, std::string_view line, const Segment& segment, const std::string& language) {
    for (ScriptRun& run : split_scripts(line, language)) {
        Trimmed trimmed = trim_marks(run.text);
        parts.pause(trimmed.before);
        if (trimmed.text.empty()) continue;
        bool foreign = !run.language.empty();
        parts.speak({.text = std::move(trimmed.text),
                     .language = foreign ? run.language : language,
                     .fixed = segment.kind == Segment::Kind::text && !segment.of_call,
                     .foreign = foreign});
        parts.pause(trimmed.after);
    }
}

}  // namespace

std::string_view mark_of(milliseconds pause) { return pause == kSentence ? "." : ","; }

bool ends_with_mark(std::string_view words) {
    std::u32string all = to_characters(words);
    return !all.empty() && pause_of(all.back()) > milliseconds(0);
}

std::vector<Part> split_parts(const Utterance& utterance) {
    PartList parts;
    for (const Segment& segment : utterance.segments) {
        if (segment.kind == Segment::Kind::pause) {
            parts.asked_pause(milliseconds(parse_integer(segment.value).value_or(0)));
            continue;
        }
        std::string line = one_line(spell(segment, utterance.language));
        const bool is_code = segment.kind == Segment::Kind::digits;
        for (std::string_view rest = line; !rest.empty();) {
            size_t end = is_code ? rest.find(kBetweenGroups) : rest.npos;
            add_line(parts, rest.substr(0, end), segment, utterance.language);
            rest.remove_prefix(end == rest.npos ? rest.size() : end + kBetweenGroups.size());
            if (!rest.empty()) parts.pause(kDigitGroup);
        }
    }
    return parts.take();
}

}  // namespace tiller::speech
