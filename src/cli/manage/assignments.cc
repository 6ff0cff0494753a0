// name=value on the command line, as JSON.
#include <fmt/format.h>
#include <simdjson.h>

#include <fstream>
#include <map>

#include "base/json/json.h"
#include "cli/manage/manage.h"

namespace tiller::cli {
namespace {

/// A value, or values within.
struct Tree {
    std::string json;
    std::map<std::string, Tree> inner;
};

Result<std::string> value_of(const std::string& name, const std::string& text) {
    if (text.starts_with('[') || text.starts_with('{')) {
        simdjson::dom::parser parser;
        simdjson::dom::element value;
        if (parser.parse(text).get(value)) return invalid(fmt::format("{}: {} is not JSON", name, text));
        return simdjson::minify(value);
    }
    if (text == "null") return text;
    JsonWriter json;
    if (!text.starts_with('@')) {
        json.value(text);
        return json.take();
    }
    std::ifstream in(text.substr(1), std::ios::binary);
    if (!in) return invalid(fmt::format("{}: the file {} cannot be read", name, text.substr(1)));
    std::string content(std::istreambuf_iterator<char>(in), {});
    // A file of one line is that line: editors end it, and no password ends so.
    if (!content.empty() && content.find('\n') == content.size() - 1)
        content.resize(content.size() - (content.ends_with("\r\n") ? 2 : 1));
    json.value(content);
    return json.take();
}

void write(JsonWriter& json, const Tree& tree) {
    if (tree.inner.empty()) return json.raw(tree.json);
    json.begin_object();
    for (const auto& [name, inner] : tree.inner) {
        json.key(name);
        write(json, inner);
    }
    json.end_object();
}

}  // namespace

Result<std::string> to_object(const std::vector<std::string>& assignments) {
    Tree root{.json = "{}"};
    for (std::string assignment : assignments) {
        if (assignment.starts_with('+') && assignment.find('=') == std::string::npos)
            assignment = "number=" + assignment;
        size_t mark = assignment.find('=');
        if (mark == 0 || mark == std::string::npos) {
            return invalid(fmt::format("\"{}\" must be name=value", assignment));
        }
        std::string name = assignment.substr(0, mark);
        auto value = value_of(name, assignment.substr(mark + 1));
        if (!value) return value.error();
        Tree* tree = &root;
        for (size_t from = 0, dot; from <= name.size(); from = dot + 1) {
            dot = std::min(name.find('.', from), name.size());
            tree = &tree->inner[name.substr(from, dot - from)];
        }
        tree->json = std::move(*value);
    }
    JsonWriter json;
    write(json, root);
    return json.take();
}

}  // namespace tiller::cli
