#pragma once
// Words that have the shape of a date or a time (Shape in language.h).
#include <optional>
#include <string>
#include <vector>

#include "understanding/language.h"
#include "understanding/numbers.h"

namespace tiller::understanding {

/// What stood at the places of a shape.
struct Places {
    std::optional<int> n, weekday, month, day, year, hour, minute;
    const DayPart* part = nullptr;
};

struct ShapeFound {
    const Shape* shape = nullptr;
    Places places;
    size_t end = 0;
};

/// The shapes that words from `at` on have, the longest first; `words` are folded.
std::vector<ShapeFound> match_shapes(std::span<const Shape> shapes, const std::vector<std::string>& words, size_t at,
                                     const Language& language);

/// A shape as the right side of a JSGF rule, with the places as rules: <weekday>, <month>, <day>, <year>, <n>, …
std::string shape_to_jsgf(const Shape& shape);

}  // namespace tiller::understanding
