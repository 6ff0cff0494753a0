#include "http/pattern.h"

#include <stdexcept>

#include "base/text.h"

namespace tiller::http {

Pattern::Pattern(std::string_view text) {
    auto broken = [&](const char* why) { return std::invalid_argument("route \"" + std::string(text) + "\": " + why); };
    if (!text.starts_with('/')) throw broken("does not begin with a slash");
    for (std::string_view part : split(text.substr(1), '/')) {
        if (!segments_.empty() && segments_.back().kind == Kind::rest) throw broken("goes on after {...}");
        size_t open = part.find('{'), close = part.find('}');
        if (part.find('{', open + 1) != std::string_view::npos && open != std::string_view::npos)
            throw broken("two captures");
        if ((open == std::string_view::npos) != (close == std::string_view::npos) || close < open)
            throw broken("stray brace");
        segments_.push_back(parse_segment(part));
        if (segments_.back().kind != Kind::literal && segments_.back().name.empty())
            throw broken("capture without a name");
    }
}

Pattern::Segment Pattern::parse_segment(std::string_view text) {
    Segment segment;
    size_t open = text.find('{');
    if (open == std::string_view::npos) {
        segment.prefix = text;
        return segment;
    }
    size_t close = text.find('}');
    segment.prefix = text.substr(0, open);
    segment.suffix = text.substr(close + 1);
    std::string_view name = text.substr(open + 1, close - open - 1);
    bool affixed = !segment.prefix.empty() || !segment.suffix.empty();
    segment.kind = affixed ? Kind::affixed : Kind::capture;
    if (!affixed && name.ends_with("...")) {
        segment.kind = Kind::rest;
        name.remove_suffix(3);
    }
    segment.name = name;
    return segment;
}

bool Pattern::Segment::fits(std::string_view got) const {
    switch (kind) {
        case Kind::literal:
            return got == prefix;
        case Kind::affixed:
            return got.size() > prefix.size() + suffix.size() && got.starts_with(prefix) && got.ends_with(suffix);
        case Kind::capture:
            return !got.empty();
        case Kind::rest:
            return true;
    }
    return false;
}

bool Pattern::match(const std::vector<std::string>& segments, Captures& captures) const {
    bool open_ended = segments_.back().kind == Kind::rest;
    if (open_ended ? segments.size() < segments_.size() : segments.size() != segments_.size()) return false;
    // First without copying: most patterns fail here.
    for (size_t i = 0; i < segments_.size(); ++i) {
        if (!segments_[i].fits(segments[i])) return false;
    }
    captures.clear();
    for (size_t i = 0; i < segments_.size(); ++i) {
        const Segment& want = segments_[i];
        if (want.kind == Kind::literal) continue;
        std::string value = segments[i].substr(want.prefix.size());
        value.resize(value.size() - want.suffix.size());
        if (want.kind == Kind::rest) {
            for (size_t tail = i + 1; tail < segments.size(); ++tail) value += "/" + segments[tail];
            if (value.empty()) return false;
        }
        captures[want.name] = std::move(value);
    }
    return true;
}

bool Pattern::more_literal_than(const Pattern& other) const {
    for (size_t i = 0; i < std::min(segments_.size(), other.segments_.size()); ++i) {
        if (segments_[i].kind != other.segments_[i].kind) return segments_[i].kind < other.segments_[i].kind;
    }
    return segments_.size() > other.segments_.size();
}

}  // namespace tiller::http
