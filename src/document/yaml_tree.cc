#include "document/yaml_tree.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <sstream>
#include <unordered_map>

#include "base/text.h"

namespace tiller::document {
namespace {

/// Leaves yaml-cpp's parser in the middle of a file that is refused.
struct Refused {
    size_t at;
    std::string message;
};

/// yaml-cpp 0.7 takes a quote that the end of the file closes, and with it the rest of the file, for a text.
bool is_closed(std::string_view text, size_t at) {
    char quote = at < text.size() ? text[at] : '\0';
    if (quote != '"' && quote != '\'') return true;
    for (size_t i = at + 1; i < text.size(); ++i) {
        if (quote == '"' && text[i] == '\\') {
            ++i;
        } else if (text[i] == quote) {
            if (quote == '"' || i + 1 >= text.size() || text[i + 1] != quote) return true;
            ++i;
        }
    }
    return false;
}

size_t position(const YAML::Mark& mark) { return mark.pos < 0 ? 0 : static_cast<size_t>(mark.pos); }

/// Builds the tree from the parser's events, so that an alias is met as an alias and never expanded.
class TreeBuilder final : public YAML::EventHandler {
  public:
    TreeBuilder(const SourceText& source, Faults& faults) : source_(source), faults_(faults) {}

    Node take() { return std::move(root_); }

    void OnDocumentStart(const YAML::Mark& mark) override {
        if (documents_++ > 0) throw Refused{position(mark), "the file holds more than one document"};
    }
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        check(mark, anchor);
        add({Node::Kind::null, position(mark)});
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
        throw Refused{position(mark),
                      "aliases (*name) are not part of the format; a text that begins with * needs quotes"};
    }
    void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  const std::string& value) override {
        check(mark, anchor);
        if (!is_closed(source_.text(), position(mark))) throw Refused{position(mark), "a quote is not closed"};
        add({Node::Kind::scalar, position(mark), value});
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        check(mark, anchor);
        open({Node::Kind::list, position(mark)});
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        check(mark, anchor);
        open({Node::Kind::map, position(mark)});
    }
    void OnMapEnd() override { close(); }

  private:
    struct Open {
        Node node;
        std::optional<Field> pending;  // of a map: a key that awaits its value
        std::unordered_map<std::string, size_t> seen;
    };

    void check(const YAML::Mark& mark, YAML::anchor_t anchor) const {
        size_t at = position(mark);
        if (anchor != 0)
            throw Refused{at, "anchors (&name) are not part of the format; a text that begins with & needs quotes"};
        if (at < source_.text().size() && source_.text()[at] == '!') {
            throw Refused{at, "tags (!name) are not part of the format; a text that begins with ! needs quotes"};
        }
    }
    void open(Node node) {
        if (open_.size() >= kDeepest) throw Refused{node.at, fmt::format("nested deeper than {} levels", kDeepest)};
        if (awaits_key()) throw Refused{node.at, "a key must be a word; a text that begins with { or [ needs quotes"};
        open_.push_back({std::move(node), {}, {}});
    }
    void close() {
        Node node = std::move(open_.back().node);
        open_.pop_back();
        add(std::move(node));
    }
    bool awaits_key() const { return !open_.empty() && open_.back().node.is_map() && !open_.back().pending; }

    void add(Node node) {
        if (open_.empty()) {
            root_ = std::move(node);
            return;
        }
        Open& top = open_.back();
        if (top.node.is_list()) {
            top.node.items.push_back(std::move(node));
        } else if (!top.pending) {
            if (!node.is_scalar()) throw Refused{node.at, "a key must be a word"};
            top.pending = Field{std::move(node.text), node.at, {}};
        } else {
            add_field(top, std::move(node));
        }
    }
    void add_field(Open& top, Node value) {
        Field field = std::move(*top.pending);
        top.pending.reset();
        // A missing value has no place of its own: its key has.
        if (value.kind == Node::Kind::null) value.at = field.at;
        field.value = std::move(value);
        auto [first, fresh] = top.seen.emplace(field.key, field.at);
        if (!fresh && faults_.is_full()) return;  // to find a place costs as much as the line is long
        if (!fresh) {
            faults_.add(field.at, fmt::format("\"{}\" is given twice; the first is in line {}", field.key,
                                              source_.place(first->second).line));
            return;
        }
        top.node.fields.push_back(std::move(field));
    }

    const SourceText& source_;
    Faults& faults_;
    Node root_;
    std::vector<Open> open_;
    int documents_ = 0;
};

/// What a parser's message most often means, for people who do not know YAML's grammar.
std::string_view hint(std::string_view message) {
    if (message == YAML::ErrorMsg::MAP_VALUE) return ": a text with \": \" in it needs quotes";
    if (message == YAML::ErrorMsg::END_OF_MAP || message == YAML::ErrorMsg::END_OF_SEQ) {
        return ": check the indentation, and the quotes of the line before";
    }
    if (message == YAML::ErrorMsg::UNKNOWN_TOKEN)
        return ": a text with ? in braces, or one that begins with @ or %, needs quotes";
    if (message == YAML::ErrorMsg::END_OF_MAP_FLOW) return ": a { without its }, or a text with { needs quotes";
    if (message == YAML::ErrorMsg::END_OF_SEQ_FLOW) return ": a [ without its ], or a text with [ needs quotes";
    return "";
}

/// What YAML readers differ about or fall over: told before the parser sees it.
bool check_bytes(const SourceText& source, Faults& faults) {
    std::string_view text = source.text();
    if (text.size() > kLargest) {
        faults.add(0, fmt::format("the file is larger than {} KiB", kLargest / 1024));
        return false;
    }
    size_t start = 0;
    for (std::string_view line : split(text, '\n')) {
        std::string_view content = line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
        size_t indent = content.find_first_not_of(" \t");
        size_t tab = content.find('\t');
        if (tab != std::string_view::npos && indent != std::string_view::npos && tab < indent) {
            faults.add(start + tab, "a tab in the indentation: use spaces");
        }
        for (std::string_view part : split(content, '\t')) {
            if (is_printable_utf8(part)) continue;
            faults.add(start, "the line holds control characters or is not UTF-8");
            break;
        }
        start += line.size() + 1;
    }
    return faults.empty();
}

}  // namespace

const Node* Node::find(std::string_view key) const {
    for (const Field& field : fields) {
        if (field.key == key) return &field.value;
    }
    return nullptr;
}

std::optional<Node> parse_yaml(const SourceText& source, Faults& faults) {
    if (!check_bytes(source, faults)) return std::nullopt;
    std::istringstream stream{std::string(source.text())};
    TreeBuilder builder(source, faults);
    try {
        YAML::Parser parser(stream);
        while (parser.HandleNextDocument(builder)) {
        }
        return builder.take();
    } catch (const Refused& refused) {
        faults.add(refused.at, refused.message);
    } catch (const YAML::Exception& error) {
        faults.add(position(error.mark), fmt::format("not YAML: {}{}", error.msg, hint(error.msg)));
    }
    return std::nullopt;
}

}  // namespace tiller::document
