#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tiller::http {

using Captures = std::map<std::string, std::string>;

/// A route's path pattern, taken apart. Immutable, so safe from any thread.
class Pattern {
  public:
    /// Throws std::invalid_argument for a pattern without a leading slash, with a stray brace, or with a "..." capture
    /// that is not its last segment.
    explicit Pattern(std::string_view text);

    /// True if the decoded segments of a path fit; `captures` gets the parts.
    bool match(const std::vector<std::string>& segments, Captures& captures) const;

    /// True if this pattern is tried before `other`: it is more literal at the first segment where the kinds differ.
    bool more_literal_than(const Pattern& other) const;

  private:
    enum class Kind { literal, affixed, capture, rest };
    struct Segment {
        Kind kind = Kind::literal;
        std::string prefix;  // the whole text of a literal
        std::string name;
        std::string suffix;

        bool fits(std::string_view got) const;
    };
    static Segment parse_segment(std::string_view text);

    std::vector<Segment> segments_;
};

}  // namespace tiller::http
