#pragma once
// A YAML file as a plain tree of nodes that know where they stand. The only place that sees yaml-cpp.
//
// What a dialogue does not need is refused, for safety and for the reader's sake: anchors, aliases (and with them files
// that grow when they are expanded), tags, several documents, maps as keys, nesting beyond kDeepest, files beyond
// kLargest.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "document/source_text.h"

namespace tiller::document {

inline constexpr size_t kLargest = 256 * 1024;
inline constexpr int kDeepest = 16;

struct Field;

struct Node {
    enum class Kind { null, scalar, list, map };
    Kind kind = Kind::null;
    size_t at = 0;              // byte in the file
    std::string text;           // of a scalar
    bool is_hidden = false;     // its text came from outside of the file and may be a secret: no message tells it
    std::vector<Node> items;    // of a list
    std::vector<Field> fields;  // of a map, in the order of the file, keys unique

    bool is_scalar() const { return kind == Kind::scalar; }
    bool is_map() const { return kind == Kind::map; }
    bool is_list() const { return kind == Kind::list; }
    /// The value of a key of a map, or null.
    const Node* find(std::string_view key) const;
};

struct Field {
    std::string key;
    size_t at = 0;  // of the key
    Node value;
};

/// Nothing, with a fault, if the file is no YAML or more YAML than a dialogue may use. Never throws.
std::optional<Node> parse_yaml(const SourceText& source, Faults& faults);

}  // namespace tiller::document
