// A set-up for people to read and to keep: YAML.
#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>

#include "setup/setup_file.h"

namespace tiller::setup {
namespace {

using simdjson::dom::element;

/// Words that need no quotes and mean themselves.
bool is_plain(std::string_view text) {
    auto good = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; };
    return !text.empty() && text != "null" && std::all_of(text.begin(), text.end(), good);
}

/// Can stand as it is, in a block behind "|".
bool is_block(std::string_view text) {
    constexpr std::string_view kNot = "\r\t\x7f";
    bool clean = std::none_of(text.begin(), text.end(), [&](char c) {
        return (static_cast<unsigned char>(c) < 0x20 && c != '\n') || kNot.find(c) != std::string_view::npos;
    });
    return clean && text.find('\n') != std::string_view::npos && text.front() != ' ' && text.front() != '\n';
}

class YamlWriter {
  public:
    std::string write(element root) {
        fields(simdjson::dom::object(root), 0);
        return std::move(out_);
    }

  private:
    static std::string indent(int depth) { return std::string(static_cast<size_t>(depth) * 2, ' '); }

    void fields(const simdjson::dom::object& object, int depth, bool first_is_placed = false) {
        for (auto field : object) {
            if (!std::exchange(first_is_placed, false)) out_ += indent(depth);
            out_ += is_plain(field.key) ? std::string(field.key) : "\"" + std::string(field.key) + "\"";
            out_ += ":";
            value(field.value, depth);
        }
    }

    /// What stands behind "key:".
    void value(element value, int depth) {
        simdjson::dom::array array;
        simdjson::dom::object object;
        if (!value.get(array)) return list(array, depth);
        if (value.get(object)) return scalar(value, depth);
        if (object.size() == 0) {
            out_ += " {}\n";
            return;
        }
        out_ += "\n";
        fields(object, depth + 1);
    }

    void list(const simdjson::dom::array& array, int depth) {
        bool flat = std::all_of(array.begin(), array.end(), [](element e) { return !e.is_object() && !e.is_array(); });
        if (flat) {
            out_ += " " + simdjson::minify(array) + "\n";
            return;
        }
        out_ += "\n";
        for (element item : array) {
            out_ += indent(depth + 1) + "- ";
            fields(simdjson::dom::object(item), depth + 2, true);
        }
    }

    void scalar(element value, int depth) {
        std::string_view text;
        if (value.get(text)) {
            out_ += " " + simdjson::to_string(value) + "\n";
        } else if (is_block(text)) {
            block(text, depth);
        } else {
            out_ += " " + (is_plain(text) ? std::string(text) : simdjson::to_string(value)) + "\n";
        }
    }

    void block(std::string_view text, int depth) {
        bool ends = text.ends_with('\n'), ends_twice = text.ends_with("\n\n");
        out_ += ends_twice ? " |+\n" : ends ? " |\n" : " |-\n";
        while (!text.empty()) {
            std::string_view row = text.substr(0, text.find('\n'));
            text.remove_prefix(std::min(text.size(), row.size() + 1));
            out_ += row.empty() ? "\n" : indent(depth + 1) + std::string(row) + "\n";
        }
    }

    std::string out_;
};

}  // namespace

std::string to_setup_yaml(const Setup& setup) {
    simdjson::dom::parser parser;
    std::string text = to_setup_text(setup);
    return YamlWriter().write(parser.parse(text));
}

std::string export_text(const Setup& setup) {
    return "# Written by tiller export. Secrets are left out, which means: as they are. To set up another "
           "installation,\n"
           "# add app_secret, password, secret, key, token and result_secret where they are missing, e.g. as ${NAME} "
           "of the "
           "environment.\n" +
           to_setup_yaml(setup);
}

}  // namespace tiller::setup
