#include "dialogue/ssml.h"

#include <expat.h>
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <memory>

#include "base/text.h"
#include "model/wire_code.h"

namespace tiller::dialogue {
namespace {

using Kind = Segment::Kind;

constexpr std::string_view kOpen = "<speak>", kClose = "</speak>";
constexpr double kLongestBreak = 10'000;  // ms, as in the clouds that speak SSML
constexpr int kSentence = 300, kParagraph = 600;

// SSML 1.1 section 3.2.3 leaves the lengths to the voice.
constexpr std::array<std::pair<std::string_view, int>, 6> kStrengths = {
    {{"none", 0}, {"x-weak", 60}, {"weak", 120}, {"medium", 300}, {"strong", 600}, {"x-strong", 1000}}};

// The names of W3C's note on say-as, and those that other platforms' users write.
constexpr std::array<std::pair<std::string_view, Kind>, 10> kInterpretations = {{{"characters", Kind::digits},
                                                                                 {"spell-out", Kind::digits},
                                                                                 {"digits", Kind::digits},
                                                                                 {"telephone", Kind::digits},
                                                                                 {"cardinal", Kind::number},
                                                                                 {"number", Kind::number},
                                                                                 {"date", Kind::date},
                                                                                 {"time", Kind::time},
                                                                                 {"name", Kind::name},
                                                                                 {"text", Kind::text}}};

/// What a table knows by this name.
template <class Table>
auto look_up(const Table& table, std::string_view name) -> std::optional<decltype(table[0].second)> {
    for (const auto& [known, value] : table) {
        if (known == name) return value;
    }
    return std::nullopt;
}

template <class Table>
std::string names_of(const Table& table) {
    std::string names;
    for (const auto& [name, value] : table) names += (names.empty() ? "" : ", ") + std::string(name);
    return names;
}

/// "500ms", "1.5s", "+2s" (CSS 2 times, SSML 1.1 section 3.2.3).
std::optional<int> parse_break(std::string_view text) {
    if (text.starts_with('+')) text.remove_prefix(1);
    double unit = text.ends_with("ms") ? 1 : text.ends_with('s') ? 1000 : 0;
    if (unit == 0) return std::nullopt;
    text.remove_suffix(unit == 1 ? 2 : 1);
    double number = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
    bool is_whole = error == std::errc() && end == text.data() + text.size() && !text.empty();
    if (!is_whole || !(number >= 0) || number * unit > kLongestBreak) return std::nullopt;
    return static_cast<int>(std::lround(number * unit));
}

/// Reads one document. Expat calls it; nothing is thrown through expat.
class Reader {
  public:
    /// `shift` is what was put before the source's own text.
    Reader(std::string_view document, size_t shift) : document_(document), shift_(shift) {}

    Ssml read() {
        std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(XML_ParserCreate("UTF-8"), XML_ParserFree);
        parser_ = parser.get();
        XML_SetUserData(parser_, this);
        XML_SetElementHandler(
            parser_, [](void* self, const char* name, const char** attributes) { of(self).begin(name, attributes); },
            [](void* self, const char* name) { of(self).end(name); });
        XML_SetCharacterDataHandler(parser_, [](void* self, const char* text, int length) {
            of(self).words({text, static_cast<size_t>(length)});
        });
        XML_SetStartDoctypeDeclHandler(parser_, [](void* self, const char*, const char*, const char*, int) {
            of(self).fail("a document type is not taken");
        });
        XML_SetProcessingInstructionHandler(parser_, [](void* self, const char*, const char*) {
            of(self).fail("a processing instruction is not taken");
        });
        if (XML_Parse(parser_, document_.data(), static_cast<int>(document_.size()), XML_TRUE) == XML_STATUS_ERROR) {
            fail(XML_ErrorString(XML_GetErrorCode(parser_)));
        }
        flush();
        return std::move(result_);
    }

  private:
    static Reader& of(void* self) { return *static_cast<Reader*>(self); }

    /// Where expat is, in the source.
    size_t offset() const {
        auto at = static_cast<size_t>(std::max<XML_Index>(0, XML_GetCurrentByteIndex(parser_)));
        size_t source_size = document_.size() - (shift_ > 0 ? kOpen.size() + kClose.size() : 0);
        return std::min(at - std::min(at, shift_), source_size);
    }

    void fail(std::string_view message) {
        if (result_.fault) return;
        result_.fault = Fault{wire_code::ssml_wrong, fmt::format("SSML: {}", message), {.offset = offset()}};
        XML_StopParser(parser_, XML_FALSE);
    }

    void words(std::string_view text) {
        if (substitutes_) return;
        if (run_.text.empty()) run_.offset = offset();
        run_.text += text;
    }

    void flush() {
        run_.kind = kind_;
        if (!run_.text.empty()) result_.parts.push_back(std::move(run_));
        run_ = {};
    }

    void pause(int milliseconds) {
        flush();
        if (milliseconds > 0) result_.parts.push_back({std::to_string(milliseconds), Kind::pause, offset()});
    }

    void begin(std::string_view name, const char** attributes) {
        flush();
        if (kind_ || substitutes_) return fail(fmt::format("<{}> cannot stand in <say-as> or <sub>", name));
        if (name == "speak") {
            if (!is_first_) return fail("<speak> can only be round the whole");
        } else if (is_first_) {
            return fail("the whole must stand in <speak>");
        } else if (name == "break") {
            begin_break(attributes);
        } else if (name == "say-as") {
            begin_say_as(attributes);
        } else if (name == "sub") {
            begin_sub(attributes);
        } else if (name == "p" || name == "s") {
            if (*attributes) no_attribute(name, *attributes);
        } else {
            fail(fmt::format("<{}> is not spoken: there are speak, break, p, s, say-as, sub", utf8_prefix(name, 64)));
        }
        is_first_ = false;
    }

    void end(std::string_view name) {
        flush();
        if (name == "p") pause(kParagraph);
        if (name == "s") pause(kSentence);
        kind_.reset();
        substitutes_ = false;
    }

    void begin_break(const char** attributes) {
        std::optional<int> time, strength;
        for (; *attributes; attributes += 2) {
            std::string_view name = attributes[0], value = attributes[1];
            if (name == "time") {
                time = parse_break(value);
                if (!time) return wrong_value("time", value, "must be such as 500ms or 1.5s, at most 10s");
            } else if (name == "strength") {
                strength = look_up(kStrengths, value);
                if (!strength) return wrong_value("strength", value, "must be one of " + names_of(kStrengths));
            } else {
                return no_attribute("break", name);
            }
        }
        pause(time.value_or(strength.value_or(kSentence)));
    }

    void begin_say_as(const char** attributes) {
        constexpr std::string_view kAttribute = "interpret-as";
        for (; *attributes; attributes += 2) {
            if (attributes[0] != kAttribute) return no_attribute("say-as", attributes[0]);
            kind_ = look_up(kInterpretations, attributes[1]);
            if (!kind_) return wrong_value(kAttribute, attributes[1], "must be one of " + names_of(kInterpretations));
        }
        if (!kind_) fail("<say-as> needs interpret-as");
    }

    void begin_sub(const char** attributes) {
        std::optional<std::string_view> alias;
        for (; *attributes; attributes += 2) {
            if (attributes[0] != std::string_view("alias")) return no_attribute("sub", attributes[0]);
            alias = attributes[1];
        }
        if (!alias) return fail("<sub> needs alias");
        words(*alias);
        substitutes_ = true;
    }

    void no_attribute(std::string_view element, std::string_view name) {
        fail(fmt::format("<{}> has no \"{}\" that is spoken", element, utf8_prefix(name, 64)));
    }
    void wrong_value(std::string_view name, std::string_view value, std::string_view rule) {
        fail(fmt::format("{} \"{}\" {}", name, utf8_prefix(value, 64), rule));
    }

    const std::string_view document_;
    const size_t shift_;
    XML_Parser parser_ = nullptr;
    Ssml result_;
    SsmlPart run_;              // words that go on
    std::optional<Kind> kind_;  // of the say-as that is open
    bool substitutes_ = false;  // in a <sub>: its own words are not spoken
    bool is_first_ = true;      // no element has begun
};

}  // namespace

bool holds_markup(std::string_view text) {
    for (size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
        char next = at + 1 < text.size() ? text[at + 1] : ' ';
        bool is_letter = (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z');
        if (is_letter || next == '/' || next == '!' || next == '?') return true;
    }
    return false;
}

Ssml read_ssml(std::string_view text) {
    std::string_view whole = trim(text);
    bool is_document = whole.starts_with("<?xml") || whole.starts_with("<speak") || whole.starts_with("<!DOCTYPE");
    if (!is_document) return read_ssml_value(text);
    Ssml read = Reader(whole, 0).read();
    auto blanks = static_cast<size_t>(whole.data() - text.data());
    for (SsmlPart& part : read.parts) part.offset += blanks;
    if (read.fault) read.fault->place.offset += blanks;
    return read;
}

Ssml read_ssml_value(std::string_view value) {
    std::string document;
    document.reserve(kOpen.size() + value.size() + kClose.size());
    document.append(kOpen).append(value).append(kClose);
    return Reader(document, kOpen.size()).read();
}

std::optional<std::string> ssml_value_fault(std::string_view value) {
    if (!holds_markup(value)) return std::nullopt;
    Ssml read = read_ssml_value(value);
    if (!read.fault) return std::nullopt;
    return std::move(read.fault->message);
}

}  // namespace tiller::dialogue
